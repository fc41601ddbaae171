// Leaves chats with the client that oapi-codegen generated, and reads webhooks with its models.
//
// Takes the scenarios as JSON on stdin and prints the result of each.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os"

	"github.com/google/uuid"

	"example.com/leave-a-group-chat/linq"
)

type scenarios struct {
	Calls []struct {
		Name    string
		BaseURL string    `json:"base_url"`
		APIKey  *string   `json:"api_key"`
		ChatID  uuid.UUID `json:"chat_id"`
	}
	Events []struct{ Name, Body string }
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

func call(baseURL string, apiKey *string, chatID uuid.UUID) (any, error) {
	authorize := func(_ context.Context, request *http.Request) error {
		if apiKey != nil {
			request.Header.Set("Authorization", "Bearer "+*apiKey)
		}
		return nil
	}
	client, err := linq.NewClientWithResponses(baseURL, linq.WithRequestEditorFn(authorize))
	if err != nil {
		return nil, err
	}
	response, err := client.LeaveChatWithResponse(context.Background(), chatID)
	if err != nil {
		return nil, err
	}
	if accepted := response.JSON202; accepted != nil {
		return map[string]any{"http": response.StatusCode(), "status": accepted.Status}, nil
	}
	for _, refused := range []*linq.ErrorEnvelope{
		response.JSON400, response.JSON401, response.JSON403, response.JSON404, response.JSON409,
		response.JSON429, response.JSON500, response.JSON503, response.JSON504,
	} {
		if refused != nil {
			return map[string]any{"http": response.StatusCode(), "code": refused.Error.Code}, nil
		}
	}
	return map[string]any{"http": response.StatusCode()}, nil
}

func event(body string) (any, error) {
	var event linq.ParticipantRemovedEvent
	if err := json.Unmarshal([]byte(body), &event); err != nil {
		return nil, err
	}
	participant := event.Data.Participant
	return map[string]any{
		"chat_id":   event.Data.ChatId,
		"service":   participant.Service,
		"is_me":     participant.IsMe,
		"status":    participant.Status,
		"line_type": participant.LineType,
	}, nil
}

func orError(result any, err error) any {
	if err != nil {
		return map[string]string{"error": err.Error()}
	}
	return result
}
