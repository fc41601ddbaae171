import LinqAPIV3 from "@linqapp/sdk";
import fc from "fast-check";
import spec from "linq-openapi/openapi.json" with { type: "json" };
import { isOwnLeave, LinqWebhookError, signWebhook, unwrapWebhook } from "linq-openapi/webhooks";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { readSpec } from "../engine/contract.js";
import { schemaCompiler } from "../engine/resolved-schemas.js";
import { character, runs } from "../helpers/full-mode.js";
import { secret } from "../helpers/receiver.js";
import vectors from "./webhook-vectors.json" with { type: "json" };

const example = spec.components.examples.participantRemoved.value;
const numRuns = runs(5_000, 500);

/** The headers of a delivery, signed by the Standard Webhooks library. */
function sign(body: string, { secret: own = secret, id = "evt_1", timestamp = Math.floor(Date.now() / 1000) } = {}) {
  const signature = new Webhook(own).sign(id, new Date(timestamp * 1000), body);
  return { "webhook-id": id, "webhook-timestamp": `${timestamp}`, "webhook-signature": signature };
}

/** The event, or the reason for its refusal. */
function outcome(...delivery: Parameters<typeof unwrapWebhook>): unknown {
  try {
    return unwrapWebhook(...delivery);
  } catch (error) {
    if (error instanceof LinqWebhookError) return error.reason;
    throw error;
  }
}

test.each(vectors)(
  "the signature that another implementation made is accepted: $name",
  ({ secret, id, timestamp, signature, body, note }) => {
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
    const anyAge = { secret, tolerance: Number.POSITIVE_INFINITY };
    const accepted = note ? "breaks-contract" : { event_type: "unknown", event_id: "1", body: JSON.parse(body) };
    expect(outcome(body, headers, anyAge)).toEqual(accepted);
    expect(outcome(body, headers, { secret })).toBe("too-old");
    expect(outcome(`${body} `, headers, anyAge)).toBe("no-matching-signature");
  },
);

test("the official SDK and this package agree on the contract's example", () => {
  const sdk = new LinqAPIV3({ apiKey: "any", webhookSecret: secret });
  const body = JSON.stringify(example);
  const headers = sign(body);
  expect(unwrapWebhook(body, headers, { secret })).toEqual(sdk.webhooks.unwrap(body, { headers }));
});

describe("the official SDK and signWebhook", () => {
  test.each([
    ["with", secret],
    ["without", secret.slice("whsec_".length)],
  ])("the official SDK accepts what signWebhook signs, %s the prefix of the secret", (_, webhookSecret) => {
    const { body, headers } = signWebhook(example, { secret: webhookSecret });
    const sdk = new LinqAPIV3({ apiKey: "any", webhookSecret });
    expect(sdk.webhooks.unwrap(body, { headers: { ...headers } })).toEqual(example);
    expect(() => sdk.webhooks.unwrap(`${body} `, { headers: { ...headers } })).toThrow();
  });

  test("the official SDK stops accepting what signWebhook signs after 5 minutes, as unwrapWebhook does", () => {
    const sdk = new LinqAPIV3({ apiKey: "any", webhookSecret: secret });
    const sentAgo = (seconds: number) =>
      signWebhook(example, { secret, at: new Date(Date.now() - seconds * 1000), id: "evt_1" });
    const [fresh, stale] = [sentAgo(290), sentAgo(310)];
    expect(sdk.webhooks.unwrap(fresh.body, { headers: { ...fresh.headers } })).toEqual(example);
    expect(() => sdk.webhooks.unwrap(stale.body, { headers: { ...stale.headers } })).toThrow();
    expect(outcome(stale.body, { ...stale.headers }, { secret })).toBe("too-old");
  });
});

test("isOwnLeave is true for the contract's example", () => {
  const body = JSON.stringify(example);
  const event = unwrapWebhook(body, sign(body), { secret });
  expect(isOwnLeave(event, example.data.chat_id)).toBe(true);
});

describe("unwrapWebhook and the contract's schema", () => {
  const isInContract = schemaCompiler(readSpec())("#/components/schemas/ParticipantRemovedEvent");

  const values = [
    null,
    true,
    0,
    -1.5,
    "",
    "x",
    "00000000-0000-4000-8000-000000000000",
    "2026-01-02",
    "2026-01-02T03:04:05Z",
    [],
    {},
    [{}],
  ];
  const mutants = places(example).flatMap((place) => [
    [`without ${place.join(".")}`, change(place)] as const,
    ...values.map((value) => [`${place.join(".")} is ${JSON.stringify(value)}`, change(place, value)] as const),
  ]);

  test.each(mutants)("unwrapWebhook accepts an event if and only if its schema does: %s", (_, mutant) => {
    const body = JSON.stringify(mutant);
    const { event_type: type, event_id: id } = mutant as typeof example;
    const isKnown = typeof type !== "string" || typeof id !== "string" || type === example.event_type;
    const unknown = { event_type: "unknown", event_id: id, body: mutant };
    const expected = isKnown ? (isInContract(mutant) ? mutant : "breaks-contract") : unknown;
    expect(outcome(body, sign(body), { secret })).toEqual(expected);
  });

  test("the schema accepts many of these events and rejects many", () => {
    const accepted = mutants.filter(([, mutant]) => isInContract(mutant)).length;
    expect(mutants.length).toBeGreaterThan(200);
    expect(accepted).toBeGreaterThan(20);
    expect(mutants.length - accepted).toBeGreaterThan(150);
  });

  function places(node: unknown, path: string[] = []): string[][] {
    if (typeof node !== "object" || node === null) return [];
    return Object.entries(node).flatMap(([name, child]) => [[...path, name], ...places(child, [...path, name])]);
  }

  function change(place: string[], value?: unknown): unknown {
    const copy = structuredClone(example);
    const parent = place.slice(0, -1).reduce<Record<string, unknown>>((node, name) => node[name] as never, copy);
    if (value === undefined) delete parent[place.at(-1) as string];
    else parent[place.at(-1) as string] = value;
    return copy;
  }
});

