import type { components } from "../generated/schema.js";

/** The body of every documented error answer. */
export type ErrorEnvelope = components["schemas"]["ErrorEnvelope"];
/** The body of an accepted leave. */
export type LeaveAccepted = components["schemas"]["LeaveAccepted"];

// What a body must be for these types to tell the truth. Members that they do not name do not matter: the service adds some over time.

export function isErrorEnvelope(body: unknown): body is ErrorEnvelope {
  return (
    hasMembers(body, { error: "object", success: "boolean?", trace_id: "string?" }) &&
    !body.success &&
    hasMembers(body.error, {
      status: "integer",
      code: "integer",
      message: "string",
      doc_url: "string?",
      retry_after: "integer?",
    })
  );
}

export function isLeaveAccepted(body: unknown): body is LeaveAccepted {
  return hasMembers(body, { message: "string?", status: "string?", trace_id: "string?", ...noError });
}

/** What the body of any operation's success is, as far as it can be told without knowing the operation. */
export function isSuccess(body: unknown, status: number): boolean {
  return status === 204 ? body === undefined : hasMembers(body, noError);
}

/** A success that speaks of an error is none, whatever its status. */
const noError = { error: "?" };

/** Whether a value is an object whose members have these types. `?` marks an optional member; alone, one that must be absent. */
function hasMembers(value: unknown, types: Record<string, string>): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(types).every(([member, type]) => {
    const found = (value as Record<string, unknown>)[member];
    if (found === undefined) return type.endsWith("?");
    return type.startsWith(Number.isInteger(found) ? "integer" : typeof found);
  });
}
