import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LinqError, LinqInputError } from "../errors.js";
import { LinqWebhookError } from "./error.js";
import { secret, signWebhook } from "./signing.test-helper.js";
import { type UnwrapOptions, unwrapWebhook } from "./unwrap.js";
import type { WebhookHeaders } from "./verify-signature.js";

const otherSecret = "whsec_YW5vdGhlciBzdWJzY3JpcHRpb24ncyBzZWNyZXQh";
const body = '{"event_type":"example.event","event_id":"1"}';
const event = { event_type: "unknown", event_id: "1", body: { event_type: "example.event", event_id: "1" } };
const now = 1_767_323_047;
const signed = signWebhook(body, { timestamp: now });
const signature = signed["webhook-signature"];

beforeEach(() => {
  vi.useFakeTimers({ now: now * 1000 + 999, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function refusal(act: () => unknown): LinqWebhookError {
  try {
    act();
  } catch (error) {
    if (error instanceof LinqWebhookError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}

describe("the raw body", () => {
  const bytes = new TextEncoder().encode(body);
  test.each<[string, string | Uint8Array | ArrayBuffer]>([
    ["a string", body],
    ["a Uint8Array", bytes],
    ["a part of a larger buffer", new Uint8Array([0, ...bytes, 0]).subarray(1, -1)],
    ["a Buffer", Buffer.from(body)],
    ["an ArrayBuffer", bytes.buffer],
    ["an ArrayBuffer from another realm", runInNewContext(`new Uint8Array([${bytes}]).buffer`) as ArrayBuffer],
  ])("the raw body may be %s", (_, rawBody) => {
    expect(unwrapWebhook(rawBody, signed, { secret })).toEqual(event);
  });
});

test.each<[string, unknown, string]>([
  ["a parsed object", JSON.parse(body), "The body was already parsed."],
  ["a parsed object without prototype", Object.create(null), "The body was already parsed."],
  ["a parsed array", [1], "The body was already parsed."],
  ["undefined", undefined, "There is no body."],
  ["null", null, "There is no body."],
  ["a promise", Promise.resolve(body), "The body is a Promise."],
  ["a request", new Request("http://localhost"), "The body is a Request."],
  ["a number", 5, "The body is a Number."],
])("the error says what was passed instead of the raw body: %s", (_, rawBody, what) => {
  const error = refusal(() => unwrapWebhook(rawBody as string, signed, { secret }));
  expect(error.reason).toBe("not-raw");
  expect(error.message).toBe(
    `${what} The signature is over the raw body: pass that, as a string or as bytes, before any parsing; ` +
      'for instance `await request.text()`, or `express.raw({ type: "application/json" })` in Express.',
  );
});

describe("the headers", () => {
  const entries = Object.entries(signed);
  test.each<[string, WebhookHeaders]>([
    ["Headers", new Headers({ ...signed, accept: "*/*" })],
    ["a plain object", signed],
    [
      "a plain object with names in upper case",
      Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value])),
    ],
    ["Node's IncomingHttpHeaders", { ...signed, host: "x", "set-cookie": ["a", "b"], te: undefined }],
    ["Node's headersDistinct", Object.fromEntries(entries.map(([name, value]) => [name, [value]]))],
    ["an object with a header in two cases, one of them empty", { ...signed, "Webhook-Id": "" }],
  ])("the headers may be %s", (_, headers) => {
    expect(unwrapWebhook(body, headers, { secret })).toEqual(event);
  });
});

describe("a missing header", () => {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
  const ways: [string, (name: string) => WebhookHeaders][] = [
    ["not there", (name) => Object.fromEntries(Object.entries(signed).filter(([key]) => key !== name))],
    ["not in the Headers", (name) => new Headers(Object.entries(signed).filter(([key]) => key !== name))],
    ["empty", (name) => ({ ...signed, [name]: "" })],
    ["undefined", (name) => ({ ...signed, [name]: undefined })],
    ["an empty list", (name) => ({ ...signed, [name]: [] })],
  ];
  test.each(names.flatMap((name) => ways.map(([way, headers]) => [name, way, headers(name)] as const)))(
    "the error names a missing header: %s, %s",
    (name, _, headers) => {
      const error = refusal(() => unwrapWebhook(body, headers, { secret }));
      expect(error.reason).toBe("missing-header");
      expect(error.message).toBe(`The delivery has no ${name} header. Pass all headers of the request.`);
    },
  );
});

describe("anything but request headers", () => {
  const throws = () => {
    throw new RangeError("odd");
  };
  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["a string", "webhook-id: evt_1"],
    ["a number", 5],
    ["an object without any header", {}],
    ["a promise of headers", Promise.resolve(new Headers(signed))],
    ["a list, as Node's rawHeaders", Object.entries(signed).flat()],
    ["a list of pairs", Object.entries(signed)],
    ["an object whose get throws", { get: throws }],
    [
      "an object whose header throws when it is read",
      Object.defineProperty({}, "webhook-id", { get: throws, enumerable: true }),
    ],
    ["a proxy that throws", new Proxy({}, { ownKeys: throws })],
    ["a proxy that was revoked", revoked()],
  ])("anything but request headers is refused with 500: %s", (_, headers) => {
    const error = refusal(() => unwrapWebhook(body, headers as WebhookHeaders, { secret }));
    expect([error.reason, error.status]).toEqual(["unreadable-headers", 500]);
    expect(error.message).toBe(
      "These are not request headers. Pass `request.headers`: a Headers object, or an object of names and values.",
    );
  });

  function revoked(): object {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  }

  test("other headers, which may throw when read, are not read", () => {
    const headers = Object.defineProperty({ ...signed }, "host", { get: throws, enumerable: true });
    expect(unwrapWebhook(body, headers, { secret })).toEqual(event);
  });

  test.each<[string, unknown]>([
    ["a number", 5],
    ["an object", { toString: () => "evt_1" }],
    ["true", true],
  ])("headers whose get returns %s are malformed", (_, value) => {
    const headers = { get: () => value as string };
    expect(refusal(() => unwrapWebhook(body, headers, { secret })).reason).toBe("malformed-header");
  });
});

describe("a malformed header", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["an id given twice", { "webhook-id": ["a", "b"] }, "The webhook-id header occurs 2 times."],
    ["an id in two cases", { "Webhook-ID": "b" }, "The webhook-id header occurs 2 times."],
    ["an id that is a number", { "webhook-id": 5 }, "The webhook-id header is not a string."],
    [
      "10 MB of signatures",
      { "webhook-signature": `${signature} `.repeat(200_000) },
      "The webhook-signature header has 9600000 characters; the maximum is 16384.",
    ],
    [
      "one character too many",
      { "webhook-signature": signature.padEnd(16_385) },
      "The webhook-signature header has 16385 characters; the maximum is 16384.",
    ],
  ])("a malformed header is refused: %s", (_, changed, message) => {
    const error = refusal(() => unwrapWebhook(body, { ...signed, ...changed } as WebhookHeaders, { secret }));
    expect(error.reason).toBe("malformed-header");
    expect(error.message).toBe(message);
  });

  test.each([
    `+${now}`,
    `-${now}`,
    ` ${now}`,
    `${now} `,
    `0${now}`,
    `${now}.0`,
    `${now}abc`,
    `${now}\n`,
    "1e9",
    "0x10",
    "NaN",
    "١٢٣",
    "00",
    "1000000000000",
  ])("a malformed header is refused: the timestamp %j", (timestamp) => {
    const headers = { ...signed, "webhook-timestamp": timestamp };
    const error = refusal(() => unwrapWebhook(body, headers, { secret }));
    expect(error.reason).toBe("malformed-header");
    expect(error.message).toBe("The webhook-timestamp header is not a number of Unix seconds.");
  });
});

