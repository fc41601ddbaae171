import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { interruptible, TIMED_OUT } from "./interruptible.js";

const never = () => new Promise<never>(() => {});
const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

describe("interruptible", () => {
  test("interruptible resolves as the work does", async () => {
    expect(await interruptible(async () => "done")).toBe("done");
  });

  test("interruptible rejects as the work does", async () => {
    await expect(interruptible(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  });

  test("interruptible does not start the work if the caller has already aborted", async () => {
    let begun = false;
    const work = async () => {
      begun = true;
    };

    await expect(interruptible(work, AbortSignal.abort("reason"))).rejects.toBe("reason");
    expect(begun).toBe(false);
  });

  test.each(["reason", 0, null, false])(
    "interruptible rejects with the caller's reason %j at once, even if the work continues",
    async (reason) => {
      const caller = new AbortController();
      const result = interruptible(never, caller.signal);
      caller.abort(reason);
      await expect(result).rejects.toBe(reason);
    },
  );

  test("interruptible passes the caller's reason to the work", async () => {
    const caller = new AbortController();
    let seen: unknown;
    const result = interruptible((signal) => {
      signal.addEventListener("abort", () => {
        seen = signal.reason;
      });
      return never();
    }, caller.signal);
    caller.abort("reason");

    await expect(result).rejects.toBe("reason");
    expect(seen).toBe("reason");
  });

  test("interruptible rejects when the time is up, even if the work continues, and aborts it", async () => {
    let aborted = false;
    const work = (signal: AbortSignal) => {
      signal.addEventListener("abort", () => {
        aborted = true;
      });
      return never();
    };

    await expect(interruptible(work, undefined, 1)).rejects.toBe(TIMED_OUT);
    expect(aborted).toBe(true);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["success", async () => "done"],
    ["failure", () => Promise.reject(new Error("failed"))],
  ])("interruptible leaves no timer and no listener after %s", async (_, work) => {
    const caller = new AbortController();
    const before = timers();

    await interruptible(work, caller.signal, 60_000).catch(() => {});

    expect(getEventListeners(caller.signal, "abort")).toEqual([]);
    expect(timers()).toBe(before);
  });

  test("interruptible leaves no timer and no listener after an abort", async () => {
    const caller = new AbortController();
    const before = timers();

    const result = interruptible(never, caller.signal, 60_000).catch(() => {});
    expect(timers()).toBe(before + 1);
    expect(getEventListeners(caller.signal, "abort")).toHaveLength(1);
    caller.abort();
    await result;

    expect(getEventListeners(caller.signal, "abort")).toEqual([]);
    expect(timers()).toBe(before);
  });

  test("interruptible sets no timer without a time limit", async () => {
    const before = timers();
    let during: number | undefined;

    await interruptible(async () => {
      during = timers();
    });

    expect(during).toBe(before);
  });
});
