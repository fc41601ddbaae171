"""Makes webhook-vectors.json: signatures made by another implementation, Python's standard library.

    python3 contract-tests/webhooks/webhook-vectors.py > contract-tests/webhooks/webhook-vectors.json

The first vector is the one that Standard Webhooks itself publishes, with the signature as printed there.
"""

import base64
import hashlib
import hmac
import json

BORN = 1767323047  # 2026-01-02T03:04:07Z
PUBLISHED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def event(**members):
    return json.dumps({"event_type": "test", "event_id": "1", **members}, ensure_ascii=False)


def vector(name, secret, id, timestamp, body):
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    text = f"{id}.{timestamp}.{body}".encode()
    signature = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return {"name": name, "secret": secret, "id": id, "timestamp": str(timestamp), "body": body, "signature": signature}


def secret(length):
    return "whsec_" + base64.b64encode(bytes(range(255, 255 - length, -1))).decode()


published = vector(
    "published by Standard Webhooks", PUBLISHED, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}'
)
assert published["signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

vectors = [
    published,
    vector("the shortest event", secret(24), "evt_1", BORN, event()),
    vector("a key of 64 bytes, a whole block", secret(64), "evt_1", BORN, event()),
    vector("a key of 65 bytes, which is hashed first", secret(65), "evt_1", BORN, event()),
    vector("a key whose base64 ends in ==", secret(25), "evt_1", BORN, event()),
    vector("a key whose base64 ends in =", secret(26), "evt_1", BORN, event()),
    vector("non-ASCII text", secret(32), "evt_1", BORN, event(note="Zoë 東京 👋🏽")),
    vector("a body with line breaks", secret(32), "evt_1", BORN, json.dumps(json.loads(event()), indent=2)),
    vector("a body of 4 kB", secret(32), "evt_1", BORN, event(note="x" * 4_000)),
    vector("an id with dots", secret(32), "evt.1.2", BORN, event()),
    vector("the first second of 1970", secret(32), "evt_1", 0, event()),
]
vectors[0]["note"] = "not an event: the signature is valid, but the body breaks the contract"
print(json.dumps(vectors, ensure_ascii=False, indent=2))
