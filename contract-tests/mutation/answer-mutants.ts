/**
 * Mutants of a response, by the operators that HttpMutator documents, with the same names. The operators for arrays and for the
 * `location` header are missing, because no response has either. HC and HD treat the documented headers as LHC and LHD treat `location`.
 */
import type { HttpResponse } from "../engine/exchange.js";
import { isObject, type Json, join, type Pointer, withValueAt } from "../engine/json-pointers.js";

export interface AnswerMutant {
  operator: string;
  /** `status`, `header/x-trace-id`, `body/error/code`. */
  place: string;
  /** `to 409`. */
  change: string;
  response: HttpResponse;
}

const STATUSES = {
  R2XX: [200, 201, 204],
  R4XX: [400, 401, 403, 404, 409],
  R5XX: [500, 501, 502, 503, 504],
};
const MEDIA_TYPES = ["text/plain", "text/html", "application/xml", "application/octet-stream", "multipart/form-data"];
const CHARSETS = ["utf-16", "iso-8859-1", "windows-1252"];

/** @param headers the documented ones */
export function answerMutants(response: HttpResponse, headers: string[]): AnswerMutant[] {
  return [...statusMutants(response), ...headerMutants(response, headers), ...bodyMutants(response)];
}

function statusMutants(response: HttpResponse): AnswerMutant[] {
  return Object.entries(STATUSES).flatMap(([operator, statuses]) =>
    statuses
      .filter((status) => status !== response.status)
      .map((status) => ({ operator, place: "status", change: `to ${status}`, response: { ...response, status } })),
  );
}

function headerMutants(response: HttpResponse, documented: string[]): AnswerMutant[] {
  const type = response.headers["content-type"] ?? "";
  const [media = "", ...parameters] = type.split(";");
  const mutant = (operator: string, name: string, value: string | undefined): AnswerMutant => {
    const headers = withValueAt(response.headers, `#/${name}`, value);
    const change = value === undefined ? "removed" : `to ${value}`;
    return { operator, place: `header/${name}`, change, response: { ...response, headers } };
  };
  return [
    ...MEDIA_TYPES.map((other) => mutant("CTC", "content-type", [other, ...parameters].join(";"))),
    mutant("CTD", "content-type", undefined),
    ...CHARSETS.map((charset) => mutant("CPC", "content-type", `${media}; charset=${charset}`)),
    mutant("CPD", "content-type", media),
    ...documented.flatMap((name) => [
      ...["~", `${response.headers[name]}~`, "-1"].map((value) => mutant("HC", name, value)),
      mutant("HD", name, undefined),
    ]),
  ];
}

function bodyMutants(response: HttpResponse): AnswerMutant[] {
  const whole: Json = JSON.parse(response.body);
  const mutant = (operator: string, node: Pointer, value: Json | undefined, change?: string): AnswerMutant => {
    return {
      operator,
      place: `body${node.slice(1)}`,
      change: change ?? (value === undefined ? "removed" : `to ${JSON.stringify(value)}`),
      response: { ...response, body: JSON.stringify(withValueAt(whole, node, value)) },
    };
  };
  const below = (node: Pointer, value: Json): AnswerMutant[] => [
    ...valueMutants(value).map(([operator, other]) => mutant(operator, node, other)),
    ...objectMutants(value).map(([operator, other, change]) => mutant(operator, node, other, change)),
    ...(isObject(value) ? Object.entries(value) : []).flatMap(([key, child]) => [
      mutant("OPR", join(node, key), undefined),
      mutant("NPS", join(node, key), null),
      ...below(join(node, key), child),
    ]),
  ];
  return below("#", whole);
}

const OTHER_TYPES: Json[] = ["text", 7, true, [], {}];

function valueMutants(value: Json): [operator: string, value: Json][] {
  const typeOf = (one: Json) => (Array.isArray(one) ? "array" : typeof one);
  const changed: [string, Json][] = OTHER_TYPES.filter((other) => typeOf(other) !== typeOf(value)).map((other) => [
    "PTC",
    other,
  ]);
  if (typeof value === "boolean") changed.push(["BPR", !value]);
  if (typeof value === "number") for (const other of [value + 1, value - 1, 0, -value]) changed.push(["NPR", other]);
  if (typeof value === "string") {
    changed.push(
      ["SPR", "another"],
      ["SCA", `${value}/*\u00e9`],
      ["SRE", ""],
      ["SRE", value.slice(1)],
      ["SRE", value + value],
    );
  }
  return changed;
}

function objectMutants(value: Json): [operator: string, value: Json, change: string][] {
  if (!isObject(value)) return [];
  const others = Object.fromEntries(Object.entries(value).filter(([, member]) => !isObject(member)));
  const hasObjects = Object.keys(others).length < Object.keys(value).length;
  return [
    ["OPA", { ...value, added: "text" }, "with one more member"],
    ...(hasObjects ? [["OTPR", others, "without its objects"] as [string, Json, string]] : []),
  ];
}
