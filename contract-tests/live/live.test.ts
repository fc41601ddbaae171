import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { startSandbox } from "linq-openapi/sandbox";
import { signWebhook } from "linq-openapi/webhooks";
import { afterEach, describe, expect, inject, test } from "vitest";
import { servedByReference } from "../checks/fault-checks.js";
import { type Contract, loadContract, specWith } from "../engine/contract.js";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { ANY_KEY } from "../engine/requests.js";
import { freePort } from "../helpers/free-port.js";
import { listen } from "../helpers/listen.js";
import { secret } from "../helpers/receiver.js";
import { LIMIT } from "../helpers/time-limit.js";
import { faults } from "../providers/provider-faults.js";
import { serve } from "../providers/provider-server.js";
import { jsonResponse, referenceProvider } from "../providers/reference-provider.js";
import { exitCode, findingsOf, toText, UsageError } from "./index.js";
import { livePlan } from "./live-checks.js";
import type { VerifyOptions } from "./options.js";
import { verify } from "./verify-deployment.js";

/** The operations that the reference provider serves. */
const contract = servedByReference(loadContract());
const OTHER_CHAT = "0d1f6f9c-2f6b-4d3f-8b1a-6b8f6d1c9e55";
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0)) await end();
});

async function started(provider: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>) {
  const requests: HttpRequest[] = [];
  const server = await serve((request) => {
    requests.push(request);
    return provider(request);
  });
  cleanUp.push(server.stop);
  return { url: server.url, requests };
}

/** A port that does this with each connection, without HTTP. */
async function raw(onConnection: (socket: Socket) => void): Promise<string> {
  const { url, stop } = await listen(createServer(onConnection));
  cleanUp.push(stop);
  return url;
}

/** Verifies a deployment rather than a mock, unless the options say otherwise. */
async function live(url: string, options: Partial<VerifyOptions> = {}, whole: Contract = contract) {
  const lines: string[] = [];
  const onProgress = (line: string) => lines.push(line);
  const given = { url, apiKey: ANY_KEY, mock: false, timeout: LIMIT, onProgress, ...options };
  const report = await verify(given, whole);
  const findings = findingsOf(report);
  const outcomeOf = (wanted: string) => report.results.find(({ name }) => name === wanted)?.outcome;
  const text = [...lines, toText(report)].join("\n");
  return { report, findings, titles: findings.map(({ title }) => title), outcomeOf, text };
}

describe("verify without findings", () => {
  test("verify finds nothing wrong with the mock", async () => {
    const { findings, text } = await live(inject("mockUrl"), { mock: undefined }, loadContract());
    expect(findings).toEqual([]);
    expect(text).toContain("The mock was told which responses to return");
  });

  test("verify finds nothing wrong with the reference provider", async () => {
    expect((await live((await started(referenceProvider)).url)).findings).toEqual([]);
  });
});

describe("verify with findings", () => {
  const findable = [
    "a web page for a 401",
    "no error.message",
    "no error.status",
    "accepts a request without credentials",
    "accepts a GET",
  ];

  test.for(faults.filter(({ name }) => findable.includes(name)).map((fault) => [fault.name, fault] as const))(
    "verify finds the fault: %s",
    async ([, { apply, title }]) => {
      const { url } = await started((request) => apply(referenceProvider(request), request));
      expect((await live(url)).titles).toContain(title);
    },
  );

  test("a finding of verify has location, expected and actual value, owner and trace id", async () => {
    const { url } = await started((request) => ({
      ...referenceProvider(request),
      status: referenceProvider(request).status === 404 ? 410 : referenceProvider(request).status,
    }));
    const { text } = await live(url);

    expect(text).toMatch(
      /Undocumented HTTP status code\n {2}location {2}leaveChat › an unknown id → 404: status\n {2}expected {2}one of .*404.*\n {2}actual {4}410\n {2}owner {5}provider or spec\n {2}trace id {2}[0-9a-f]{32}/,
    );
  });
});

