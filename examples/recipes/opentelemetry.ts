/** A span and a measurement for each attempt, named according to OpenTelemetry's conventions for HTTP clients. Needs `@opentelemetry/api`. */
import { metrics, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { type Attempt, createLinqClient } from "linq-openapi";

const tracer = trace.getTracer("linq");
const durations = metrics.getMeter("linq").createHistogram("http.client.request.duration", { unit: "s" });

export const linq = createLinqClient({ onAttempt: observe });

/** The span's parent is the span in which you called `linq`. */
function observe({ operation, attempt, status, code, traceId, error, duration }: Attempt): void {
  const end = Date.now();
  const attributes = {
    "http.request.method": "POST",
    "http.response.status_code": status,
    "error.type": error instanceof Error ? error.name : undefined,
  };
  const span = tracer.startSpan(`linq ${operation}`, { kind: SpanKind.CLIENT, startTime: end - duration });
  span.setAttributes({
    ...attributes,
    "http.request.resend_count": attempt - 1,
    "linq.code": code,
    "linq.trace_id": traceId,
  });
  if (error) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(end);
  durations.record(duration / 1000, attributes);
}
