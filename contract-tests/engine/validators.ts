/** The two oracles: Prism and Ajv, each by its own reading of the contract. */
import type { Side } from "./contract.js";
import type { Answer, Request } from "./exchange.js";
import type { Finding } from "./findings.js";
import { at, isObject, type Json, type Operation } from "./openapi.js";
import { readText } from "./schemas.js";

export interface Exchange {
  operation: Operation;
  request: Request;
  answer: Answer;
}

type Fault = Pick<Finding, "cause" | "expected" | "got"> & { place: string };

/** What both oracles hold against the answer, and where they disagree. */
export async function judge(side: Side, where: string, exchange: Exchange): Promise<Finding[]> {
  const faults = ajvFaults(side, exchange);
  const violations = await side.prism.judge(exchange.request, exchange.answer);
  const prism = violations.filter(({ location }) => location[0] === "response" || location.length === 0);

  const ajvObjects = faults.length > 0;
  if (ajvObjects !== prism.length > 0 && !isKnownDisagreement(exchange, ajvObjects)) {
    faults.push({
      cause: "the oracles disagree",
      place: "",
      expected: "one verdict of Prism and Ajv",
      got: ajvObjects ? "only Ajv objects" : `only Prism objects: ${prism.map(({ message }) => message).join("; ")}`,
    });
  }
  // What an unsound body says about itself would only repeat the finding.
  if (faults.length === 0) faults.push(...envelopeFaults(side, exchange.answer));
  const traceId = traceIdOf(exchange.answer);
  return faults.map(({ place, ...fault }) => ({
    ...fault,
    where: place === "" ? where : `${where}: ${place}`,
    blame: BLAME[fault.cause] ?? "provider",
    ...(traceId !== undefined && { traceId }),
  }));
}

const BLAME: Partial<Record<Finding["cause"], Finding["blame"]>> = {
  "undocumented status": "provider or spec",
  "the oracles disagree": "suite",
};

/** Where the oracles may differ, and why. Every other difference is a finding. */
export const KNOWN_DISAGREEMENTS = [
  {
    reason: "Prism compares a body only with a documented one; where none is documented it does not look.",
    applies: ({ operation, answer }: Exchange, ajvObjects: boolean) =>
      ajvObjects && answer.body !== "" && documented(operation, answer.status)?.media.length === 0,
  },
];

function isKnownDisagreement(exchange: Exchange, ajvObjects: boolean): boolean {
  return KNOWN_DISAGREEMENTS.some(({ applies }) => applies(exchange, ajvObjects));
}

function ajvFaults({ spec, compile }: Side, { operation, answer }: Exchange): Fault[] {
  const response = documented(operation, answer.status);
  if (!response) {
    const statuses = operation.responses.map(({ status }) => status).join(", ");
    return [{ cause: "undocumented status", place: "status", expected: `one of ${statuses}`, got: `${answer.status}` }];
  }

  const faults: Fault[] = [];
  for (const { name, required, schema } of response.headers) {
    const text = answer.headers[name];
    if (text === undefined) {
      if (required) faults.push({ cause: "header", place: `header/${name}`, expected: "the header", got: "none" });
      continue;
    }
    const validate = compile(schema);
    if (!validate(readText(spec, schema, text))) {
      const expected = validate.errors?.map(({ message }) => message).join("; ") ?? "";
      faults.push({ cause: "header", place: `header/${name}`, expected, got: JSON.stringify(text) });
    }
  }
  return [...faults, ...bodyFaults(compile, response.media, answer)];
}

function bodyFaults(compile: Side["compile"], media: Operation["responses"][number]["media"], answer: Answer): Fault[] {
  if (media.length === 0) {
    return answer.body === "" ? [] : [{ cause: "body", place: "body", expected: "no body", got: shown(answer.body) }];
  }
  const type = mediaType(answer);
  const matching = media.find((one) => one.type.toLowerCase() === type);
  if (!matching) {
    const expected = media.map((one) => one.type).join(" or ");
    return [{ cause: "media type", place: "header/content-type", expected, got: type || "none" }];
  }
  const body = json(answer.body);
  if (body === undefined) return [{ cause: "body", place: "body", expected: "JSON", got: shown(answer.body) }];

  const validate = compile(matching.schema);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = "", params }) => {
    const missing = params.missingProperty ?? params.additionalProperty;
    const place = `body${instancePath}${missing === undefined ? "" : `/${missing}`}`;
    return { cause: "body", place, expected: message, got: shown(valueAt(body, instancePath)) };
  });
}

/** What the schema cannot say: the envelope repeats the HTTP status and the header, and a code belongs to one status. */
function envelopeFaults({ spec }: Side, answer: Answer): Fault[] {
  const body = json(answer.body);
  const error = isObject(body) ? body.error : undefined;
  if (!isObject(error)) return [];

  const faults: Fault[] = [];
  const compare = (place: string, expected: Json | undefined, got: Json | undefined) => {
    if (expected !== undefined && got !== undefined && `${expected}` !== `${got}`) {
      faults.push({ cause: "envelope", place, expected: `${expected}`, got: `${got}` });
    }
  };
  compare("body/error/status", answer.status, error.status);
  compare(`status of code ${error.code}`, statusOfCode(spec, error.code), answer.status);
  compare("body/error/retry_after", answer.headers["retry-after"], error.retry_after);
  return faults;
}

function statusOfCode(spec: Json, code: Json | undefined): Json | undefined {
  const catalogue = at(spec as Side["spec"], "#/components/schemas/ErrorCode/x-error-codes");
  const entry = Array.isArray(catalogue) ? catalogue.find((one) => isObject(one) && one.code === code) : undefined;
  return isObject(entry) ? entry.status : undefined;
}

export function documented(operation: Operation, status: number) {
  return operation.responses.find((response) => response.status === status);
}

export function mediaType(answer: Answer): string {
  return (answer.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/** The parsed text; undefined if it is no JSON. */
export function json(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function traceIdOf(answer: Answer): string | undefined {
  const body = json(answer.body);
  const id = answer.headers["x-trace-id"] ?? (isObject(body) ? body.trace_id : undefined);
  return typeof id === "string" ? id : undefined;
}

function valueAt(value: Json, pointer: string): Json {
  const path = pointer.split("/").slice(1);
  return path.reduce<Json>((node, step) => (node as Record<string, Json>)[step] ?? null, value);
}

export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