describe("verify with a target on this machine", () => {
  const broken = (request: HttpRequest) => ({ ...referenceProvider(request), status: 410 });
  const hint = "The target was taken for a mock, because it is on this machine.\nIf it is an implementation";

  test.for([
    ["says so if it found deviations", broken, undefined, true],
    ["does not say so without deviations", referenceProvider, undefined, false],
    ["does not say so if it was told that the target is a mock", broken, true, false],
    ["does not say so if it was told that the target is not a mock", broken, false, false],
  ] as const)("verify, which takes a target on this machine for a mock, %s", async ([, provider, mock, isHinted]) => {
    const { url } = await started(provider);
    const { report, text } = await live(url, { mock });

    expect(text.includes(hint)).toBe(isHinted);
    expect(report.notes.some((note) => note.includes("--no-mock"))).toBe(isHinted);
  });
});

describe("verify does not count a promise as kept if it could not test it", () => {
  const isUuid = /\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\//;
  const lookup = ({ method, ...request }: HttpRequest) => {
    const { body: _, ...rest } = request;
    return referenceProvider({ method: isUuid.test(request.path) ? "POST" : method, ...rest });
  };

  test.for(["refuses a body", "refuses GET"])(
    "verify leaves open what the 404 of an unknown chat may hide: %s",
    async (what) => {
      const { report, outcomeOf } = await live((await started(lookup)).url);

      expect(findingsOf(report)).toEqual([]);
      expect(report.results.find(({ name }) => name === `leaveChat › ${what}`)).toMatchObject({
        outcome: "skipped",
        reason: "got 404, which may be about the unknown chat",
      });
      expect(outcomeOf("leaveChat › an unknown id → 404")).toBe("kept");
    },
  );

  test("verify reports what else is wrong with the 404 of an unknown chat", async () => {
    const { url } = await started((request) => {
      const { headers, ...response } = lookup(request);
      return request.body ? { ...response, headers: { "content-type": "application/json" } } : { headers, ...response };
    });
    const { titles, outcomeOf } = await live(url);

    expect(titles).toEqual(["Missing header"]);
    expect(outcomeOf("leaveChat › refuses a body")).toBe("broken");
  });

  test("verify asks for an id only where one leads to the error and no other check requests it", async () => {
    const { report } = await live((await started(referenceProvider)).url);
    const reasons = report.results.flatMap(({ name, reason }) => {
      const of = name.replace("leaveChat › ", "");
      return reason === undefined || name.endsWith(" leave") || name.startsWith("participant") ? [] : [[of, reason]];
    });

    const needed = "needs an id that leads to this error: --known <example>=<id>";
    const transient = "is transient, so no id leads to it";
    expect(Object.fromEntries(reasons)).toEqual({
      "400 › phoneNumberNotE164": needed,
      "401 › unauthorized": "depends on the credentials, which other checks vary",
      "403 › chatOfAnotherPartner": needed,
      "404 › resourceNotFound": "another check requests it with an unknown id",
      "409 › chatStillBeingCreated": transient,
      "409 › chatUnavailable": needed,
      "409 › groupChatsOnly": needed,
      "429 › rateLimitExceeded": transient,
      "500 › internalServerError": transient,
      "503 › serviceUnavailable": transient,
      "504 › networkTimeout": transient,
    });
  });
});

test("verify asks for no id if the operation takes none, and refers to no other check", () => {
  const withoutId = loadContract(specWith("#/components/parameters/chatId/schema/format", undefined));
  const plan = livePlan(withoutId, { hasKey: true, isMock: false });

  expect(plan.length).toBeGreaterThan(1);
  const reasons = new Set(plan.map(({ skipped }) => skipped));
  expect([...reasons]).toEqual(["has no resource id in its path, so any request might change something"]);
});

