// Leaves chats with the client that ogen generated, and reads webhooks with its models.
//
// Takes the scenarios as JSON on stdin and prints the result of each.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"

	"github.com/google/uuid"

	"example.com/leave-a-group-chat/linq"
)

type scenarios struct {
	Calls []struct {
		Name    string
		BaseURL string    `json:"base_url"`
		APIKey  apiKey    `json:"api_key"`
		ChatID  uuid.UUID `json:"chat_id"`
	}
	Events []struct{ Name, Body string }
}

// apiKey authenticates requests; an empty one does not.
type apiKey string

func (key apiKey) BearerAuth(context.Context, linq.OperationName) (linq.BearerAuth, error) {
	return linq.BearerAuth{Token: string(key)}, nil
}

func main() {
	var list scenarios
	if err := json.NewDecoder(os.Stdin).Decode(&list); err != nil {
		log.Fatal(err)
	}
	results := map[string]any{}
	for _, one := range list.Calls {
		results[one.Name] = orError(call(one.BaseURL, one.APIKey, one.ChatID))
	}
	for _, one := range list.Events {
		results[one.Name] = orError(event(one.Body))
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		log.Fatal(err)
	}
}

func call(baseURL string, key apiKey, chatID uuid.UUID) (any, error) {
	client, err := linq.NewClient(baseURL, key)
	if err != nil {
		return nil, err
	}
	response, err := client.LeaveChat(context.Background(), linq.LeaveChatParams{ChatId: chatID})
	if err != nil {
		return nil, err
	}
	switch response := response.(type) {
	case *linq.LeaveAcceptedHeaders:
		return map[string]any{"http": 202, "status": response.Response.Status.Value}, nil
	case interface{ GetResponse() linq.ErrorEnvelope }:
		refused := response.GetResponse().Error
		return map[string]any{"http": refused.Status, "code": refused.Code}, nil
	}
	return nil, nil
}

func event(body string) (any, error) {
	var event linq.ParticipantRemovedEvent
	if err := event.UnmarshalJSON([]byte(body)); err != nil {
		return nil, err
	}
	participant := event.Data.Participant.Value
	return map[string]any{
		"chat_id":   event.Data.ChatID.Value,
		"service":   participant.Service,
		"is_me":     known(participant.IsMe.Get()),
		"status":    known(participant.Status.Get()),
		"line_type": known(participant.LineType.Get()),
	}, nil
}

func known(value any, ok bool) any {
	if ok {
		return value
	}
	return nil
}

func orError(result any, err error) any {
	if err != nil {
		return map[string]string{"error": err.Error()}
	}
	return result
}
