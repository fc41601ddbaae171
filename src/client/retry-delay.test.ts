import { describe, expect, test } from "vitest";
import { parseRetryAfter, retryDelay } from "./retry-delay.js";

const half = 0.5;
const first = { attempts: 1 };

describe("an error with a code", () => {
  test.each([1002, 1005, 1006, 2001, 2004, 2005, 2013, 2015, 2016, 2017])(
    "does not retry code %i, even with a transient status",
    (code) => {
      expect(retryDelay({ ...first, code, status: 500, retryAfter: 1 }, true, half)).toBeUndefined();
    },
  );

  test.each([2009, 3001, 3002, 3003, 3004, 3005, 3006, 3007])("retries code %i after backoff", (code) => {
    expect(retryDelay({ ...first, code, status: 409 }, true, half)).toBe(0.5);
  });

  test("retries 1007 after the wait that the response asks for", () => {
    expect(retryDelay({ ...first, code: 1007, status: 429, retryAfter: 7 }, true, half)).toBe(7.5);
  });

  test("retries 1007 after backoff if the response asks for no wait", () => {
    expect(retryDelay({ ...first, code: 1007, status: 429 }, true, half)).toBe(0.5);
  });

  test("retries 4004 after 30 s if the response asks for no wait", () => {
    expect(retryDelay({ ...first, code: 4004, status: 503 }, true, half)).toBe(31.5);
    expect(retryDelay({ ...first, code: 4004, status: 503, retryAfter: 2 }, true, half)).toBe(2.5);
  });

  test("an unknown code is retried according to its status", () => {
    expect(retryDelay({ ...first, code: 9999, status: 503 }, true, half)).toBe(0.5);
    expect(retryDelay({ ...first, code: 9999, status: 409 }, true, half)).toBeUndefined();
  });
});

describe("an error without a code", () => {
  test.each([408, 429, 500, 502, 503, 504, 599, undefined])("retries status %s without a code", (status) => {
    expect(retryDelay(status === undefined ? first : { ...first, status }, true, half)).toBe(0.5);
  });

  test.each([0, 200, 202, 301, 400, 401, 403, 404, 409, 418, 499, 501, 600])(
    "does not retry status %i without a code",
    (status) => {
      expect(retryDelay({ ...first, status }, true, half)).toBeUndefined();
    },
  );
});

test.each([
  [1, 1],
  [2, 2],
  [3, 4],
  [4, 8],
  [5, 16],
  [6, 30],
  [60, 30],
])("the backoff after attempt %i is between 0 and %i s", (attempts, most) => {
  expect(retryDelay({ attempts }, true, 1)).toBe(most);
  expect(retryDelay({ attempts }, true, 0)).toBe(0);
});

describe("a wait that the response asks for", () => {
  test.each([
    [1, 1.5],
    [60, 63],
    [60.001, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])("a requested wait of %d s gets jitter, or no retry if it is over 60 s: %s", (retryAfter, delay) => {
    expect(retryDelay({ ...first, status: 429, retryAfter }, true, half)).toBe(delay);
    if (delay) expect(retryDelay({ ...first, status: 429, retryAfter }, true, 0)).toBe(retryAfter);
  });

  test.each([0, -1, -99999])("a wait of %d s does not shorten the backoff", (retryAfter) => {
    expect(retryDelay({ attempts: 3, status: 429, retryAfter }, true, half)).toBe(2);
  });
});

describe("an operation that is not idempotent", () => {
  test.each([
    ["a request that was never sent", { attempts: 1, maybeDelivered: false }],
    ["429 without a code", { attempts: 1, status: 429 }],
    ["429 / 1007", { attempts: 1, status: 429, code: 1007 }],
    ["409 / 2009, which was refused", { attempts: 1, status: 409, code: 2009 }],
  ])("a non-idempotent operation is retried after %s", (_, failure) => {
    expect(retryDelay(failure, false, half)).toBe(0.5);
  });

  test.each([
    ["a lost response", { attempts: 1, maybeDelivered: true }],
    ["408", { attempts: 1, status: 408 }],
    ["502", { attempts: 1, status: 502 }],
    ["500 / 3006", { attempts: 1, status: 500, code: 3006 }],
    ["504 / 3005", { attempts: 1, status: 504, code: 3005 }],
    ["503 / 4004", { attempts: 1, status: 503, code: 4004 }],
    ["a server error's code with another status", { attempts: 1, status: 409, code: 3006 }],
  ])("a non-idempotent operation is not retried after %s", (_, failure) => {
    expect(retryDelay(failure, false, half)).toBeUndefined();
    expect(retryDelay(failure, true, half)).toBeDefined();
  });
});

describe("parseRetryAfter", () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5);

  test.each<[header: string | undefined, seconds: number | undefined]>([
    [undefined, undefined],
    ["0", 0],
    ["120", 120],
    ["99999999999999999999", 1e20],
    ["Fri, 02 Jan 2026 03:05:05 GMT", 60],
    ["Friday, 02-Jan-26 03:05:05 GMT", 60],
    ["Fri, 02 Jan 2026 03:04:05 GMT", 0],
    ["Fri, 02 Jan 2020 03:04:05 GMT", 0],
    ["", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["1 ", undefined],
    ["x1", undefined],
    ["2026-01-02", undefined],
    ["soon", undefined],
    ["Fri, soon", undefined],
    ["Fri, 02 Jan 2026", undefined],
    ["Fri, 2 Jan 2026 03:05:05 GMT", undefined],
    ["Fri, 02 Jan 2026 03:05:05 +0000", undefined],
    ["Fri, 99 Jan 2026 03:05:05 GMT", undefined],
    ["on Fri, 02 Jan 2026 03:05:05 GMT", undefined],
  ])("parseRetryAfter reads %j as %s", (header, seconds) => {
    expect(parseRetryAfter(header, now)).toBe(seconds);
  });
});
