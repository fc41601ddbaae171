<?php

/**
 * Leaves chats with the client that OpenAPI Generator made, and reads webhooks with its models.
 *
 * Takes the scenarios as JSON on stdin and prints the result of each.
 */

declare(strict_types=1);

use GuzzleHttp\Client;
use OpenAPI\Client\Api\ChatsApi;
use OpenAPI\Client\ApiException;
use OpenAPI\Client\Configuration;
use OpenAPI\Client\Model\ParticipantRemovedEvent;
use OpenAPI\Client\ObjectSerializer;

require __DIR__ . '/autoload.php';

$call = function (array $scenario): array {
    $configuration = (new Configuration())->setHost($scenario['base_url']);
    if ($scenario['api_key'] !== null) {
        $configuration->setAccessToken($scenario['api_key']);
    }
    $chats = new ChatsApi(new Client(), $configuration);
    try {
        [$accepted, $status] = $chats->leaveChatWithHttpInfo($scenario['chat_id']);
        return ['http' => $status, 'status' => $accepted->getStatus()];
    } catch (ApiException $refused) {
        return [
            'http' => $refused->getCode(),
            'code' => $refused->getResponseObject()->getError()->getCode(),
        ];
    }
};

$event = function (array $scenario): array {
    $event = ObjectSerializer::deserialize(json_decode($scenario['body']), ParticipantRemovedEvent::class);
    $participant = $event->getData()->getParticipant();
    return [
        'chat_id' => $event->getData()->getChatId(),
        'service' => $participant->getService(),
        'is_me' => $participant->getIsMe(),
        'status' => $participant->getStatus(),
        'line_type' => $participant->getLineType(),
    ];
};

$attempt = function (callable $function, array $scenario): array {
    try {
        return $function($scenario);
    } catch (Throwable $error) {
        return ['error' => $error->getMessage()];
    }
};

$scenarios = json_decode(stream_get_contents(STDIN), associative: true, flags: JSON_THROW_ON_ERROR);
$results = [];
foreach ($scenarios['calls'] as $one) {
    $results[$one['name']] = $attempt($call, $one);
}
foreach ($scenarios['events'] as $one) {
    $results[$one['name']] = $attempt($event, $one);
}
echo json_encode($results, JSON_THROW_ON_ERROR);
