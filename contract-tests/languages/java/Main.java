import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ChatsApi;
import org.openapitools.client.model.ErrorEnvelope;
import org.openapitools.client.model.ParticipantRemovedEvent;

/**
 * Leaves chats with the client that OpenAPI Generator made, and reads webhooks with its models.
 *
 * <p>Takes the scenarios as JSON on stdin and prints the result of each.
 */
class Main {
  record Call(String name, String baseUrl, String apiKey, UUID chatId) {}

  record Event(String name, String body) {}

  record Scenarios(List<Call> calls, List<Event> events) {}

  /** The client's own mapper, which accepts undocumented members. */
  static final ObjectMapper MODELS = ApiClient.createDefaultObjectMapper();

  public static void main(String[] args) throws Exception {
    var mapper = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    var scenarios = mapper.readValue(System.in, Scenarios.class);
    var results = new LinkedHashMap<String, Object>();
    scenarios.calls().forEach(one -> results.put(one.name(), attempt(() -> call(one))));
    scenarios.events().forEach(one -> results.put(one.name(), attempt(() -> event(one))));
    mapper.writeValue(System.out, results);
  }

  static Map<String, Object> call(Call call) throws Exception {
    var client = new ApiClient();
    client.updateBaseUri(call.baseUrl());
    if (call.apiKey() != null) {
      client.setRequestInterceptor(
          request -> request.header("Authorization", "Bearer " + call.apiKey()));
    }
    try {
      var response = new ChatsApi(client).leaveChatWithHttpInfo(call.chatId());
      return Map.of("http", response.getStatusCode(), "status", response.getData().getStatus());
    } catch (ApiException refused) {
      var envelope = MODELS.readValue(refused.getResponseBody(), ErrorEnvelope.class);
      return Map.of("http", refused.getCode(), "code", envelope.getError().getCode());
    }
  }

  static Map<String, Object> event(Event event) throws Exception {
    var data = MODELS.readValue(event.body(), ParticipantRemovedEvent.class).getData();
    var participant = data.getParticipant();
    var result = new HashMap<String, Object>();
    result.put("chat_id", data.getChatId());
    result.put("service", participant.getService());
    result.put("is_me", participant.getIsMe());
    result.put("status", participant.getStatus());
    result.put("line_type", participant.getLineType());
    return result;
  }

  static Map<String, Object> attempt(Callable<Map<String, Object>> scenario) {
    try {
      return scenario.call();
    } catch (Exception error) {
      return Map.of("error", error.toString());
    }
  }
}
