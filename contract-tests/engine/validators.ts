/** Two independent validators of an exchange: Prism, and Ajv on the schemas of the contract. */
import type { LoadedSpec } from "./contract.js";
import type { HttpRequest, HttpResponse } from "./exchange.js";
import type { Finding } from "./findings.js";
import { isObject, type Json, valueAt } from "./json-pointers.js";
import type { Media, Operation } from "./openapi.js";
import { readText } from "./resolved-schemas.js";

export interface Exchange {
  operation: Operation;
  request: HttpRequest;
  response: HttpResponse;
}

type Problem = Pick<Finding, "title" | "expected" | "actual"> & { place: string };

/** What the two validators find in the response, and where they disagree. */
export async function validateExchange(loaded: LoadedSpec, location: string, exchange: Exchange): Promise<Finding[]> {
  const problems = ajvProblems(exchange);
  const violations = await loaded.prism.validate(exchange.request, exchange.response);
  const ofResponse = violations.filter(({ location: [part] }) => part === "response" || part === undefined);

  const ajvRejects = problems.length > 0;
  if (ajvRejects !== ofResponse.length > 0 && !isKnownDisagreement(exchange, ajvRejects)) {
    problems.push({
      title: "Validators disagree",
      place: "",
      expected: "the same verdict from Prism and Ajv",
      actual: ajvRejects
        ? "only Ajv rejects it"
        : `only Prism rejects it: ${ofResponse.map(({ message }) => message).join("; ")}`,
    });
  }
  // Otherwise an envelope that violates its schema would be reported twice.
  if (problems.length === 0) problems.push(...envelopeProblems(loaded, exchange.response));
  const traceId = traceIdOf(exchange.response);
  return problems.map(({ place, ...problem }) => ({
    ...problem,
    location: place === "" ? location : `${location}: ${place}`,
    owner: OWNERS[problem.title] ?? "provider",
    ...(traceId !== undefined && { traceId }),
  }));
}

/** The findings in a webhook delivery. If it was received elsewhere, only its body is known, and headers are not checked. */
export async function validateDelivery(
  { prism }: LoadedSpec,
  location: string,
  { requestBodies, path }: Operation,
  delivery: HttpRequest,
): Promise<Finding[]> {
  const headers = { "content-type": "application/json", ...delivery.headers };
  const problems = bodyProblems(requestBodies, { status: 0, headers, body: delivery.body ?? "" });
  const hasHeaders = Object.keys(delivery.headers).length > 0;
  const violations = hasHeaders
    ? await prism.validate({ ...delivery, path }, { status: 204, headers: {}, body: "" })
    : [];
  const ofHeaders = violations.filter(({ location }) => location[0] === "request" && location[1] === "header");
  return [
    ...problems,
    ...ofHeaders.map(({ location, message }) => ({
      place: location.slice(1).join("/"),
      expected: message,
      actual: "none",
    })),
  ].map(({ place, expected, actual }) => ({
    title: "Request violates schema",
    location: `${location}: ${place}`,
    expected,
    actual,
    owner: "provider",
  }));
}

const OWNERS: Partial<Record<Finding["title"], Finding["owner"]>> = {
  "Undocumented HTTP status code": "provider or spec",
  "Validators disagree": "suite",
};

/** Where the validators may disagree, and why. Every other disagreement is a finding. */
export const KNOWN_DISAGREEMENTS = [
  {
    reason: "Prism does not look at the charset of a content type.",
    applies: ({ response }: Exchange, ajvRejects: boolean) => ajvRejects && charsetOf(response) !== "utf-8",
  },
  {
    reason: "Prism compares a body only with a documented one; if none is documented, it does not check.",
    applies: ({ operation, response }: Exchange, ajvRejects: boolean) =>
      ajvRejects && response.body !== "" && documentedResponse(operation, response.status)?.media.length === 0,
  },
];

function isKnownDisagreement(exchange: Exchange, ajvRejects: boolean): boolean {
  return KNOWN_DISAGREEMENTS.some(({ applies }) => applies(exchange, ajvRejects));
}

