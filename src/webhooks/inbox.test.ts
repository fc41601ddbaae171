import { afterEach, describe, expect, test, vi } from "vitest";
import { LinqInputError } from "../errors.js";
import { deferred } from "./deferred.test-helper.js";
import type { ParticipantRemovedEvent, WebhookEvent } from "./events.js";
import { createWebhookInbox, type WebhookInbox } from "./inbox.js";
import { createMemoryStore } from "./memory-store.js";
import type { WebhookStore } from "./store.js";

const chat = "0f0e0d0c-1111-4222-8333-abcdefabcdef";
const another = "0f0e0d0c-1111-4222-8333-000000000000";
let count = 0;

function removed({
  chatId = chat,
  isMe = true,
  id = `event ${count++}`,
}: {
  chatId?: string;
  isMe?: boolean;
  id?: string;
} = {}) {
  return {
    api_version: "v3",
    webhook_version: "2026-02-03",
    event_type: "participant.removed",
    event_id: id,
    created_at: "2026-01-02T03:04:05Z",
    trace_id: "t",
    partner_id: "p",
    data: {
      handle: "+12025550123",
      chat_id: chatId,
      participant: {
        id: "i",
        handle: "+12025550123",
        service: "iMessage",
        joined_at: "2026-01-01T00:00:00Z",
        is_me: isMe,
      },
    },
  } satisfies ParticipantRemovedEvent;
}

/** The state of a promise once all pending callbacks have run. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  let state: unknown = "waiting";
  const settle = (value: unknown) => {
    state = value;
  };
  promise.then(settle, settle);
  await new Promise(setImmediate);
  return state;
}

const failure = new Error("the work failed");
const nothing = () => {};
const fail = (): never => {
  throw failure;
};
/** Resolves once all pending callbacks have run. */
const settled = () => new Promise(setImmediate);
/** Hands the inbox an event without any work. */
const receive = (inbox: WebhookInbox, event: WebhookEvent) => inbox.handle(event, nothing);

afterEach(() => {
  vi.useRealTimers();
});

describe("handle", () => {
  test("handle does the work on an event once, and says whether this call did it", async () => {
    const inbox = createWebhookInbox();
    const work = vi.fn();
    const event = removed();
    expect([await inbox.handle(event, work), await inbox.handle({ ...event }, work)]).toEqual([true, false]);
    expect(work.mock.calls).toEqual([[event]]);
    expect(await inbox.handle(removed(), work)).toBe(true);
  });

  test("handle does the work on an unknown event once too", async () => {
    const inbox = createWebhookInbox();
    const event = { event_type: "unknown" as const, event_id: "1", body: { event_type: "x", event_id: "1" } };
    expect([await inbox.handle(event, nothing), await inbox.handle(event, nothing)]).toEqual([true, false]);
  });

  test("an inbox shares nothing with another inbox", async () => {
    const event = removed();
    await createWebhookInbox().handle(event, nothing);
    expect(await createWebhookInbox().handle(event, nothing)).toBe(true);
  });

  test.each<[string, () => unknown]>([
    ["throws", fail],
    ["rejects", async () => fail()],
  ])("handle rejects with the error of work that %s, and does it on the next delivery", async (_, work) => {
    const inbox = createWebhookInbox();
    const event = removed();
    await expect(inbox.handle(event, work)).rejects.toBe(failure);
    await expect(inbox.handle(event, work)).rejects.toBe(failure);
    expect(await inbox.handle(event, nothing)).toBe(true);
    expect(await inbox.handle(event, fail)).toBe(false);
  });

  test("handle does not acknowledge a duplicate while the work is running, and recognizes it once the work is done", async () => {
    const inbox = createWebhookInbox();
    const event = removed({ id: "7" });
    const work = deferred();
    const first = inbox.handle(event, () => work.promise);
    await expect(inbox.handle(event, fail)).rejects.toMatchObject({
      name: "LinqWebhookError",
      reason: "in-progress",
      status: 500,
      message:
        "Event 7 is still being handled for an earlier delivery, so this one is not acknowledged. Linq will deliver it again.",
    });
    work.resolve();
    expect(await first).toBe(true);
    expect(await inbox.handle(event, fail)).toBe(false);
  });

  test("if work hangs, handle repeats it on the next delivery after the lease, even if the time of day jumps", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    const inbox = createWebhookInbox();
    const event = removed();
    void inbox.handle(event, () => new Promise(() => {}));
    vi.advanceTimersByTime(59_999);
    vi.setSystemTime(0);
    await expect(inbox.handle(event, fail)).rejects.toMatchObject({ reason: "in-progress" });
    vi.setSystemTime(Number.MAX_SAFE_INTEGER / 10);
    await expect(inbox.handle(event, fail)).rejects.toMatchObject({ reason: "in-progress" });
    vi.advanceTimersByTime(1);
    expect(await inbox.handle(event, nothing)).toBe(true);
    expect(await inbox.handle(event, fail)).toBe(false);
  });

  test("work that fails after its lease neither ends another's claim nor undoes what the other has done", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const inbox = createWebhookInbox({ lease: 5 });
    const event = removed();
    const [slow, other] = [deferred(), deferred()];
    const overdue = inbox.handle(event, () => slow.promise);
    await settled();
    vi.advanceTimersByTime(5);
    const taken = inbox.handle(event, () => other.promise);
    await settled();
    slow.reject(failure);
    await expect(overdue).rejects.toBe(failure);
    await expect(inbox.handle(event, fail)).rejects.toMatchObject({ reason: "in-progress" });
    other.resolve();
    expect(await taken).toBe(true);
    expect(await inbox.handle(event, fail)).toBe(false);
  });

  test("work that finishes after its lease counts, whatever happens to a later claim", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const inbox = createWebhookInbox({ lease: 5 });
    const event = removed();
    const [slow, other] = [deferred(), deferred()];
    const overdue = inbox.handle(event, () => slow.promise);
    await settled();
    vi.advanceTimersByTime(5);
    const taken = inbox.handle(event, () => other.promise);
    await settled();
    slow.resolve();
    expect(await overdue).toBe(true);
    other.reject(failure);
    await expect(taken).rejects.toBe(failure);
    expect(await inbox.handle(event, fail)).toBe(false);
  });
});

