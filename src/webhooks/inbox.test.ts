import { afterEach, describe, expect, test, vi } from "vitest";
import { LinqInputError } from "../errors.js";
import type { ParticipantRemovedEvent } from "./events.js";
import { createWebhookInbox } from "./inbox.js";

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

/** What has become of the promise once all that is ready to run has run. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  let state: unknown = "waiting";
  const settle = (value: unknown) => {
    state = value;
  };
  promise.then(settle, settle);
  await new Promise(setImmediate);
  return state;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("receive", () => {
  test("takes an event once", () => {
    const inbox = createWebhookInbox();
    expect(inbox.receive(removed({ id: "1" }))).toBe(true);
    expect(inbox.receive(removed({ id: "1" }))).toBe(false);
    expect(inbox.receive(removed({ id: "2" }))).toBe(true);
  });

  test("takes unknown events once too", () => {
    const inbox = createWebhookInbox();
    const event = { event_type: "unknown" as const, event_id: "1", body: { event_type: "x", event_id: "1" } };
    expect([inbox.receive(event), inbox.receive(event)]).toEqual([true, false]);
  });

  test("knows the last 10 000 events, and shares none with another inbox", () => {
    const inbox = createWebhookInbox();
    for (let index = 0; index < 10_000; index++) inbox.receive(removed({ id: `${index}`, isMe: false }));
    expect(inbox.receive(removed({ id: "0" }))).toBe(false);
    expect(inbox.receive(removed({ id: "10000" }))).toBe(true);
    expect(inbox.receive(removed({ id: "1" }))).toBe(false);
    expect(inbox.receive(removed({ id: "0" }))).toBe(true);
    expect(createWebhookInbox().receive(removed({ id: "2" }))).toBe(true);
  });
});

describe("confirmLeave resolves", () => {
  test("when the event comes", async () => {
    const inbox = createWebhookInbox();
    const leave = inbox.confirmLeave(chat);
    expect(await stateOf(leave)).toBe("waiting");
    const event = removed();
    inbox.receive(event);
    expect(await stateOf(leave)).toBe(event);
  });

  test("at once when the event came before", async () => {
    const inbox = createWebhookInbox();
    const event = removed();
    inbox.receive(event);
    expect(await stateOf(inbox.confirmLeave(chat))).toBe(event);
    expect(await stateOf(inbox.confirmLeave(chat.toUpperCase()))).toBe(event);
  });

  test("every wait for the chat, and no other", async () => {
    const inbox = createWebhookInbox();
    const waits = [inbox.confirmLeave(chat), inbox.confirmLeave(chat.toUpperCase()), inbox.confirmLeave(another)];
    const event = removed({ chatId: chat.toUpperCase() });
    inbox.receive(event);
    expect(await Promise.all(waits.map(stateOf))).toEqual([event, event, "waiting"]);
    expect(await stateOf(inbox.confirmLeave(chat))).toBe(event);
    inbox.receive(removed({ chatId: another }));
    await waits[2];
  });

  test("for each of the last 10 000 chats left", async () => {
    const inbox = createWebhookInbox();
    const chatNumber = (index: number) => `${another.slice(0, -12)}${`${index}`.padStart(12, "0")}`;
    for (let index = 0; index <= 10_000; index++) inbox.receive(removed({ chatId: chatNumber(index) }));
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

describe("confirmLeave is not deceived by", () => {
  const { chat_id: _, ...withoutChat } = removed().data;
  test.each([
    ["somebody else's leave", removed({ isMe: false })],
    ["your leave of another chat", removed({ chatId: another })],
    ["your leave of a chat that is not named", { ...removed(), data: withoutChat }],
    [
      "an unknown event",
      { event_type: "unknown" as const, event_id: "u", body: { ...removed(), event_type: "participant.left" } },
    ],
  ])("%s", async (_, event) => {
    const inbox = createWebhookInbox();
    inbox.receive(event);
    const leave = inbox.confirmLeave(chat);
    inbox.receive({ ...event, event_id: "again" });
    expect(await stateOf(leave)).toBe("waiting");
    inbox.receive(removed());
    await leave;
  });
});

describe("confirmLeave rejects", () => {
  test.each([
    ["after a minute by default", undefined, 60_000],
    ["after its timeout", 5, 5],
    ["after the longest timeout", 2_147_483_647, 2_147_483_647],
  ])("%s", async (_, timeout, elapsed) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const leave = createWebhookInbox().confirmLeave(chat, timeout === undefined ? {} : { timeout });
    vi.advanceTimersByTime(elapsed - 1);
    expect(await stateOf(leave)).toBe("waiting");
    vi.advanceTimersByTime(1);
    expect(await stateOf(leave)).toMatchObject({
      name: "LinqWebhookError",
      reason: "not-confirmed",
      message:
        `No participant.removed of your own for chat ${chat} came within ${elapsed / 1000} s. ` +
        "The leave may still be going through; check that Linq's webhooks reach your receiver, and that it hands them to this inbox.",
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  test("with the signal's reason, at once", async () => {
    const controller = new AbortController();
    const leave = createWebhookInbox().confirmLeave(chat, { signal: controller.signal });
    const reason = { any: "value" };
    controller.abort(reason);
    await expect(leave).rejects.toBe(reason);
  });

  test("with the signal's reason, where it was aborted before, even if the event is there", async () => {
    const inbox = createWebhookInbox();
    inbox.receive(removed());
    await expect(inbox.confirmLeave(chat, { signal: AbortSignal.abort("over") })).rejects.toBe("over");
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2_147_483_648, "60000"])(
    "the timeout %j",
    async (timeout) => {
      const leave = createWebhookInbox().confirmLeave(chat, { timeout: timeout as number });
      await expect(leave).rejects.toThrow(
        new LinqInputError("timeout must be more than 0 and at most 2147483647 milliseconds"),
      );
    },
  );
});

test("confirmLeave does not wait for what is no chat id", async () => {
  await expect(createWebhookInbox().confirmLeave("42")).rejects.toThrow(LinqInputError);
});

describe("confirmLeave leaves no timer and no listener behind", () => {
  test.each<[string, (end: { arrive: () => void; abort: () => void; expire: () => void }) => void]>([
    ["when it resolves", ({ arrive }) => arrive()],
    ["when it is aborted", ({ abort }) => abort()],
    ["when its time is up", ({ expire }) => expire()],
  ])("%s", async (_, finish) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const inbox = createWebhookInbox();
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, "addEventListener");
    const gone = vi.spyOn(controller.signal, "removeEventListener");
    const leave = inbox.confirmLeave(chat, { signal: controller.signal, timeout: 10 });
    expect(vi.getTimerCount()).toBe(1);
    finish({
      arrive: () => inbox.receive(removed()),
      abort: () => controller.abort(),
      expire: () => vi.advanceTimersByTime(10),
    });
    await leave.catch(() => {});
    expect(vi.getTimerCount()).toBe(0);
    expect(added.mock.calls.length).toBe(1);
    expect(gone.mock.calls).toEqual(added.mock.calls);
  });
});
