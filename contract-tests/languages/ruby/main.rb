# frozen_string_literal: true

# Leaves chats with the client that OpenAPI Generator made, and reads webhooks with its models.
#
# Takes the scenarios as JSON on stdin and prints the result of each.

require 'json'
require 'openapi_client'
require 'uri'

def chats(base_url, api_key)
  config = OpenapiClient::Configuration.new
  url = URI(base_url)
  config.scheme = url.scheme
  config.host = "#{url.host}:#{url.port}"
  config.base_path = url.path
  config.access_token = api_key
  OpenapiClient::ChatsApi.new(OpenapiClient::ApiClient.new(config))
end

def call(scenario)
  chats = chats(scenario[:base_url], scenario[:api_key])
  accepted, http = chats.leave_chat_with_http_info(scenario[:chat_id])
  { http: http, status: accepted.status }
rescue OpenapiClient::ApiError => e
  body = JSON.parse(e.response_body, symbolize_names: true)
  envelope = OpenapiClient::ErrorEnvelope.build_from_hash(body)
  { http: e.code, code: envelope.error.code }
end

def event(scenario)
  body = JSON.parse(scenario[:body], symbolize_names: true)
  data = OpenapiClient::ParticipantRemovedEvent.build_from_hash(body).data
  {
    chat_id: data.chat_id,
    service: data.participant.service,
    is_me: data.participant.is_me,
    status: data.participant.status,
    line_type: data.participant.line_type
  }
end

def attempt
  yield
rescue StandardError => e
  { error: e.message }
end

scenarios = JSON.parse($stdin.read, symbolize_names: true)
results = scenarios[:calls].to_h { |one| [one[:name], attempt { call(one) }] }
results.update(scenarios[:events].to_h { |one| [one[:name], attempt { event(one) }] })
puts JSON.generate(results)