describe("a store", () => {
  /** A store like the one in memory, except for the given functions. */
  function storeWith(functions: Partial<WebhookStore>): WebhookStore {
    return { ...createMemoryStore(), ...functions };
  }
  const down = new Error("the store is down");
  const isDown = async () => Promise.reject(down);

  test("a store is called in order: claim, work, commit; with a new claimant for each delivery", async () => {
    const calls: unknown[][] = [];
    const log = (...call: unknown[]) => void calls.push(call);
    const inbox = createWebhookInbox({
      store: {
        claim: (...args) => {
          log("claim", ...args);
          return "yours";
        },
        commit: async (...args) => log("commit", ...args),
        release: async (...args) => log("release", ...args),
      },
      lease: 7,
    });
    await inbox.handle(removed({ id: "1" }), ({ event_id }) => log("work", event_id));
    await expect(inbox.handle(removed({ id: "2" }), fail)).rejects.toBe(failure);
    const claimants = [calls[0]?.[2], calls[3]?.[2]];
    expect(calls).toEqual([
      ["claim", "1", claimants[0], 7],
      ["work", "1"],
      ["commit", "1"],
      ["claim", "2", claimants[1], 7],
      ["release", "2", claimants[1]],
    ]);
    expect(new Set(claimants).size).toBe(2);
    expect(claimants).toEqual([expect.any(String), expect.any(String)]);
  });

  test("a store that is down when claiming: handle rejects, no work starts, and the next delivery is handled", async () => {
    const claim = vi.fn(createMemoryStore().claim).mockImplementationOnce(isDown as never);
    const inbox = createWebhookInbox({ store: storeWith({ claim }) });
    const event = removed();
    await expect(inbox.handle(event, fail)).rejects.toBe(down);
    expect(await inbox.handle(event, nothing)).toBe(true);
  });

  test("a store that is down when committing: handle rejects, and the work is repeated once the lease is over", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const store = createMemoryStore();
    const commit = vi.fn(store.commit).mockImplementationOnce(isDown);
    const inbox = createWebhookInbox({ store: { ...store, commit } });
    const event = removed();
    const work = vi.fn();
    await expect(inbox.handle(event, work)).rejects.toBe(down);
    await expect(inbox.handle(event, work)).rejects.toMatchObject({ reason: "in-progress" });
    vi.advanceTimersByTime(60_000);
    expect(await inbox.handle(event, work)).toBe(true);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test("a store that is down when releasing: handle rejects with both errors, and the event is handled again after the lease", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const inbox = createWebhookInbox({ store: storeWith({ release: isDown }) });
    const event = removed({ id: "7" });
    const error = await inbox.handle(event, fail).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({
      errors: [failure, down],
      message: "The work on event 7 failed, and its claim could not be released. The claim expires after 60 s.",
    });
    await expect(inbox.handle(event, fail)).rejects.toMatchObject({ reason: "in-progress" });
    vi.advanceTimersByTime(60_000);
    expect(await inbox.handle(event, nothing)).toBe(true);
  });
});

