import { expect, test } from "vitest";
import { newTraceId, withExchangeValues } from "./exchange-values.js";

const headers = { "x-trace-id": "from the example", etag: "1" };
const own = { "x-trace-id": "mine", etag: "1" };

test("a response gets its own trace id: always in the header, in the body only where one is documented", () => {
  const about = { traceId: "mine", retryAfter: undefined };
  expect(withExchangeValues({ headers, body: { trace_id: "from the example", status: "accepted" } }, about)).toEqual({
    headers: own,
    body: { trace_id: "mine", status: "accepted" },
  });
  expect(withExchangeValues({ headers, body: { status: "accepted" } }, about).body).toStrictEqual({
    status: "accepted",
  });
});

test.each([undefined, null, "text"])("a body of %j stays as it is", (body) => {
  expect(withExchangeValues({ headers, body }, { traceId: "mine", retryAfter: 5 })).toEqual({ headers: own, body });
});

const limited = { error: { code: 1007, message: "m", retry_after: 30 } };

test("the time to wait is in the header, and in the body if one is documented there", () => {
  expect(withExchangeValues({ headers, body: limited }, { traceId: "mine", retryAfter: 5 })).toEqual({
    headers: { ...own, "retry-after": "5" },
    body: { error: { code: 1007, message: "m", retry_after: 5 } },
  });
  const body = { error: { code: 1007, message: "m" } };
  expect(withExchangeValues({ headers, body }, { traceId: "mine", retryAfter: 5 })).toStrictEqual({
    headers: { ...own, "retry-after": "5" },
    body,
  });
});

test.each([
  ["by default, the time to wait is the example's", limited, undefined],
  ["an error that names no time to wait gets none", { error: { code: 2013, message: "m" } }, 5],
  ["an error without a code gets no time to wait", { error: { message: "m" } }, 5],
  ["a success gets no time to wait", { status: "accepted" }, 5],
])("%s", (_, body, retryAfter) => {
  expect(withExchangeValues({ headers, body }, { traceId: "mine", retryAfter })).toStrictEqual({ headers: own, body });
});

test("a trace id has 32 hexadecimal digits, and is new each time", () => {
  const [one, other] = [newTraceId(), newTraceId()];
  expect(one).toMatch(/^[\da-f]{32}$/);
  expect(one).not.toBe(other);
});
