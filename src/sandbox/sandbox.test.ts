/** What the sandbox decides. A stand-in that obeys `Prefer` takes the place of Prism; `contract-tests/` uses the real Prism. */
import { once } from "node:events";
import { createServer, type IncomingMessage, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import spec from "../../generated/openapi.json" with { type: "json" };
import type { Prism } from "../prism.js";
import { secret, signWebhook } from "../webhooks/signing.test-helper.js";
import type { SandboxOptions } from "./options.js";
import { type Sandbox, startSandboxOn } from "./sandbox.js";

const prism = {
  requests: [] as { method: string; url: string; type: string | undefined; prefer: string | undefined; body: string }[],
  /** Delays the response to a request. */
  before: async (_request: IncomingMessage) => {},
  starts: 0,
  ports: [] as unknown[],
};

async function startStandIn({ port }: { port: number }): Promise<Prism> {
  prism.starts++;
  prism.ports.push(port);
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const prefer = request.headers.prefer as string | undefined;
    const type = request.headers["content-type"];
    prism.requests.push({ method: `${request.method}`, url: `${request.url}`, type, prefer, body });
    await prism.before(request);
    response.writeHead(Number(/code=(\d+)/.exec(prefer ?? "")?.[1] ?? 202), { "content-type": "application/json" });
    response.end(JSON.stringify(prefer ?? "nothing preferred"));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const ended = once(server, "close").then(() => {});
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await ended;
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ended, stop };
}

const startSandbox = (options: SandboxOptions) => startSandboxOn(startStandIn, options);

const soon = (condition: () => void) => vi.waitFor(condition, { timeout: 15_000, interval: 5 });

const chat = "550e8400-e29b-41d4-a716-446655440000";
const another = "550e8400-e29b-41d4-a716-446655440001";
const ids = spec.components.parameters.chatId.examples;
const left = "code=409, example=chatUnavailable";
const accepted = "code=202, example=accepted";
const ends: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  Object.assign(prism, { requests: [], before: async () => {}, starts: 0, ports: [] });
});
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

async function start(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ port: 0, delay: 0, ...options });
  ends.push(sandbox.stop);
  return { sandbox, leave: leaveOn(sandbox) };
}

/** Leaves a chat. Returns the status of the response, and what Prism was asked for. */
function leaveOn(sandbox: Sandbox) {
  return async (chatId: string, prefer?: string, base = ""): Promise<[number, string]> => {
    const headers = { authorization: "Bearer any-key", ...(prefer !== undefined && { prefer }) };
    const response = await fetch(`${sandbox.url}${base}/v3/chats/${chatId}/leave`, { method: "POST", headers });
    return [response.status, (await response.json()) as string];
  };
}

async function startReceiver(status: number) {
  const deliveries: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    deliveries.push(body);
    response.writeHead(status).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  ends.push(async () => server.close());
  return { deliveries, webhook: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret } };
}