describe("verify is safe", () => {
  test("verify names only chats that do not exist", async () => {
    const { url, requests } = await started(referenceProvider);
    await live(url);

    const statuses = requests.map((request) => referenceProvider(request).status);
    expect(statuses.sort()).toEqual([...Array(5).fill(400), ...Array(4).fill(401), 404, 405]);
  });

  test("verify never uses a chat id twice, in one run or in two, because a chat might have it", async () => {
    const { url, requests } = await started(referenceProvider);
    await live(url);
    await live(url);

    const chats = requests.flatMap(({ path }) => /\/([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})\//.exec(path)?.[1] ?? []);
    expect(chats.length).toBeGreaterThanOrEqual(8);
    expect(new Set(chats).size).toBe(chats.length);
  });

  test("verify without a key sends only unauthenticated requests", async () => {
    const { url, requests } = await started(referenceProvider);
    const { text, findings } = await live(url, { apiKey: undefined });

    expect(findings).toEqual([]);
    expect(requests.map((request) => referenceProvider(request).status)).toEqual([401, 401, 401, 401]);
    expect(text).toContain("skipped   needs the API key\n          leaveChat › refuses chatId: format");
  });

  test("verify announces the chat that it will leave, then leaves it", async () => {
    const { url, requests } = await started((request) =>
      request.path.includes(OTHER_CHAT) ? jsonResponse(202, { status: "accepted" }) : referenceProvider(request),
    );
    const { text, findings } = await live(url, { leaveChatId: OTHER_CHAT });

    expect(findings).toEqual([]);
    expect(requests.filter(({ path }) => path.includes(OTHER_CHAT))).toHaveLength(1);
    expect(text.indexOf(`LEAVES THE CHAT ${OTHER_CHAT}`)).toBeLessThan(text.indexOf("kept"));
  });

  test.for([
    ["a deployment", false, "Changes   nothing\n"],
    ["a mock, which may remember an accepted leave", true, "Changes   nothing but what the mock itself remembers\n"],
  ] as const)("verify announces what it changes at %s", async ([, mock, heading]) => {
    const { url, requests } = await started(referenceProvider);
    const { text } = await live(url, { mock });

    const statuses = requests.map((request) => referenceProvider(request).status);
    expect(statuses.includes(202)).toBe(mock);
    expect(text).toContain(heading);
  });

  test("verify does not send the key to the target of a redirect", async () => {
    const other = await started(referenceProvider);
    const { url } = await started(() => ({ status: 307, headers: { location: other.url }, body: "" }));
    const { titles } = await live(url);

    expect(new Set(titles)).toContain("Undocumented HTTP status code");
    expect(other.requests).toEqual([]);
  });

  test("verify does not print the key, even if the target echoes it", async () => {
    const { url } = await started((request) => jsonResponse(400, `wrong: ${request.headers.authorization}`));
    const { text, findings } = await live(url);

    expect(findings).not.toEqual([]);
    expect(text).not.toContain(ANY_KEY);
  });

  test("verify waits when the target asks it to", async () => {
    let limited = true;
    const { url, requests } = await started((request) => {
      const first = limited;
      limited = false;
      return first
        ? jsonResponse(429, { error: { status: 429, code: 1007, message: "" } }, { "retry-after": "0" })
        : referenceProvider(request);
    });

    expect((await live(url)).findings).toEqual([]);
    expect(requests).toHaveLength(12);
  });
});

describe("verify with a broken target", () => {
  test("verify says so when the target is down", async () => {
    const { url } = await started(referenceProvider);
    await cleanUp.pop()?.();

    expect((await live(url)).text).toContain(`Nothing is listening at ${url}: the connection was refused.`);
  });

  test("verify gives up once, not per request, when the target never responds", async () => {
    const url = await raw(() => {});
    const { report, text } = await live(url, { timeout: 200 });

    expect(report.results).toHaveLength(1);
    expect(exitCode(report)).toBe(3);
    expect(text).toContain("sent no complete response within 0.2 seconds.");
  });

  test("verify says so when a response is truncated", async () => {
    const url = await raw((socket) => socket.write("HTTP/1.1 401 Unauthorized\r\ncontent-length: 100\r\n\r\n{"));
    expect((await live(url, { timeout: 200 })).text).toContain("sent no complete response");
  });

  test("verify says so when the target switches protocols", async () => {
    const head = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
    const url = await raw((socket) => socket.write(head));
    const { report, text } = await live(url);

    expect(exitCode(report)).toBe(3);
    expect(text).toContain(`The connection to ${url} failed: it was switched to another protocol`);
  });

  test("verify says so when the target does not speak TLS", async () => {
    const { url } = await started(referenceProvider);
    const { text } = await live(url.replace("http:", "https:"));
    expect(text).toMatch(/does not speak TLS correctly: .*wrong version number/);
  });

  test.for([
    ["not a URL", "api.linqapp.com", "must be a base URL"],
    ["a URL with another protocol", "ftp://127.0.0.1", "must be a base URL"],
    ["a URL with a password", "https://:secret@127.0.0.1", "must be a base URL"],
    ["a URL with a query", "https://127.0.0.1/?a=b", "must be a base URL"],
    ["a base URL with /v3", "https://127.0.0.1/api/partner/v3", "must not end with /v3"],
    ["a base URL with /v3/", "https://127.0.0.1/v3/", "must not end with /v3"],
    ["plain http to another machine", "http://api.example.com", "would be sent to api.example.com unencrypted"],
    ["Linq's production API", "https://api.linqapp.com/api/partner", "is Linq's production API. Nothing was sent."],
    [
      "Linq's production API with a trailing dot in its name",
      "https://API.linqapp.com./api/partner",
      "is Linq's production API",
    ],
  ] as const)("verify rejects a target that is %s", async ([, target, message]) => {
    await expect(live(target)).rejects.toThrow(message);
    await expect(live(target)).rejects.toThrow(UsageError);
  });

  test("verify calls another machine over plain http if that is allowed", async () => {
    const { text } = await live("http://no-such-service.invalid", { allowInsecureHttp: true });
    expect(text).toContain("The host name no-such-service.invalid does not resolve.");
  });

  test.for([
    ["a key that is too long to be hidden", { apiKey: "k".repeat(8193) }, "at most 8192 visible ASCII characters"],
    ["a key with a line break", { apiKey: "sk-live-abcdefgh\n" }, "Look for a space or a line break in it"],
    ["a chat to leave without a key", { apiKey: undefined, leaveChatId: OTHER_CHAT }, "needs the API key"],
    ["a response that is not documented", { known: { teapot: OTHER_CHAT } }, 'not "teapot": phoneNumberNotE164, '],
    ["a known id that would be left", { known: { accepted: OTHER_CHAT } }, 'not "accepted"'],
    ["an invalid chat id", { leaveChatId: "my-group" }, 'a chat id (a UUID), not "my-group"'],
    ["a malformed secret", { webhook: { port: 0, secret: "whsec_?" } }, "Cannot receive the webhook"],
  ] as const)("verify sends nothing if it gets %s", async ([, options, message]) => {
    const { url, requests } = await started(referenceProvider);
    await expect(live(url, options)).rejects.toThrow(message);
    expect(requests).toEqual([]);
  });
});

describe("verify with ids that the caller names", () => {
  const known = { groupChatsOnly: "00000409-1006-4000-8000-000000000000" };

  test("verify requests the response that the caller knows", async () => {
    const { url, requests } = await started(referenceProvider);
    const { findings, outcomeOf } = await live(url, { known });

    expect(findings).toEqual([]);
    expect(outcomeOf("leaveChat › 409 › groupChatsOnly")).toBe("kept");
    expect(requests.filter(({ path }) => path.includes(known.groupChatsOnly))).toHaveLength(1);
  });

  test("verify reports an error code other than the known one", async () => {
    const { url } = await started(referenceProvider);
    const { titles } = await live(url, { known: { groupChatsOnly: "00000409-2013-4000-8000-000000000000" } });
    expect(titles).toEqual(["Response differs from the documented example"]);
  });

  test("verify follows a leave to its webhook and to the 409 afterwards", async () => {
    const port = await freePort();
    const sandbox = await startSandbox({
      port: 0,
      delay: 0,
      webhook: { url: `http://127.0.0.1:${port}/webhooks`, secret },
    });
    cleanUp.push(sandbox.stop);
    const { findings, outcomeOf } = await live(
      sandbox.url,
      { mock: true, leaveChatId: OTHER_CHAT, webhook: { port, secret }, webhookTimeout: LIMIT },
      loadContract(),
    );

    expect(findings).toEqual([]);
    expect(outcomeOf("participant.removed › webhook of the leave")).toBe("kept");
    expect(outcomeOf("leaveChat › 409 › chatUnavailable, after the leave")).toBe("kept");
  });

  /** Accepts each leave. */
  const leavable = (request: HttpRequest) =>
    request.path.includes(OTHER_CHAT) ? jsonResponse(202, { status: "accepted" }) : referenceProvider(request);
  const event = {
    api_version: "v3",
    webhook_version: "2026-02-03",
    event_type: "participant.removed",
    event_id: "0d1f6f9c-2f6b-4d3f-8b1a-6b8f6d1c9e56",
    created_at: "2026-11-25T08:00:00Z",
    trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
    partner_id: "partner",
    data: { handle: "+15550100", chat_id: OTHER_CHAT },
  };

  test.for([
    ["nothing", undefined, "No webhook", "1 delivery, not a participant.removed event"],
    [
      "the webhook of another chat",
      { ...event, data: { ...event.data, chat_id: ANY_KEY } },
      "No webhook",
      "1 delivery, about another chat",
    ],
    [
      "somebody else's removal",
      { ...event, data: { ...event.data, participant: { is_me: false } } },
      "No webhook",
      "1 delivery, about another participant",
    ],
    ["no partner_id", { ...event, partner_id: undefined }, "Request violates schema", "partner_id"],
    ["no data", { ...event, data: undefined }, "Request violates schema", "data"],
  ] as const)("verify reads a webhook's body from another source, and finds %s", async ([, body, title, actual]) => {
    const { url, requests } = await started(leavable);
    const webhookBody = async () => JSON.stringify(body ?? null);
    const { findings, text, outcomeOf } = await live(url, { leaveChatId: OTHER_CHAT, webhookBody });

    expect(findings).toMatchObject([{ title, owner: "provider" }]);
    expect(text).toContain(actual);
    // The chat is not left again once the webhook is in doubt.
    expect(outcomeOf("leaveChat › 409 › chatUnavailable, after the leave")).toBe("skipped");
    expect(requests.filter(({ path }) => path.includes(OTHER_CHAT))).toHaveLength(1);
  });

  test("verify receives the webhook although another sender hangs up", async () => {
    const port = await freePort();
    const { url } = await started(async (request) => {
      if (request.path.includes(OTHER_CHAT)) {
        const sender = connect(port, "127.0.0.1");
        sender.write("POST /webhooks HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{");
        sender.end();
        await once(sender.resume(), "close");
        await fetch(`http://127.0.0.1:${port}/webhooks`, { method: "POST", ...signWebhook(event, { secret }) });
      }
      return leavable(request);
    });
    const webhook = { port, secret };
    const { outcomeOf } = await live(url, { leaveChatId: OTHER_CHAT, webhook, webhookTimeout: LIMIT });

    expect(outcomeOf("participant.removed › webhook of the leave")).toBe("kept");
  });

  test("a finding after the leave has a location of its own, so that a baseline can accept only that finding", async () => {
    const { url } = await started(leavable);
    const webhookBody = async () => JSON.stringify(event);
    const { findings } = await live(url, { leaveChatId: OTHER_CHAT, webhookBody });

    const location = "leaveChat › 409 › chatUnavailable, after the leave";
    expect(findings).toMatchObject([{ title: "Unexpected HTTP status code", location, actual: "202" }]);
  });

  const forged = { secret: `whsec_${btoa("somebody else's secret")}` };
  const ofAnotherChat = { ...event, data: { ...event.data, chat_id: ANY_KEY } };
  const notAuthentic = "rejected: No v1 signature matches. The delivery is forged";
  test.for([
    ["no webhook", [], /^none$/, "provider"],
    [
      "a webhook that is not authentic, perhaps because the caller's secret is wrong",
      [signWebhook(event, forged)],
      new RegExp(`^1 delivery, ${notAuthentic}.*, or the body is not the raw body$`),
      "provider or caller",
    ],
    [
      "a webhook about another chat",
      [signWebhook(ofAnotherChat, { secret })],
      /^1 delivery, about another chat$/,
      "provider",
    ],
    [
      "several that do not match",
      [signWebhook(event, forged), signWebhook(ofAnotherChat, { secret }), signWebhook(event, forged)],
      new RegExp(`^2 deliveries, ${notAuthentic}.*; 1 delivery, about another chat$`),
      "provider or caller",
    ],
  ] as const)("verify says what arrived in place of the webhook: %s", async ([, deliveries, actual, owner]) => {
    const port = await freePort();
    const { url } = await started(async (request) => {
      if (request.path.includes(OTHER_CHAT)) {
        for (const delivery of deliveries) {
          await fetch(`http://127.0.0.1:${port}/webhooks`, { method: "POST", ...delivery });
        }
      }
      return leavable(request);
    });
    const webhook = { port, secret };
    const { findings, text } = await live(url, { leaveChatId: OTHER_CHAT, webhook, webhookTimeout: 1 });

    expect(findings).toMatchObject([{ title: "No webhook", actual: expect.stringMatching(actual), owner }]);
    expect(text.match(/^ {2}(rejected|ignored) a webhook/gm) ?? []).toHaveLength(deliveries.length);
  });
});
