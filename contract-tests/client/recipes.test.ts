/** Runs the recipes of `examples/recipes/` unchanged. */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { connect } from "node:net";
import { context, metrics, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { LinqTimeoutError } from "linq-openapi";
import { documentedFetch } from "linq-openapi/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { type Listener, listen } from "../helpers/listen.js";

const apiKey = "the-key-of-the-recipes";
const sent: { headers: Headers }[] = [];
let linq = documentedFetch();

/** The recipes take the key from the environment, and read it when they are loaded. */
beforeAll(() => {
  vi.stubEnv("LINQ_API_V3_API_KEY", apiKey);
});
afterAll(() => {
  vi.unstubAllEnvs();
});
beforeEach(() => {
  linq = documentedFetch({ retryAfter: 20 });
  sent.length = 0;
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    sent.push({ headers: new Headers(init.headers) });
    await new Promise((resolve) => setTimeout(resolve, 5));
    return linq(url, init);
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("proxy.ts sends every request through the proxy", async () => {
  const tunnels: (string | undefined)[] = [];
  const proxy = await startProxy((host) => tunnels.push(host));
  try {
    const { createProxiedClient } = await import("../../examples/recipes/proxy.js");
    vi.stubEnv("LINQ_API_V3_BASE_URL", inject("mockUrl"));
    const { status } = await createProxiedClient(proxy.url).leaveChat(randomUUID());

    expect(status).toBe("accepted");
    expect(tunnels).toEqual([new URL(inject("mockUrl")).host]);
  } finally {
    vi.stubEnv("LINQ_API_V3_BASE_URL", undefined);
    await proxy.stop();
  }
});

test("many-leaves.ts starts no call while Linq asks another to wait, and reports the chats in order", async () => {
  vi.useFakeTimers();
  const { leaveAll } = await import("../../examples/recipes/many-leaves.js");
  const chatIds = Array.from({ length: 30 }, () => randomUUID() as string);
  linq.next(`${chatIds[10]}`, ["rateLimitExceeded"]);
  linq.next(`${chatIds[20]}`, ["resourceNotFound"]);

  const results = leaveAll(chatIds, 4);
  await vi.advanceTimersByTimeAsync(19_000);
  // Four at a time: when the eleventh is answered, three others may be under way.
  expect(sent.length).toBeLessThanOrEqual(14);

  await vi.advanceTimersByTimeAsync(60_000);
  const outcomes = (await results).map((result) => (result.status === "fulfilled" ? "left" : result.reason.code));
  expect(outcomes).toEqual(chatIds.map((_, index) => (index === 20 ? 2001 : "left")));
  expect(sent).toHaveLength(31);
  expect(linq.chats.size).toBe(29);
});

describe("serverless.ts", () => {
  const context = { getRemainingTimeInMillis: () => 6_000 };
  let handle: (chatId: string) => Promise<string>;
  beforeAll(async () => {
    const { handler } = await import("../../examples/recipes/serverless.js");
    handle = (chatId) => handler({ chatId }, context);
  });

  test("serverless.ts distinguishes an accepted leave from a chat that had already been left", async () => {
    const chatId = randomUUID();
    expect(await handle(chatId)).toBe("accepted");
    expect(await handle(chatId)).toBe("unavailable");
  });

  test("serverless.ts gives up a second before the platform ends it, if no response arrives", async () => {
    vi.useFakeTimers();
    const start = Date.now();
    const end = handle("fa170000-0001-4000-8000-000000000000").catch((error) => ({ error, after: Date.now() - start }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await end).toEqual({ error: expect.any(LinqTimeoutError), after: 5_000 });
  });

  test("serverless.ts does not wait for a retry that would come too late", async () => {
    await expect(handle("00000429-1007-4000-8000-000000000000")).rejects.toMatchObject({ retryAfter: 20, attempts: 1 });
  });
});

test("logging.ts writes a line for each attempt, without the API key", async () => {
  const lines = vi.spyOn(console, "log").mockReturnValue();
  const recipe = await import("../../examples/recipes/logging.js");
  const chatId = randomUUID();
  linq.next(chatId, ["chatStillBeingCreated"]);
  await recipe.linq.leaveChat(chatId);

  const text = lines.mock.calls.join("\n");
  lines.mockRestore();
  expect(text.split("\n").map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ operation: "leaveChat", attempt: 1, status: 409, code: 2009, error: expect.any(String) }),
    expect.objectContaining({ operation: "leaveChat", attempt: 2, status: 202, traceId: expect.any(String) }),
  ]);
  expect(text).not.toContain(apiKey);
});

test("opentelemetry.ts records a span and a measurement for each attempt, within the caller's span", async () => {
  const [spans, durations] = [
    new InMemorySpanExporter(),
    new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
  ];
  const tracing = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const reader = new PeriodicExportingMetricReader({ exporter: durations, exportIntervalMillis: 2 ** 31 - 1 });
  const metering = new MeterProvider({ readers: [reader] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracing);
  metrics.setGlobalMeterProvider(metering);
  try {
    const recipe = await import("../../examples/recipes/opentelemetry.js");
    const chatId = randomUUID();
    linq.next(chatId, ["chatStillBeingCreated"]);
    const parent = await trace.getTracer("test").startActiveSpan("parent", async (span) => {
      await recipe.linq.leaveChat(chatId);
      span.end();
      return span.spanContext();
    });
    await metering.forceFlush();

    const [refused, accepted] = spans.getFinishedSpans();
    expect(refused).toMatchObject({
      name: "linq leaveChat",
      parentSpanContext: { spanId: parent.spanId },
      status: { code: SpanStatusCode.ERROR },
      attributes: { "http.response.status_code": 409, "linq.code": 2009, "http.request.resend_count": 0 },
    });
    expect(accepted).toMatchObject({
      parentSpanContext: { spanId: parent.spanId },
      status: { code: SpanStatusCode.UNSET },
      attributes: { "http.response.status_code": 202, "http.request.resend_count": 1 },
    });
    const points = durations.getMetrics()[0]?.scopeMetrics[0]?.metrics[0]?.dataPoints;
    expect(points?.map(({ attributes, value }) => [attributes["http.response.status_code"], value])).toEqual([
      [409, expect.objectContaining({ count: 1 })],
      [202, expect.objectContaining({ count: 1 })],
    ]);
  } finally {
    for (const api of [context, trace, metrics]) api.disable();
    await Promise.all([tracing.shutdown(), metering.shutdown()]);
  }
});

test("raw-headers.ts sends the caller's headers and returns those of an error response", async () => {
  const { leaveWithHeaders } = await import("../../examples/recipes/raw-headers.js");
  const { status, headers } = await leaveWithHeaders("00000404-2001-4000-8000-000000000000", {
    "x-request-source": "a",
  });

  expect(status).toBe(404);
  expect(headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
  expect(sent[0]?.headers.get("x-request-source")).toBe("a");
});

/** A tunnelling proxy, of the kind that companies run. */
async function startProxy(onTunnel: (host: string | undefined) => void): Promise<Listener> {
  const server = createServer((_, response) => response.writeHead(501).end());
  server.on("connect", ({ url }, socket, head) => {
    onTunnel(url);
    const { hostname, port } = new URL(`http://${url}`);
    const target = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    for (const end of [socket, target]) end.on("error", () => target.destroy());
  });
  return listen(server);
}