describe("the sandbox's response", () => {
  test("a chat that is not in the contract gets the first success, then chatUnavailable", async () => {
    const { leave } = await start();
    expect(await leave(chat)).toEqual([202, accepted]);
    expect(await leave(chat)).toEqual([409, left]);
    expect(await leave(chat.toUpperCase())).toEqual([409, left]);
    expect(await leave(another)).toEqual([202, accepted]);
  });

  test("a chat id from the contract gets the response that it is paired with", async () => {
    const { leave } = await start();
    expect(await leave(ids.rateLimitExceeded.value)).toEqual([429, "code=429, example=rateLimitExceeded"]);
    expect(await leave(ids.accepted.value)).toEqual([202, accepted]);
    expect(await leave(ids.accepted.value)).toEqual([409, left]);
  });

  test("a request that asks for a response gets it, whatever the chat's id and state", async () => {
    const { sandbox, leave } = await start();
    expect(await leave(ids.rateLimitExceeded.value, "code=500")).toEqual([
      500,
      "code=500, example=internalServerError",
    ]);
    expect(await leave(chat)).toEqual([202, accepted]);
    expect(await leave(chat, "code=503")).toEqual([503, "code=503, example=serviceUnavailable"]);
    expect(await leave(chat, "code=202")).toEqual([202, accepted]);
    expect(await leave(another, "code=202")).toEqual([202, accepted]);
    expect([...sandbox.chats.keys()]).toEqual([chat, another]);
  });

  test("the sandbox responds the same way under the servers' base path", async () => {
    const { leave } = await start();
    expect(await leave(chat, undefined, "/api/partner")).toEqual([202, accepted]);
    expect(await leave(chat)).toEqual([409, left]);
    expect(prism.requests.map(({ url }) => url)).toEqual(Array(2).fill(`/v3/chats/${chat}/leave`));
  });

  test("only one of many concurrent leaves of a chat gets 202", async () => {
    const { leave } = await start();
    const all = Promise.all(Array.from({ length: 10 }, () => leave(chat)));
    const answers = (await all).map(([status]) => status).sort();
    expect(answers).toEqual([202, ...Array(9).fill(409)]);
  });

  test("an undocumented method gets 405 with the allowed methods, without asking Prism", async () => {
    const { sandbox } = await start();
    const response = await fetch(`${sandbox.url}/v3/chats/${chat}/leave`, { method: "PROPFIND" });
    const allow = response.headers.get("allow");
    expect([response.status, allow?.split(", ")]).toEqual([405, expect.arrayContaining(["POST"])]);
    expect(await response.json()).toMatchObject({ detail: `/v3/chats/${chat}/leave takes ${allow}, not PROPFIND.` });
    expect(prism.requests).toEqual([]);
  });

  test("an unknown path gets 404 with the list of operations, without asking Prism", async () => {
    const { sandbox } = await start();
    const response = await fetch(`${sandbox.url}/v3/chat/${chat}?a=b`, { method: "PUT", body: "body" });
    expect(response.status).toBe(404);
    const { detail } = await response.json();
    expect(detail).toContain(`The contract has no PUT /v3/chat/${chat}. It has `);
    expect(detail).toContain("POST /v3/chats/{chatId}/leave");
    expect(prism.requests).toEqual([]);
  });

  test("an invalid request is forwarded to Prism with its query, and with its body as bytes", async () => {
    const { sandbox } = await start();
    const init = { method: "POST", headers: { authorization: "Bearer any-key" }, body: "body" };
    await fetch(`${sandbox.url}/v3/chats/${chat}/leave?a=b`, init);
    const url = `/v3/chats/${chat}/leave?a=b`;
    const type = "application/octet-stream";
    expect(prism.requests).toEqual([{ method: "POST", url, type, prefer: undefined, body: "body" }]);
  });
});

test.each([300, 400, 401, 409, 500])("a leave that is answered with %i does not change the chat", async (status) => {
  const { sandbox, leave } = await start();
  await leave(chat, `code=${status}`);
  expect(sandbox.chats.size).toBe(0);
  expect(await leave(chat)).toEqual([202, accepted]);
});

test("a concurrent leave that asks for a response with Prefer gets that response", async () => {
  const { leave } = await start();
  let count = 0;
  let release!: () => void;
  const both = new Promise<void>((resolve) => {
    release = resolve;
  });
  prism.before = async () => {
    if (++count === 2) release();
    await both;
  };
  const answers = await Promise.all([leave(chat, "code=202"), leave(chat, "code=202")]);
  expect(answers).toEqual(Array(2).fill([202, accepted]));
  expect(prism.requests).toHaveLength(2);
});

test("a chat is unavailable while it is being left", async () => {
  const { sandbox, leave } = await start({ delay: 60_000 });
  await leave(chat.toUpperCase());
  expect(sandbox.chats).toEqual(new Map([[chat, "leaving"]]));
  expect(await leave(chat)).toEqual([409, left]);
});