describe("random deliveries", () => {
  const text = fc.string({ unit: character, maxLength: 40 });
  const event = fc.record({ event_type: text, event_id: text, data: fc.jsonValue({ maxDepth: 2 }) });
  const secrets = fc
    .uint8Array({ minLength: 16, maxLength: 80 })
    .map((key) => `whsec_${Buffer.from(key).toString("base64")}`);
  const id = fc.string({ minLength: 1, maxLength: 40 });
  const offset = fc.integer({ min: -299, max: 299 });
  const delivery = fc
    .record({ event, secret: secrets, id, offset, indent: fc.nat({ max: 2 }) })
    .map(({ event, indent, offset, ...signing }) => {
      const body = JSON.stringify(event, null, indent);
      const timestamp = Math.floor(Date.now() / 1000) + offset;
      return { event, body, secret: signing.secret, headers: sign(body, { ...signing, timestamp }) };
    });

  test("any signed delivery is accepted", () => {
    fc.assert(
      fc.property(delivery, fc.boolean(), ({ event, body, secret, headers }, asBytes) => {
        fc.pre(event.event_type !== example.event_type);
        const expected = { event_type: "unknown", event_id: event.event_id, body: JSON.parse(body) };
        expect(outcome(asBytes ? new TextEncoder().encode(body) : body, headers, { secret })).toEqual(expected);
      }),
      { numRuns },
    );
  });

  test("any change after signing is rejected", () => {
    const part = fc.constantFrom("body", "webhook-id", "webhook-timestamp", "webhook-signature", "secret");
    fc.assert(
      fc.property(delivery, part, changes(), ({ body, secret, headers }, part, change) => {
        const parts = { body: Buffer.from(body), secret: Buffer.from(secret), ...buffers(headers) };
        const changed = change(parts[part]);
        fc.pre(!changed.equals(parts[part]));
        const tampered = { ...parts, [part]: changed };
        const tamperedHeaders = {
          "webhook-id": `${tampered["webhook-id"]}`,
          "webhook-timestamp": `${tampered["webhook-timestamp"]}`,
          "webhook-signature": `${tampered["webhook-signature"]}`,
        };
        fc.pre(
          !staysTrue(
            part,
            headers["webhook-signature"],
            tamperedHeaders["webhook-signature"],
            secret,
            `${tampered.secret}`,
          ),
        );
        expect(outcome(tampered.body, tamperedHeaders, { secret: `${tampered.secret}` })).toBeTypeOf("string");
      }),
      { numRuns },
    );
  });

  function buffers(headers: ReturnType<typeof sign>): Record<keyof typeof headers, Buffer> {
    return {
      "webhook-id": Buffer.from(headers["webhook-id"]),
      "webhook-timestamp": Buffer.from(headers["webhook-timestamp"]),
      "webhook-signature": Buffer.from(headers["webhook-signature"]),
    };
  }

  /** Ways to change bytes: flip a bit, remove, insert, overwrite, swap, repeat. */
  function changes(): fc.Arbitrary<(bytes: Buffer) => Buffer> {
    const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const some = fc.uint8Array({ minLength: 1, maxLength: 5 });
    const at = (bytes: Buffer, fraction: number) => Math.floor(bytes.length * fraction);
    return fc.oneof(
      fc.tuple(place, fc.nat({ max: 7 })).map(([p, bit]) => (bytes: Buffer) => {
        const copy = Buffer.from(bytes);
        copy[at(copy, p)] = (copy[at(copy, p)] as number) ^ (1 << bit);
        return copy;
      }),
      fc.tuple(place, place).map(([p, q]) => (bytes: Buffer) => {
        const [from, to] = [at(bytes, Math.min(p, q)), at(bytes, Math.max(p, q)) + 1];
        return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
      }),
      fc.tuple(place, some).map(([p, insert]) => (bytes: Buffer) => {
        return Buffer.concat([bytes.subarray(0, at(bytes, p)), insert, bytes.subarray(at(bytes, p))]);
      }),
      fc.tuple(place, some).map(([p, insert]) => (bytes: Buffer) => {
        return Buffer.concat([bytes.subarray(0, at(bytes, p)), insert, bytes.subarray(at(bytes, p) + insert.length)]);
      }),
      fc.constant((bytes: Buffer) => Buffer.from(bytes).reverse()),
      some.map((suffix) => (bytes: Buffer) => Buffer.concat([bytes, suffix])),
    );
  }

  /** A change without effect: another signature beside the correct one, or another spelling of the key, because HMAC pads it with zeros and `whsec_` is optional. */
  function staysTrue(
    part: string,
    signature: string,
    tampered: string,
    secret: string,
    tamperedSecret: string,
  ): boolean {
    if (part === "webhook-signature") return tampered.split(" ").includes(signature);
    const key = (text: string) => Buffer.from(text.replace(/^whsec_/, ""), "base64").toString("hex");
    return part === "secret" && key(secret).replace(/(00)+$/, "") === key(tamperedSecret).replace(/(00)+$/, "");
  }
});
