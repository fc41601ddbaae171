"""Runs the official SDK for Python, unchanged, in each scenario of the server at CONFORMANCE_URL."""

import asyncio
import os

import httpx
from linq import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncLinqAPIV3,
)


async def result(scenario):
    chat_id = scenario["request"]["path"].split("/")[3]
    client = AsyncLinqAPIV3(
        api_key="the-key-of-the-scenarios",
        base_url=scenario["baseUrl"],
        timeout=scenario.get("timeout", 60),
    )
    try:
        response = await client.chats.with_raw_response.leave_chat(chat_id)
        response.parse()
        return {"kind": "success", "status": response.status_code}
    except APITimeoutError:
        return {"kind": "timeout"}
    except APIConnectionError:
        return {"kind": "connection-error"}
    except APIStatusError as error:
        code = getattr(error, "code", None)
        if isinstance(error.body, dict) and isinstance(error.body.get("error"), dict):
            code = error.body["error"].get("code")
        if code is None:
            return {"kind": "unexpected-response", "status": error.status_code}
        return {"kind": "api-error", "status": error.status_code, "code": code}
    except (APIError, ValueError) as error:
        status = getattr(getattr(error, "response", None), "status_code", 202)
        return {"kind": "unexpected-response", "status": status}
    except httpx.HTTPError:
        return {"kind": "connection-error"}


async def main():
    async with httpx.AsyncClient(timeout=60) as server:
        scenarios = (await server.get(os.environ["CONFORMANCE_URL"])).json()

        async def run(scenario):
            learnt = await result(scenario)
            await server.post(f"{scenario['baseUrl']}/result", json=learnt)

        await asyncio.gather(*map(run, scenarios))


asyncio.run(main())