test.each([undefined, null, true, false, "", "DONE", 1])(
  "a store whose claim returns %j is an error, because an unhandled event would count as done",
  async (claim) => {
    const work = vi.fn();
    const store = { ...createMemoryStore(), claim: () => claim as never };
    await expect(createWebhookInbox({ store }).handle(removed(), work)).rejects.toThrow(
      new LinqInputError(`The store's claim must return "yours", "done" or "taken", not ${JSON.stringify(claim)}`),
    );
    expect(work).not.toHaveBeenCalled();
  },
);

test.each<[string, object, string]>([
  ["a lease of 0", { lease: 0 }, "lease must be more than 0 and at most 2147483647 milliseconds"],
  ["a lease that is a string", { lease: "60" }, "lease must be more than 0 and at most 2147483647 milliseconds"],
  ["a store that is null", { store: null }, "store must have the functions claim, commit and release; it has no claim"],
  [
    "a store that lacks a function",
    { store: { ...createMemoryStore(), release: undefined } },
    "store must have the functions claim, commit and release; it has no release",
  ],
  ["a misspelt option", { stores: {} }, "stores is not an option of createWebhookInbox; did you mean store?"],
])("createWebhookInbox refuses %s", (_, options, message) => {
  expect(() => createWebhookInbox(options)).toThrow(new LinqInputError(message));
});

describe("confirmLeave", () => {
  test("confirmLeave resolves when the event arrives", async () => {
    const inbox = createWebhookInbox();
    const leave = inbox.confirmLeave(chat);
    expect(await stateOf(leave)).toBe("waiting");
    const event = removed();
    await receive(inbox, event);
    expect(await stateOf(leave)).toBe(event);
  });

  test("confirmLeave resolves at once if the event has already arrived", async () => {
    const inbox = createWebhookInbox();
    const event = removed();
    await receive(inbox, event);
    expect(await stateOf(inbox.confirmLeave(chat))).toBe(event);
    expect(await stateOf(inbox.confirmLeave(chat.toUpperCase()))).toBe(event);
  });

  test("an event resolves every confirmLeave for its chat, and no other", async () => {
    const inbox = createWebhookInbox();
    const waits = [inbox.confirmLeave(chat), inbox.confirmLeave(chat.toUpperCase()), inbox.confirmLeave(another)];
    const event = removed({ chatId: chat.toUpperCase() });
    await receive(inbox, event);
    expect(await Promise.all(waits.map(stateOf))).toEqual([event, event, "waiting"]);
    expect(await stateOf(inbox.confirmLeave(chat))).toBe(event);
    await receive(inbox, removed({ chatId: another }));
    await waits[2];
  });

  test("confirmLeave resolves at once for each of the last 10,000 chats left", async () => {
    const inbox = createWebhookInbox();
    const chatNumber = (index: number) => `${another.slice(0, -12)}${`${index}`.padStart(12, "0")}`;
    for (let index = 0; index <= 10_000; index++) await receive(inbox, removed({ chatId: chatNumber(index) }));
    const reason = new Error("enough");
    expect(await stateOf(inbox.confirmLeave(chatNumber(1)))).toMatchObject({ data: { chat_id: chatNumber(1) } });
    const forgotten = inbox.confirmLeave(chatNumber(0), { signal: AbortSignal.abort(reason) });
    await expect(forgotten).rejects.toBe(reason);
    const controller = new AbortController();
    const waiting = inbox.confirmLeave(chatNumber(0), { signal: controller.signal });
    expect(await stateOf(waiting)).toBe("waiting");
    controller.abort();
    await waiting.catch(() => {});
  });
});

test("confirmLeave does not resolve before the work on the event is done, or if the work fails", async () => {
  const inbox = createWebhookInbox();
  const leave = inbox.confirmLeave(chat);
  const event = removed();
  await expect(inbox.handle(event, fail)).rejects.toBe(failure);
  const work = deferred();
  const handled = inbox.handle(event, () => work.promise);
  expect(await stateOf(leave)).toBe("waiting");
  work.resolve();
  await handled;
  expect(await stateOf(leave)).toBe(event);
});

test("confirmLeave resolves on a duplicate of an event whose work another process has done", async () => {
  const store = createMemoryStore();
  const event = removed();
  await createWebhookInbox({ store }).handle(event, nothing);
  const inbox = createWebhookInbox({ store });
  const leave = inbox.confirmLeave(chat);
  expect(await inbox.handle(event, fail)).toBe(false);
  expect(await stateOf(leave)).toBe(event);
});

