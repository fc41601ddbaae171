"""Leaves chats with the client that openapi-python-client generated, and reads webhooks with its models.

Takes the scenarios as JSON on stdin and prints the result of each.
"""

import json
import sys
from uuid import UUID

from linq import AuthenticatedClient, Client
from linq.api.chats import leave_chat
from linq.models import LeaveAccepted, ParticipantRemovedEvent
from linq.types import Unset


def client_for(base_url, api_key):
    if api_key is None:
        return Client(base_url)
    return AuthenticatedClient(base_url, token=api_key)


def call(scenario):
    with client_for(scenario["base_url"], scenario["api_key"]) as client:
        response = leave_chat.sync_detailed(UUID(scenario["chat_id"]), client=client)
    if isinstance(response.parsed, LeaveAccepted):
        return {"http": response.status_code, "status": response.parsed.status}
    return {"http": response.status_code, "code": response.parsed.error.code}


def event(scenario):
    data = ParticipantRemovedEvent.from_dict(json.loads(scenario["body"])).data
    participant = data.participant
    return {
        "chat_id": str(data.chat_id),
        "service": participant.service,
        "is_me": known(participant.is_me),
        "status": known(participant.status),
        "line_type": known(participant.line_type),
    }


def known(value):
    return None if isinstance(value, Unset) else value


def attempt(function, scenario):
    try:
        return function(scenario)
    except Exception as error:  # noqa: BLE001
        return {"error": repr(error)}


scenarios = json.load(sys.stdin)
results = {one["name"]: attempt(call, one) for one in scenarios["calls"]}
results |= {one["name"]: attempt(event, one) for one in scenarios["events"]}
print(json.dumps(results))