test("accepts a signature header of the maximum length", () => {
  const headers = { ...signed, "webhook-signature": signature.padStart(16_384) };
  expect(unwrapWebhook(body, headers, { secret })).toEqual(event);
});

describe("several signatures", () => {
  const others = [signWebhook(body, { secret: otherSecret }), signWebhook(`${body} `)].map(
    (headers) => headers["webhook-signature"],
  );
  test.each<[string, string, UnwrapOptions["secret"]]>([
    ["the first of several", [signature, ...others].join(" "), secret],
    ["the last of several", [...others, signature].join(" "), secret],
    ["after one of a future version", `v2,abc v1a,${signature.slice(3)} ${signature}`, secret],
    ["the first of several secrets", signature, [secret, otherSecret]],
    ["the last of several secrets", signature, [otherSecret, secret]],
    ["the only secret in a list that is set", signature, [undefined, "", secret, undefined]],
  ])("one matching signature is enough: %s", (_, signatures, secrets) => {
    const headers = { ...signed, "webhook-signature": signatures };
    expect(unwrapWebhook(body, headers, { secret: secrets })).toEqual(event);
  });
});

describe("a signature that does not match", () => {
  const unmatched =
    "No v1 signature matches. The delivery is forged or was changed in transit, the secret is another subscription's, or the body is not the raw body.";
  const base64 = signature.slice(3);
  const hex = Buffer.from(base64, "base64").toString("hex");

  test.each<[string, string, string]>([
    ["a truncated signature", signature.slice(0, -1), unmatched],
    ["only the first byte of a signature", `v1,${base64.slice(0, 2)}`, unmatched],
    ["an empty signature", "v1,", unmatched],
    ["a longer signature", `${signature}=`, unmatched],
    [
      "a signature whose first character was changed",
      `v1,${base64[0] === "A" ? "B" : "A"}${base64.slice(1)}`,
      unmatched,
    ],
    [
      "a signature whose last digit was changed",
      `${signature.slice(0, -2)}${signature.at(-2) === "A" ? "B" : "A"}=`,
      unmatched,
    ],
    ["a signature in hexadecimal", `v1,${hex}`, unmatched],
    ["a signature in the URL-safe alphabet", `v1,${base64.replaceAll("+", "-").replaceAll("/", "_")}_`, unmatched],
    ["a signature followed by a comma", `${signature},`, unmatched],
    ["a signature of version v2", `v2,${base64}`, "The webhook-signature header has no v1 signature."],
    ["a signature of version V1", `V1,${base64}`, "The webhook-signature header has no v1 signature."],
    ["a signature of version v1a", `v1a,${base64}`, "The webhook-signature header has no v1 signature."],
    ["a signature without a version", base64, "The webhook-signature header has no v1 signature."],
    ["v1 alone", "v1", "The webhook-signature header has no v1 signature."],
    ["a wrong signature and one of version v2", `v1,${"A".repeat(44)} v2,${base64}`, unmatched],
    ["signatures separated by commas", `v1,abc,${signature}`, unmatched],
  ])("no signature matches: %s", (_, signatures, message) => {
    const error = refusal(() => unwrapWebhook(body, { ...signed, "webhook-signature": signatures }, { secret }));
    expect(error.reason).toBe("no-matching-signature");
    expect(error.message).toBe(message);
  });

  const replacement = `${body} \ufffd`;
  const signedReplacement = signWebhook(replacement, { timestamp: now });
  const bytes = Buffer.from(replacement);
  test.each<[string, string | Uint8Array, WebhookHeaders]>([
    ["it is another secret's", body, signWebhook(body, { secret: otherSecret, timestamp: now })],
    ["the body changed", `${body} `, signed],
    ["a byte order mark before the body", Buffer.from(`\ufeff${body}`), signed],
    [
      "bytes that are not UTF-8 in place of the character that a lenient decoder reads",
      Buffer.concat([bytes.subarray(0, -3), Buffer.from([0xff])]),
      signedReplacement,
    ],
    [
      "a lone surrogate in place of the character that an encoder writes",
      replacement.replace("\ufffd", "\ud800"),
      signedReplacement,
    ],
    [
      "a lone surrogate in the id",
      body,
      { ...signWebhook(body, { timestamp: now, id: "\ufffd" }), "webhook-id": "\udc00" },
    ],
    ["the id changed", body, { ...signed, "webhook-id": "evt_2" }],
    ["the timestamp changed", body, { ...signed, "webhook-timestamp": `${now + 1}` }],
  ])("no signature matches: %s", (_, rawBody, headers) => {
    expect(refusal(() => unwrapWebhook(rawBody, headers, { secret })).reason).toBe("no-matching-signature");
  });

  test("the error says that a body is not UTF-8", () => {
    const error = refusal(() => unwrapWebhook(new Uint8Array([0xff]), signed, { secret }));
    expect(error.message).toBe("The body is not UTF-8, so no signature can match it.");
  });
});