describe("the webhook", () => {
  test("the webhook is the contract's example with this chat, its own id and the current time", async () => {
    const { deliveries, webhook } = await startReceiver(200);
    const { sandbox, leave } = await start({ webhook });
    const before = Date.now();
    await leave(chat);
    await soon(() => expect(sandbox.events).toMatchObject([{ state: "delivered" }]));

    const example = spec.components.examples.participantRemoved.value;
    const event = JSON.parse(deliveries[0] ?? "");
    const time = event.created_at;
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(time)).toBeLessThanOrEqual(Date.now());
    expect(event.event_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(event.event_id).not.toBe(example.event_id);
    expect(event).toEqual({
      ...example,
      event_id: event.event_id,
      created_at: time,
      data: {
        ...example.data,
        chat_id: chat,
        removed_at: time,
        participant: { ...example.data.participant, left_at: time },
      },
    });
    expect(sandbox.events).toEqual([{ id: `evt_${event.event_id}`, event, attempts: [200], state: "delivered" }]);
  });

  test("the webhook is sent once for each chat, with its own id", async () => {
    const { deliveries, webhook } = await startReceiver(200);
    const { sandbox, leave } = await start({ webhook });
    for (const id of [chat, chat, another]) await leave(id);
    await soon(() => expect(sandbox.events).toMatchObject([{ state: "delivered" }, { state: "delivered" }]));
    const events = deliveries.map((body) => JSON.parse(body));
    expect(events.map(({ data }) => data.chat_id).sort()).toEqual([chat, another]);
    expect(new Set(events.map(({ event_id }) => event_id)).size).toBe(2);
  });

  test("the webhook is sent after the delay, and redelivered as redeliverAfter says", async () => {
    const { deliveries, webhook } = await startReceiver(500);
    const { sandbox, leave } = await start({ webhook, delay: 50, redeliverAfter: [1, 1] });
    const before = Date.now();
    await leave(chat);
    await soon(() => expect(sandbox.events).toMatchObject([{ attempts: [500, 500, 500], state: "given-up" }]));
    // Timers may be a millisecond early.
    expect(Date.parse(JSON.parse(deliveries[0] as string).data.removed_at) - before).toBeGreaterThanOrEqual(49);
  });
});

describe("a sandbox that receives its own webhooks", () => {
  const overviewOf = async ({ url }: Sandbox) => (await fetch(`${url}/sandbox`)).json();

  test("the sandbox's own receiver shows each webhook as it arrived, with everything needed to verify its signature", async () => {
    const { sandbox, leave } = await start({ webhook: "self" });
    await leave(chat);
    await soon(() => expect(sandbox.events).toMatchObject([{ attempts: [204], state: "delivered" }]));
    const { webhook } = await overviewOf(sandbox);
    expect(webhook).toMatchObject({ url: `${sandbox.url}/sandbox/webhooks`, received: [{ at: expect.any(String) }] });
    const [{ headers, body, problem }] = webhook.received;
    expect(problem).toBeUndefined();
    expect(JSON.parse(body)).toEqual(sandbox.events[0]?.event);
    const { "webhook-id": id, "webhook-timestamp": timestamp } = headers;
    expect(headers).toEqual(signWebhook(body, { secret: webhook.secret, id, timestamp }));
  });

  test("the sandbox's own receiver shows a forged webhook as refused, then the genuine one", async () => {
    const { sandbox, leave } = await start({ webhook: "self" });
    sandbox.next(chat, ["webhookForged"]);
    await leave(chat);
    await soon(() => expect(sandbox.events).toMatchObject([{ state: "given-up" }, { state: "delivered" }]));
    const { webhook } = await overviewOf(sandbox);
    expect(webhook.received.map(({ problem }: { problem?: string }) => problem !== undefined)).toEqual([true, false]);
  });

  test("reset also clears the webhooks that the sandbox's own receiver got", async () => {
    const { sandbox, leave } = await start({ webhook: "self" });
    await leave(chat);
    await soon(() => expect(sandbox.events).toMatchObject([{ state: "delivered" }]));
    sandbox.reset();
    expect((await overviewOf(sandbox)).webhook.received).toEqual([]);
  });

  test("the sandbox's own receiver refuses web pages from other origins", async () => {
    const { sandbox } = await start({ webhook: "self" });
    const init = { method: "POST", headers: { origin: "http://evil.example" }, body: "{}" };
    expect((await fetch(`${sandbox.url}/sandbox/webhooks`, init)).status).toBe(403);
    expect((await overviewOf(sandbox)).webhook.received).toEqual([]);
  });

  test("a sandbox with another receiver shows its URL, without the query and the secret, and receives nothing itself", async () => {
    const url = "http://user:password@127.0.0.1:1/webhooks?token=1";
    const { sandbox } = await start({ webhook: { url, secret } });
    expect((await overviewOf(sandbox)).webhook).toEqual({ url: "http://127.0.0.1:1/webhooks" });
    expect((await fetch(`${sandbox.url}/sandbox/webhooks`, { method: "POST" })).status).toBe(404);
  });
});

