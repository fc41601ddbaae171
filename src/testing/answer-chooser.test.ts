import { afterEach, beforeEach, expect, test, vi } from "vitest";
import spec from "../../generated/openapi.json" with { type: "json" };
import { outcomes } from "../../generated/outcomes.js";
import { type Choice, type ChooserOptions, createChooser } from "./answer-chooser.js";
import { nameOf } from "./documented-operations.js";

const chatId = "550e8400-e29b-41d4-a716-44665544000a";
const { chatUnavailable, serviceUnavailable } = spec.components.parameters.chatId.examples;
const broken = "fa170000-0009-4000-8000-00000000000a";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function chooser(options: Partial<ChooserOptions> = {}) {
  const faults = { broken: { chatId: broken, meaning: "It breaks." } };
  const { choose, ...rest } = createChooser({ isLeft: () => false, faults, ...options });
  const ask = (id = chatId, headers: Record<string, string> = {}) =>
    choose({
      method: "POST",
      path: `/v3/chats/${id}/leave`,
      query: new URLSearchParams(),
      body: new Uint8Array(),
      header: (name) => ({ authorization: "Bearer any-key", ...headers })[name],
    });
  return { ...rest, ask };
}

/** What is chosen, and why. */
const told = ({ why, outcome, fault, problem }: Choice) => `${outcome?.example ?? fault ?? problem?.status} by ${why}`;

test("each reason for a response takes precedence over those after it", () => {
  const left = new Set<string>();
  const { ask, next } = chooser({ isLeft: (id) => left.has(id), rateLimit: 7 });
  const asked = () => told(ask(serviceUnavailable.value, { prefer: "code=500" }));
  const any = () => told(ask(serviceUnavailable.value));

  expect(told(ask())).toBe("accepted by first success");
  expect(any()).toBe("serviceUnavailable by chat id");
  left.add(serviceUnavailable.value);
  expect(any()).toBe("chatUnavailable by chat was left");
  next(serviceUnavailable.value, ["networkTimeout"]);
  expect(asked()).toBe("internalServerError by Prefer header");
  expect(any()).toBe("networkTimeout by next");
  expect([any(), any()]).toEqual(Array(2).fill("chatUnavailable by chat was left"));
  expect(asked()).toBe("rateLimitExceeded by rate limit");
  for (const id of ["42", "%"]) expect(told(ask(id))).toBe("phoneNumberNotE164 by invalid request");
});

test("a request beyond the rate limit is asked to wait for a second", () => {
  const { ask } = chooser({ rateLimit: 1 });
  expect([ask().retryAfter, ask().retryAfter]).toEqual([undefined, 1]);
});

test("a fault is chosen by its chat id, in upper or lower case, and by next", () => {
  const { ask, next } = chooser();
  next(chatId, ["broken"]);
  expect([told(ask(broken.toUpperCase())), told(ask())]).toEqual(["broken by chat id", "broken by next"]);
});

test("a chat's queued answers are used one by one, whatever the case of its id", () => {
  const { ask, next, queued } = chooser();
  next(chatId.toUpperCase(), ["chatUnavailable", "accepted", "chatUnavailable"]);
  next(chatId, ["broken"]);
  expect([...queued]).toEqual([[chatId, ["chatUnavailable", "accepted", "chatUnavailable", "broken"]]]);
  expect(told(ask(chatId.toUpperCase()))).toBe("chatUnavailable by next");
  expect([...queued]).toEqual([[chatId, ["accepted", "chatUnavailable", "broken"]]]);
  for (const name of ["accepted", "chatUnavailable", "broken"]) expect(told(ask())).toBe(`${name} by next`);
  expect([queued.size, told(ask())]).toEqual([0, "accepted by first success"]);
});

test("clear drops what is queued", () => {
  const { clear, next, queued } = chooser();
  next(chatId, ["accepted"]);
  clear();
  expect(queued.size).toBe(0);
});

test("once a fault is over, the response depends on the chat's state, not on its id", () => {
  const { ask, ordinary } = chooser({ isLeft: (id) => id === chatUnavailable.value });
  expect(told(ordinary(ask(broken)))).toBe("accepted by first success");
  expect(told(ordinary(ask(chatUnavailable.value)))).toBe("chatUnavailable by chat was left");
});

test("a chat has at most 1,000 queued answers, and the refusal of more changes nothing", () => {
  const { next, queued } = chooser();
  next(chatId, Array(1_000).fill("accepted"));
  expect(() => next(chatId, ["accepted"])).toThrow("A chat can have at most 1000 queued answers, not 1001");
  expect(queued.get(chatId)).toHaveLength(1_000);
});

test("at most 1,000 chats have queued answers; beyond that, the oldest are dropped", () => {
  const { next, queued } = chooser();
  const idOf = (index: number) => `00000000-0000-4000-8000-${`${index}`.padStart(12, "0")}`;
  for (let index = 0; index < 1_001; index++) next(idOf(index), ["accepted"]);
  expect([queued.size, queued.has(idOf(0)), queued.has(idOf(1))]).toEqual([1_000, false, true]);
});

test.each([["accepted"], [undefined], [[]]])("next refuses %j, which is not a list of answers", (answers) => {
  expect(() => chooser().next(chatId, answers as string[])).toThrow("next needs a list of answers");
});

test("next refuses a name that is unknown, and lists all that exist", () => {
  const names = [...new Set(outcomes.map(nameOf))].join(", ");
  const { next, queued } = chooser();
  expect(() => next(chatId, ["accepted", "toString", "nonsense"])).toThrow(
    `Unknown answer "toString". The contract has ${names}. The faults are broken`,
  );
  expect(() => next(chatId, [undefined as never])).toThrow("Unknown answer undefined. The contract");
  expect(() => next(chatId, ["x".repeat(1_000)])).toThrow(`Unknown answer "${"x".repeat(59)}. The contract`);
  expect(queued.size).toBe(0);
});

test.each([
  ["code=409", "chatUnavailable by Prefer header"],
  ["example=chatStillBeingCreated", "chatStillBeingCreated by Prefer header"],
  ["code=409, example=groupChatsOnly", "groupChatsOnly by Prefer header"],
  ["code=500, example=groupChatsOnly", "404 by Prefer header"],
  ["code=418", "404 by Prefer header"],
  ["example=nonsense", "404 by Prefer header"],
])("Prefer: %s gets %s", (prefer, expected) => {
  expect(told(chooser().ask(chatId, { prefer }))).toBe(expected);
});

test("a response that is asked for but not documented is named, together with those that are", () => {
  const problemOf = (prefer: string) => chooser().ask(chatId, { prefer }).problem?.detail;
  expect(problemOf("code=418")).toMatch(/^leaveChat documents no response with code=418\. It has 202 accepted, 400 /);
  expect(problemOf("example=nonsense")).toContain("no response with example=nonsense. It has");
  expect(problemOf("code=500, example=accepted")).toContain("no response with code=500, example=accepted. It has");
  expect(problemOf(`example=${"x".repeat(1_000)}`)).toContain(`with example=${"x".repeat(92)}. It has`);
});