describe("the clock's tolerance", () => {
  test.each<[string, number, number | undefined]>([
    ["5 minutes old, by default", -300, undefined],
    ["5 minutes ahead, by default", 300, undefined],
    ["older, if that is allowed", -3600, 3_600_000],
    ["newer, if that is allowed", 3600, 3_600_000],
    ["from this second, if no difference is allowed", 0, 0],
    ["of any age, if any is allowed", -now, Number.POSITIVE_INFINITY],
  ])("accepts a delivery that is %s", (_, offset, tolerance) => {
    const headers = signWebhook(body, { timestamp: now + offset });
    expect(unwrapWebhook(body, headers, { secret, ...(tolerance !== undefined && { tolerance }) })).toEqual(event);
  });

  const cure = "It is a replay, or a clock is wrong; `tolerance` sets what is accepted.";
  test.each<[string, number, number | undefined, string, string]>([
    ["older than 5 minutes, by default", -301, undefined, "too-old", "sent 301 s ago"],
    ["more than 5 minutes ahead, by default", 301, undefined, "too-new", "sent 301 s in the future"],
    ["older than allowed", -3, 2999, "too-old", "sent 3 s ago"],
    ["newer than allowed", 3, 2999, "too-new", "sent 3 s in the future"],
    ["a second old, if no difference is allowed", -1, 0, "too-old", "sent 1 s ago"],
  ])("refuses a delivery that is %s", (_, offset, tolerance, reason, message) => {
    const headers = signWebhook(body, { timestamp: now + offset });
    const error = refusal(() =>
      unwrapWebhook(body, headers, { secret, ...(tolerance !== undefined && { tolerance }) }),
    );
    expect(error.reason).toBe(reason);
    expect(error.message).toBe(`The delivery is authentic but was ${message}. ${cure}`);
  });

  test("an old delivery that is not authentic is reported as forged, not as old", () => {
    const headers = { ...signed, "webhook-timestamp": "1" };
    expect(refusal(() => unwrapWebhook(body, headers, { secret })).reason).toBe("no-matching-signature");
  });

  test.each([-1, Number.NaN, "300000", null])("refuses the tolerance %o", (tolerance) => {
    const act = () => unwrapWebhook(body, signed, { secret, tolerance: tolerance as number });
    expect(act).toThrow(new LinqInputError("tolerance must be a number of milliseconds, 0 or more"));
  });
});