describe("in a browser", () => {
  test("a preflight of an operation is answered by Prism, and is not a request to the API", async () => {
    const { sandbox } = await start();
    const headers = { "access-control-request-method": "POST" };
    expect((await ask(sandbox, `/v3/chats/${chat}/leave`, headers, "OPTIONS")).status).toBe(202);
    expect(prism.requests).toMatchObject([{ method: "OPTIONS", url: `/v3/chats/${chat}/leave`, prefer: undefined }]);
    expect(sandbox.requests).toEqual([]);
  });

  test.each([
    ["OPTIONS", `/v3/chats/${chat}/leave`, {}, 405],
    ["PROPFIND", `/v3/chats/${chat}/leave`, { "access-control-request-method": "POST" }, 405],
    ["OPTIONS", "/v3/nowhere", { "access-control-request-method": "POST" }, 404],
  ])("%s %s with %j is not a preflight, and gets %i", async (method, path, headers, status) => {
    const { sandbox } = await start();
    expect((await ask(sandbox, path, headers, method)).status).toBe(status);
    expect(prism.requests).toEqual([]);
  });

  /** Sends a request with any `Host`, which `fetch` does not allow. */
  async function ask(sandbox: Sandbox, path: string, headers: Record<string, string>, method = "GET") {
    const outgoing = send(sandbox.url + path, { method, headers }).end();
    const [{ statusCode, headers: given }] = (await once(outgoing, "response")) as [IncomingMessage];
    return { status: statusCode, type: given["content-type"], origin: given["access-control-allow-origin"] };
  }
  const nameOf = ({ url }: Sandbox, name: string) => url.replace("http://127.0.0.1", name);

  test("a browser gets a page at /, and a program gets the API's response", async () => {
    const { sandbox } = await start();
    expect(await ask(sandbox, "/", { accept: "text/html" })).toMatchObject({
      status: 200,
      type: "text/html; charset=utf-8",
    });
    expect(await ask(sandbox, "/", { accept: "*/*" })).toMatchObject({ status: 404, type: "application/problem+json" });
    expect(sandbox.requests).toHaveLength(1);
  });

  test.each(["127.0.0.1", "localhost", "[::1]"])(
    "the page may control its own sandbox under the name %s",
    async (name) => {
      const { sandbox, leave } = await start();
      await leave(chat);
      const host = nameOf(sandbox, name);
      expect(await ask(sandbox, "/sandbox/reset", { host, origin: `http://${host}` }, "POST")).toMatchObject({
        status: 204,
      });
      expect(sandbox.chats.size).toBe(0);
    },
  );

  test("a page from a domain that points to this machine may not control the sandbox, and gets no page", async () => {
    const { sandbox, leave } = await start();
    await leave(chat);
    const host = nameOf(sandbox, "evil.example");
    const headers = { host, origin: `http://${host}`, accept: "text/html" };
    expect(await ask(sandbox, "/sandbox/reset", headers, "POST")).toMatchObject({ status: 421, origin: undefined });
    expect(await ask(sandbox, "/", headers)).toMatchObject({ status: 421 });
    expect(sandbox.chats.size).toBe(1);
  });

  test("a page from another port on this machine may not control the sandbox", async () => {
    const { sandbox } = await start();
    const headers = { host: nameOf(sandbox, "localhost"), origin: "http://localhost:1" };
    expect(await ask(sandbox, "/sandbox/reset", headers, "POST")).toMatchObject({ status: 403, origin: undefined });
  });

  test("a sandbox that is open to the network refuses a page that reaches it by a domain name", async () => {
    const { sandbox } = await start({ host: "0.0.0.0" });
    const host = nameOf(sandbox, "evil.example");
    expect(await ask(sandbox, "/sandbox/reset", { host, origin: `http://${host}` }, "POST")).toMatchObject({
      status: 403,
    });
  });
});

