import { LinqInputError } from "./errors.js";
import { conforms, type Schema } from "./validate.js";

/** One path segment: not `.` or `..`, which change the path, and nothing that a proxy might read as a different path. */
const SEGMENT = /^(?!\.{1,2}$)[^/\\{}\p{Cc}\p{Cs}]{1,1024}$/u;

/**
 * Rejects invalid path parameters before anything is sent, because they could turn the request into a different one.
 *
 * @throws LinqInputError that shows only the shape of the value: a misplaced value may be a secret
 */
export function assertPathParameter(name: string, value: unknown, schema: Schema): asserts value is string | number {
  if (conforms(schema, value) && SEGMENT.test(`${value}`)) return;
  throw new LinqInputError(`Invalid ${name}: expected ${expected(schema)}, got ${shape(value)}`);
}

function expected({ type, format }: Schema): string {
  if (format === "uuid") return "a UUID such as 550e8400-e29b-41d4-a716-446655440000";
  if (type !== "string") return `a value of type ${type}`;
  return 'a string of 1 to 1024 characters that is not "." or ".." and has no slash, brace or control character';
}

function shape(value: unknown): string {
  if (value === "") return "an empty string";
  if (typeof value === "string") return `a ${value.length}-character string`;
  if (value == null) return `${value}`;
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