describe("an unusable secret", () => {
  const none =
    "it is missing. Pass the whsec_… string that Linq gave you for the subscription, for instance from an environment variable.";
  const broken = "it is not whsec_ followed by base64. Check that it is complete and has no space or line break.";
  const short = (bytes: number) => `it has ${bytes} bytes; the minimum is 16. Check that it is complete.`;
  test.each<[string, unknown, string]>([
    ["undefined", undefined, none],
    ["null", null, none],
    ["empty", "", none],
    ["an empty list", [], none],
    ["a list of missing secrets", [undefined, ""], none],
    ["a Uint8Array", new Uint8Array(32), none],
    ["with its prefix in upper case", secret.replace("whsec", "WHSEC"), broken],
    ["with its prefix twice", `whsec_${secret}`, broken],
    ["with a space before it", ` ${secret}`, broken],
    ["the prefix alone", "whsec_", short(0)],
    ["of one byte", "whsec_YQ==", short(1)],
    ["of 15 bytes", `whsec_${btoa("x".repeat(15))}`, short(15)],
    ["of 15 bytes, without its prefix", btoa("x".repeat(15)), short(15)],
    ["truncated", secret.slice(0, -1), broken],
    ["with a line break after it", `${secret}\n`, broken],
    ["with too much padding", `${secret}=`, broken],
    ["with padding alone", "whsec_====", broken],
    ["in the URL-safe alphabet", "whsec_ab-_", broken],
    ["in quotation marks", `whsec_"${secret.slice(6)}"`, broken],
    ["one of several", [secret, "whsec_a"], broken],
  ])("an unusable secret is refused before anything else, and not shown: %s", (_, given, message) => {
    const error = refusal(() => unwrapWebhook({} as string, {}, { secret: given as string }));
    expect(error.reason).toBe("malformed-secret");
    expect(error.message).toBe(`The webhook secret cannot be used: ${message}`);
  });

  test("missing options are refused like a missing secret", () => {
    const error = refusal(() => unwrapWebhook(body, signed, undefined as never));
    expect(error.message).toBe(`The webhook secret cannot be used: ${none}`);
  });

  test.each([16, 17, 18, 64, 65])("a secret of %d bytes is accepted, with its prefix and without", (bytes) => {
    const given = `whsec_${btoa("x".repeat(bytes))}`;
    const headers = signWebhook(body, { secret: given });
    expect(unwrapWebhook(body, headers, { secret: given })).toEqual(event);
    expect(unwrapWebhook(body, headers, { secret: given.slice(6) })).toEqual(event);
  });
});