describe("POST /sandbox/reset", () => {
  const reset = (sandbox: Sandbox, method = "POST") => fetch(`${sandbox.url}/sandbox/reset`, { method });

  test("reset clears the chats and the webhooks", async () => {
    const { webhook } = await startReceiver(200);
    const { sandbox, leave } = await start({ webhook });
    await leave(chat);
    await soon(() => expect(sandbox.events).toMatchObject([{ state: "delivered" }]));
    const response = await reset(sandbox);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect([sandbox.chats.size, sandbox.events.length]).toEqual([0, 0]);
    expect(await leave(chat)).toEqual([202, accepted]);
    await soon(() => expect(sandbox.events).toMatchObject([{ state: "delivered" }]));
  });

  test("reset drops a leave that is not done", async () => {
    const { sandbox, leave } = await start({ delay: 60_000 });
    await leave(chat);
    await reset(sandbox);
    expect(sandbox.chats.size).toBe(0);
    expect(await leave(chat)).toEqual([202, accepted]);
  });

  test("reset drops a leave that Prism has not responded to yet", async () => {
    const { sandbox, leave } = await start();
    prism.before = async () => {
      await reset(sandbox);
    };
    expect(await leave(chat)).toEqual([202, accepted]);
    expect(sandbox.chats.size).toBe(0);
  });

  test("reset must be a POST", async () => {
    const { sandbox, leave } = await start();
    await leave(chat);
    const response = await reset(sandbox, "GET");
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(await response.json()).toMatchObject({ detail: "/sandbox/reset takes POST." });
    expect(sandbox.chats.size).toBe(1);
  });
});

test("each request, delivery and restart is logged", async () => {
  const log: string[] = [];
  const { webhook } = await startReceiver(204);
  const { sandbox, leave } = await start({ webhook, onLog: (line) => log.push(line) });
  await leave(chat, undefined, "/api/partner");
  await soon(() => expect(sandbox.events).toMatchObject([{ state: "delivered" }]));
  expect(log).toEqual([`POST /v3/chats/${chat}/leave → 202`, `participant.removed of ${chat} → 204`]);
});

test("a connection that is reset is logged as such", async () => {
  const log: string[] = [];
  const { sandbox, leave } = await start({ onLog: (line) => log.push(line) });
  sandbox.next(chat, ["connectionReset"]);
  await expect(leave(chat)).rejects.toThrow("fetch failed");
  expect(log).toEqual([`POST /v3/chats/${chat}/leave → connection reset`]);
});

test("stop ends everything pending, frees the port, and may be called twice", async () => {
  const { deliveries, webhook } = await startReceiver(500);
  const sandbox = await startSandbox({ port: 0, delay: 0, webhook, redeliverAfter: [60_000] });
  await leaveOn(sandbox)(chat);
  await soon(() => expect(sandbox.events).toMatchObject([{ attempts: [500] }]));
  const timers = process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
  await Promise.all([sandbox.stop(), sandbox.stop()]);
  await sandbox.ended;
  expect(process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length).toBeLessThan(timers);
  await expect(fetch(sandbox.url)).rejects.toThrow();
  expect(sandbox.events).toMatchObject([{ state: "pending" }]);
  expect(deliveries).toHaveLength(1);
});

describe("a start that fails", () => {
  test("nothing is started if an option is wrong", async () => {
    await expect(startSandbox({ port: -1 })).rejects.toThrow(
      "The sandbox's port must be a whole number from 0 to 65535.",
    );
    expect(prism.starts).toBe(0);
  });

  test("Prism is not started if the port is taken", async () => {
    const { sandbox } = await start();
    const port = Number(new URL(sandbox.url).port);
    await expect(startSandbox({ port })).rejects.toThrow(`Port ${port} is taken.`);
    expect(prism.starts).toBe(1);
  });

  test("Prism is stopped if the sandbox's port is taken while Prism starts", async () => {
    const { sandbox } = await start();
    const port = Number(new URL(sandbox.url).port);
    await sandbox.stop();
    const other = createServer();
    let started: Prism | undefined;
    const late = async (given: { port: number }) => {
      await once(other.listen(port, "127.0.0.1"), "listening");
      started = await startStandIn(given);
      return started;
    };
    await expect(startSandboxOn(late, { port })).rejects.toThrow(`Port ${port} is taken.`);
    await started?.ended;
    other.close();
    expect(prism.ports).toEqual([0, 0]);
  });
});
