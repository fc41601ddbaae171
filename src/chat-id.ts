import { LinqInputError } from "./errors.js";

/** The pattern of the `chatId` parameter in the spec. */
const UUID = /^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/i;

/**
 * Keeps anything but a UUID off the wire: it could change the request's path (`..`).
 * The message tells the value's shape only, for what stands in the wrong place may be a secret.
 */
export function assertChatId(value: unknown): asserts value is string {
  if (typeof value === "string" && UUID.test(value)) return;
  throw new LinqInputError(`A chat id is a UUID such as 550e8400-e29b-41d4-a716-446655440000, not ${shape(value)}`);
}

function shape(value: unknown): string {
  if (value === "") return "an empty string";
  if (typeof value === "string") return `a string of length ${value.length} that is none`;
  if (value == null) return `${value}`;
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