test.each<[string, string, string, string]>([
  ["it is not JSON", "leave", "not-json", "The delivery is authentic, but its body is not JSON."],
  ["empty", "", "not-json", "The delivery is authentic, but its body is not JSON."],
  [
    "a byte order mark before the JSON",
    `\ufeff${body}`,
    "not-json",
    "The delivery is authentic, but its body is not JSON.",
  ],
  [
    "null",
    "null",
    "breaks-contract",
    "The delivery is authentic, but breaks the contract: the body must be of type object, not null.",
  ],
  [
    "a list",
    "[]",
    "breaks-contract",
    "The delivery is authentic, but breaks the contract: the body must be of type object, not array.",
  ],
])("an authentic delivery that is not an event is refused: %s", (_, rawBody, reason, message) => {
  const error = refusal(() => unwrapWebhook(rawBody, signWebhook(rawBody), { secret }));
  expect(error.reason).toBe(reason);
  expect(error.message).toBe(message);
});

describe("a large body", () => {
  const most = 2 ** 20;
  const padded = (bytes: number) => `${body}${" ".repeat(bytes - body.length)}`;
  const large = padded(most + 1);
  test.each<[string, string | Uint8Array | ArrayBuffer]>([
    ["a string", large],
    ["a string of fewer characters but more bytes", `${body}${"東".repeat(most / 3)}`],
    ["bytes", Buffer.from(large)],
    ["an ArrayBuffer", new TextEncoder().encode(large).buffer],
  ])("a body over 1 MiB is refused before it is hashed, as not authentic: %s", (_, rawBody) => {
    const sign = vi.spyOn(Webhook.prototype, "sign");
    const error = refusal(() => unwrapWebhook(rawBody, signed, { secret }));
    expect([error.reason, error.status]).toEqual(["too-large", 400]);
    expect(error.message).toBe("The body is larger than 1048576 bytes, so it was not read.");
    expect(sign).not.toHaveBeenCalled();
  });

  test("a body of 1 MiB is read", () => {
    const rawBody = padded(most);
    expect(unwrapWebhook(rawBody, signWebhook(rawBody), { secret })).toEqual(event);
    expect(unwrapWebhook(Buffer.from(rawBody), signWebhook(rawBody), { secret })).toEqual(event);
  });
});

describe("hashing", () => {
  const base64 = signature.slice(3);
  test.each<[string, string]>([
    ["a signature of another version", `v2,${base64}`],
    ["truncated", signature.slice(0, -1)],
    ["a signature that is too long", `${signature}=`],
    ["a signature with a character that is not base64", `v1,*${base64.slice(1)}`],
    ["a signature without padding", `v1,${base64.slice(0, -1)}A`],
    ["300 signatures of another version", `v1a,${base64} `.repeat(300)],
  ])("nothing is hashed if no part of webhook-signature can match: %s", (_, signatures) => {
    const sign = vi.spyOn(Webhook.prototype, "sign");
    const headers = { ...signed, "webhook-signature": signatures };
    expect(refusal(() => unwrapWebhook(body, headers, { secret })).reason).toBe("no-matching-signature");
    expect(sign).not.toHaveBeenCalled();
  });

  test("if one part can match, the body is hashed once per secret", () => {
    const sign = vi.spyOn(Webhook.prototype, "sign");
    const wrong = `v1,${"A".repeat(43)}=`;
    const headers = { ...signed, "webhook-signature": `${wrong} `.repeat(300) };
    expect(refusal(() => unwrapWebhook(body, headers, { secret: [secret, otherSecret] })).reason).toBe(
      "no-matching-signature",
    );
    expect(sign).toHaveBeenCalledTimes(2);
  });
});

