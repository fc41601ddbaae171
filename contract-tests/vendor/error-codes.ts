/** The vendor's catalogue of error codes, as far as a leave can meet them: code, HTTP status, and whether to try again. */
import { isDeepStrictEqual } from "node:util";
import { at, isObject } from "../engine/json.js";
import type { Spec } from "../engine/openapi.js";

const CATALOGUE = [
  [1002, 400, "never"],
  [1005, 400, "never"],
  [1006, 409, "never"],
  [1007, 429, "after"],
  [2001, 404, "never"],
  [2004, 401, "never"],
  [2005, 403, "never"],
  [2009, 409, "backoff"],
  [2013, 409, "never"],
  [2015, 409, "never"],
  [2016, 409, "never"],
  [2017, 409, "never"],
  [3001, 500, "backoff"],
  [3002, 500, "backoff"],
  [3003, 500, "backoff"],
  [3004, 500, "backoff"],
  [3005, 504, "backoff"],
  [3006, 500, "backoff"],
  [3007, 500, "backoff"],
  [4004, 503, "after", 30],
];
/** Those of the reference page; the others are from elsewhere in the documentation. */
const ON_THE_PAGE = [1002, 2001, 2004, 2013, 3006];

/** What the contract's catalogue says otherwise. */
export function catalogueDeviations(spec: Spec): string[] {
  const theirs = at(spec, "#/components/schemas/ErrorCode/x-error-codes");
  const entries = Array.isArray(theirs) ? theirs.filter(isObject) : [];
  const facts = entries.map(({ code, status, retry, wait }) => [
    code,
    status,
    retry,
    ...(wait === undefined ? [] : [wait]),
  ]);

  const order = isDeepStrictEqual(facts, CATALOGUE) ? [] : [`The catalogue is ${JSON.stringify(facts)}.`];
  const sources = entries
    .filter(
      ({ code, "x-source": source }) => source !== (ON_THE_PAGE.includes(Number(code)) ? "reference" : "platform"),
    )
    .map(({ code, "x-source": source }) => `${code} has the x-source ${source}.`);
  const meanings = entries
    .filter(({ meaning }) => typeof meaning !== "string")
    .map(({ code }) => `${code} has no meaning.`);
  return [...order, ...sources, ...meanings];
}
