@file:OptIn(ExperimentalStdlibApi::class)

import com.squareup.moshi.Json
import com.squareup.moshi.adapter
import org.openapitools.client.apis.ChatsApi
import org.openapitools.client.infrastructure.ApiClient
import org.openapitools.client.infrastructure.ClientError
import org.openapitools.client.infrastructure.Serializer
import org.openapitools.client.infrastructure.ServerError
import org.openapitools.client.infrastructure.Success
import org.openapitools.client.models.ErrorEnvelope
import org.openapitools.client.models.ParticipantRemovedEvent
import java.util.UUID

data class Call(
    val name: String,
    @Json(name = "base_url") val baseUrl: String,
    @Json(name = "api_key") val apiKey: String?,
    @Json(name = "chat_id") val chatId: UUID,
)

data class Event(
    val name: String,
    val body: String,
)

data class Scenarios(
    val calls: List<Call>,
    val events: List<Event>,
)

typealias Result = Map<String, Any?>

inline fun <reified T> read(json: String): T = checkNotNull(Serializer.moshi.adapter<T>().fromJson(json))

/**
 * Leaves chats with the client that OpenAPI Generator made, and reads webhooks with its models.
 *
 * Takes the scenarios as JSON on stdin and prints the result of each.
 */
fun main() {
    val scenarios = read<Scenarios>(System.`in`.bufferedReader().readText())
    val results =
        scenarios.calls.associate { it.name to attempt { call(it) } } +
            scenarios.events.associate { it.name to attempt { event(it) } }
    val adapter = Serializer.moshi.adapter<Map<String, Result>>()
    println(adapter.serializeNulls().toJson(results))
}

fun call(call: Call): Result {
    ApiClient.accessToken = call.apiKey
    return when (val response = ChatsApi(call.baseUrl).leaveChatWithHttpInfo(call.chatId)) {
        is Success -> mapOf("http" to response.statusCode, "status" to response.data?.status)
        is ClientError -> mapOf("http" to response.statusCode, "code" to codeOf(response.body))
        is ServerError -> mapOf("http" to response.statusCode, "code" to codeOf(response.body))
        else -> mapOf("http" to response.statusCode)
    }
}

fun codeOf(body: Any?): Int = read<ErrorEnvelope>(body as String).error.code

fun event(event: Event): Result {
    val data = read<ParticipantRemovedEvent>(event.body).data
    return mapOf(
        "chat_id" to data.chatId.toString(),
        "service" to data.participant?.service,
        "is_me" to data.participant?.isMe,
        "status" to data.participant?.status,
        "line_type" to data.participant?.lineType,
    )
}

fun attempt(scenario: () -> Result): Result =
    try {
        scenario()
    } catch (error: Exception) {
        mapOf("error" to error.toString())
    }