describe("comparing a signature", () => {
  const changedAt = (index: number) =>
    `${signature.slice(0, index)}${signature[index] === "A" ? "B" : "A"}${signature.slice(index + 1)}`;
  test.each<[string, string]>([
    ["the first", changedAt(3)],
    ["one in the middle", changedAt(20)],
    ["the last", changedAt(45)],
    ["all", `v1,${"A".repeat(43)}=`],
  ])("comparing a signature reads every character, wherever the first wrong one is: %s", (_, sent) => {
    const charCodeAt = vi.spyOn(String.prototype, "charCodeAt");
    const error = refusal(() => unwrapWebhook(body, { ...signed, "webhook-signature": sent }, { secret }));
    const read = charCodeAt.mock.calls.filter((_, call) => `${charCodeAt.mock.contexts[call]}` === sent);
    expect(error.reason).toBe("no-matching-signature");
    expect(read.map(([index]) => index)).toEqual(Array.from(sent, (_, index) => index));
  });
});

describe("the status of an error", () => {
  const of = (text: string) => () => unwrapWebhook(text, signWebhook(text, { timestamp: now }), { secret });
  const sentAt = (timestamp: number) => () => unwrapWebhook(body, signWebhook(body, { timestamp }), { secret });
  test.each<[number, string, () => unknown]>([
    [400, "a forged delivery", () => unwrapWebhook(`${body} `, signed, { secret })],
    [400, "a delivery without a signature", () => unwrapWebhook(body, { "webhook-id": "evt_1" }, { secret })],
    [400, "a malformed timestamp", () => unwrapWebhook(body, { ...signed, "webhook-timestamp": "now" }, { secret })],
    [400, "a body that is not UTF-8", () => unwrapWebhook(new Uint8Array([0xff]), signed, { secret })],
    [500, "a missing secret", () => unwrapWebhook(body, signed, { secret: undefined })],
    [500, "a malformed secret", () => unwrapWebhook(body, signed, { secret: "s3cr3t" })],
    [500, "a parsed body", () => unwrapWebhook(JSON.parse(body), signed, { secret })],
    [500, "an authentic delivery that is too old, because our clock may be wrong", sentAt(now - 301)],
    [500, "an authentic delivery from the future, because our clock may be wrong", sentAt(now + 301)],
    [500, "an authentic body that is not JSON", of("leave")],
    [500, "an authentic event that breaks the contract", of("{}")],
  ])("an error has the status %d for %s", (status, _, act) => {
    expect(refusal(act).status).toBe(status);
  });
});

describe("an error", () => {
  test("a webhook error is a LinqError with its own name", () => {
    const error = refusal(() => unwrapWebhook(`${body} `, signed, { secret }));
    expect(error).toBeInstanceOf(LinqError);
    expect(error.name).toBe("LinqWebhookError");
    expect(`${error}`).toMatch(/^LinqWebhookError: No v1 signature matches/);
  });

  const malformed = "whsec_s3cr3t-s3cr3t";
  test.each<[string, () => unknown]>([
    ["a malformed secret", () => unwrapWebhook(body, signed, { secret: malformed })],
    ["a forged signature", () => unwrapWebhook(`${body} `, signed, { secret })],
    ["an old delivery", () => unwrapWebhook(body, signWebhook(body, { timestamp: 1 }), { secret })],
    ["a body that is not JSON", () => unwrapWebhook("no", signWebhook("no"), { secret })],
    ["a body that breaks the contract", () => unwrapWebhook("{}", signWebhook("{}"), { secret })],
  ])("an error never shows the secret: %s", (_, act) => {
    const error = refusal(act);
    const shown = [
      inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      JSON.stringify(error),
      `${error.stack}`,
      `${error.cause}`,
    ].join();
    expect(shown).not.toContain(secret.slice(6));
    expect(shown).not.toContain(malformed.slice(6));
    expect(shown).not.toContain(signature);
  });
});