function ajvProblems({ operation, response }: Exchange): Problem[] {
  const documented = documentedResponse(operation, response.status);
  if (!documented) {
    const expected = `one of ${operation.responses.map(({ status }) => status).join(", ")}`;
    return [{ title: "Undocumented HTTP status code", place: "status", expected, actual: `${response.status}` }];
  }
  const ofHeaders = documented.headers.flatMap(({ name, required, schema }): Problem[] => {
    const place = `header/${name}`;
    const text = response.headers[name];
    if (text === undefined) {
      return required ? [{ title: "Missing header", place, expected: "the header", actual: "none" }] : [];
    }
    if (schema.validate(readText(schema, text))) return [];
    const expected = schema.validate.errors?.map(({ message }) => message).join("; ") ?? "";
    return [{ title: "Header violates schema", place, expected, actual: JSON.stringify(text) }];
  });
  return [...ofHeaders, ...bodyProblems(documented.media, response)];
}

function bodyProblems(media: Media[], response: HttpResponse): Problem[] {
  const problem = (place: string, expected: string, actual: string): Problem => ({
    title: "Response violates schema",
    place,
    expected,
    actual,
  });
  if (media.length === 0) {
    return response.body === "" ? [] : [problem("body", "no body", shown(response.body))];
  }
  const type = mediaType(response);
  const matching = media.find((one) => one.type.toLowerCase() === type);
  if (!matching) {
    const expected = media.map((one) => one.type).join(" or ");
    return [{ title: "Undocumented content type", place: "header/content-type", expected, actual: type || "none" }];
  }
  const charset = charsetOf(response);
  if (charset !== "utf-8") {
    const place = "header/content-type";
    return [
      { title: "Undocumented content type", place, expected: "charset=utf-8, or none", actual: `charset=${charset}` },
    ];
  }
  const body = json(response.body);
  if (body === undefined) return [problem("body", "JSON", shown(response.body))];

  const { validate } = matching.schema;
  if (validate(body)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = "", params }) => {
    const member = params.missingProperty ?? params.additionalProperty;
    const place = `body${instancePath}${member === undefined ? "" : `/${member}`}`;
    return problem(place, message, shown(valueAt(body, `#${instancePath}`) ?? null));
  });
}

/** What a schema cannot express: the envelope repeats the HTTP status and the header, and a code belongs to one status. */
function envelopeProblems({ errorCodes }: LoadedSpec, response: HttpResponse): Problem[] {
  const error = valueAt(json(response.body), "#/error");
  if (!isObject(error)) return [];

  const known = errorCodes.find(({ code }) => code === error.code);
  const pairs: [place: string, expected: Json | undefined, actual: Json | undefined][] = [
    ["body/error/status", response.status, error.status],
    [`status of code ${error.code}`, known?.status, response.status],
    ["body/error/retry_after", response.headers["retry-after"], error.retry_after],
  ];
  return pairs
    .filter(([, expected, actual]) => expected !== undefined && actual !== undefined && `${expected}` !== `${actual}`)
    .map(([place, expected, actual]) => ({
      title: "Error envelope contradicts the response",
      place,
      expected: `${expected}`,
      actual: `${actual}`,
    }));
}

export function documentedResponse(operation: Operation, status: number) {
  return operation.responses.find((response) => response.status === status);
}

export function mediaType(response: HttpResponse): string {
  return (response.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** JSON is UTF-8 (RFC 8259, section 8.1), whether the header says so or not. */
function charsetOf(response: HttpResponse): string {
  const [, charset = "utf-8"] = /;\s*charset="?([^";\s]+)/i.exec(response.headers["content-type"] ?? "") ?? [];
  return charset.toLowerCase();
}

/** The parsed text; `undefined` if it is not JSON. */
export function json(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function traceIdOf(response: HttpResponse): string | undefined {
  const id = response.headers["x-trace-id"] ?? valueAt(json(response.body), "#/trace_id");
  return typeof id === "string" ? id : undefined;
}

export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
