"""Leaves chats with httpx and the Pydantic models that datamodel-code-generator made, and reads webhooks with them.

Takes the scenarios as JSON on stdin and prints the result of each.
"""

import json
import sys

import httpx

from linq import ErrorEnvelope, LeaveAccepted, ParticipantRemovedEvent


def call(scenario):
    api_key = scenario["api_key"]
    headers = {} if api_key is None else {"authorization": f"Bearer {api_key}"}
    url = f"{scenario['base_url']}/v3/chats/{scenario['chat_id']}/leave"
    response = httpx.post(url, headers=headers)
    if response.is_success:
        accepted = LeaveAccepted.model_validate_json(response.content)
        return {"http": response.status_code, "status": accepted.status}
    envelope = ErrorEnvelope.model_validate_json(response.content)
    return {"http": response.status_code, "code": envelope.error.code}


def event(scenario):
    data = ParticipantRemovedEvent.model_validate_json(scenario["body"]).data
    participant = data.participant
    return {
        "chat_id": str(data.chat_id),
        "service": participant.service,
        "is_me": participant.is_me,
        "status": participant.status,
        "line_type": participant.line_type,
    }


def attempt(function, scenario):
    try:
        return function(scenario)
    except Exception as error:  # noqa: BLE001
        return {"error": repr(error)}


scenarios = json.load(sys.stdin)
results = {one["name"]: attempt(call, one) for one in scenarios["calls"]}
results |= {one["name"]: attempt(event, one) for one in scenarios["events"]}
print(json.dumps(results))