describe("events that confirmLeave ignores", () => {
  const { chat_id: _, ...withoutChat } = removed().data;
  test.each([
    ["somebody else's leave", removed({ isMe: false })],
    ["your leave of another chat", removed({ chatId: another })],
    ["your leave of a chat that is not named", { ...removed(), data: withoutChat }],
    [
      "an unknown event",
      { event_type: "unknown" as const, event_id: "u", body: { ...removed(), event_type: "participant.left" } },
    ],
  ])("confirmLeave ignores %s", async (_, event) => {
    const inbox = createWebhookInbox();
    await receive(inbox, event);
    const leave = inbox.confirmLeave(chat);
    await receive(inbox, { ...event, event_id: "again" });
    expect(await stateOf(leave)).toBe("waiting");
    await receive(inbox, removed());
    await leave;
  });
});

describe("confirmLeave rejects", () => {
  test.each([
    ["after a minute by default", undefined, 60_000],
    ["after its timeout", 5, 5],
    ["after the longest timeout", 2_147_483_647, 2_147_483_647],
  ])("confirmLeave rejects %s", async (_, timeout, elapsed) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const leave = createWebhookInbox().confirmLeave(chat, timeout === undefined ? {} : { timeout });
    vi.advanceTimersByTime(elapsed - 1);
    expect(await stateOf(leave)).toBe("waiting");
    vi.advanceTimersByTime(1);
    expect(await stateOf(leave)).toMatchObject({
      name: "LinqWebhookError",
      reason: "not-confirmed",
      message:
        `No participant.removed event about you arrived for chat ${chat} within ${elapsed / 1000} s. ` +
        "The leave may still be going through; check that Linq's webhooks reach your receiver, and that the receiver passes them to this inbox.",
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("confirmLeave rejects at once with the signal's reason", async () => {
    const controller = new AbortController();
    const leave = createWebhookInbox().confirmLeave(chat, { signal: controller.signal });
    const reason = { any: "value" };
    controller.abort(reason);
    await expect(leave).rejects.toBe(reason);
  });

  test("confirmLeave rejects with the signal's reason if it has already aborted, even if the event has arrived", async () => {
    const inbox = createWebhookInbox();
    await receive(inbox, removed());
    await expect(inbox.confirmLeave(chat, { signal: AbortSignal.abort("over") })).rejects.toBe("over");
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648, "60000"])(
    "confirmLeave rejects the timeout %o",
    async (timeout) => {
      const leave = createWebhookInbox().confirmLeave(chat, { timeout: timeout as number });
      await expect(leave).rejects.toThrow(
        new LinqInputError("timeout must be more than 0 and at most 2147483647 milliseconds"),
      );
    },
  );
});

test("confirmLeave refuses an invalid chat id at once", async () => {
  await expect(createWebhookInbox().confirmLeave("42")).rejects.toThrow(LinqInputError);
});

test.each<[string, (end: { arrive: () => unknown; abort: () => void; expire: () => void }) => unknown]>([
  ["when it resolves", ({ arrive }) => arrive()],
  ["when it is aborted", ({ abort }) => abort()],
  ["when its time is up", ({ expire }) => expire()],
])("confirmLeave leaves no timer and no listener behind %s", async (_, finish) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const inbox = createWebhookInbox();
  const controller = new AbortController();
  const added = vi.spyOn(controller.signal, "addEventListener");
  const gone = vi.spyOn(controller.signal, "removeEventListener");
  const leave = inbox.confirmLeave(chat, { signal: controller.signal, timeout: 10 });
  expect(vi.getTimerCount()).toBe(1);
  finish({
    arrive: () => receive(inbox, removed()),
    abort: () => controller.abort(),
    expire: () => vi.advanceTimersByTime(10),
  });
  await leave.catch(() => {});
  expect(vi.getTimerCount()).toBe(0);
  expect(added.mock.calls.length).toBe(1);
  expect(gone.mock.calls).toEqual(added.mock.calls);
});

test("an event does not reach waits that are over", async () => {
  const reads = async (waits: number) => {
    const inbox = createWebhookInbox();
    const over = AbortSignal.timeout(1);
    const ended = Array.from({ length: waits }, () => inbox.confirmLeave(chat, { signal: over }).catch(() => {}));
    await Promise.all(ended);
    const event = removed();
    const type = vi.fn(() => event.event_type);
    await receive(inbox, Object.defineProperty({ ...event }, "event_type", { get: type }));
    return type.mock.calls.length;
  };
  expect(await reads(50)).toBe(await reads(0));
});
