import { exchangeCells, responseFindings } from "../checks/provider-checks.js";
import { achievableCells, ROWS } from "../coverage/cells.js";
import type { Contract, LoadedSpec } from "../engine/contract.js";
import type { HttpRequest } from "../engine/exchange.js";
import type { Finding } from "../engine/findings.js";
import type { Operation } from "../engine/openapi.js";
import { documentedRequest, refusalStatus } from "../engine/requests.js";
import { documentedResponse } from "../engine/validators.js";
import { redactorFor, withoutKey } from "./hide-key.js";
import type { JudgeOptions } from "./options.js";
import { type CheckResult, type CoverageRow, newReport, type Report } from "./report.js";
import { type RecordedExchange, readTraffic } from "./traffic.js";

/** The findings that are certain when a body was not recorded. */
const WITHOUT_BODY = new Set<Finding["title"]>([
  "Undocumented HTTP status code",
  "Undocumented content type",
  "Response is not the API's (gateway or mock)",
  "Missing header",
  "Header violates schema",
]);
const UNAUTHENTICATED = "Accepts requests without authentication";
const PROGRESS_EVERY = 10_000;

type Counts = Record<"all" | "own" | "unanswered" | "bodiless" | "withCredentials", number>;

/** All findings with the same title and location; the first one represents them. */
interface Kind {
  finding: Finding;
  exchange: number;
  count: number;
}

export async function judge({ traffic, onProgress = () => {} }: JudgeOptions, contract: Contract): Promise<Report> {
  const { written } = contract;
  const kindsByCheck = new Map<string, Kind[]>();
  const covered = new Set<string>();
  const counts: Counts = { all: 0, own: 0, unanswered: 0, bodiless: 0, withCredentials: 0 };

  for await (const recorded of readTraffic(traffic)) {
    counts.all += 1;
    if (counts.all % PROGRESS_EVERY === 0) onProgress(`${counts.all} exchanges read, ${counts.own} with this API`);
    const operation = operationOf(written, recorded);
    if (!operation) continue;
    const exchange = withoutCredentials(recorded);
    const { request, response, hasBody, number } = exchange;
    counts.own += 1;
    if (!hasBody) counts.bodiless += 1;
    if (request.headers.authorization) counts.withCredentials += 1;
    // Browsers record status 0 for an aborted request.
    if (!response.status) {
      counts.unanswered += 1;
      continue;
    }
    const check = `${operation.id} › ${response.status}`;
    const findings = await findingsIn(contract, operation, check, exchange);
    if (findings.length === 0) for (const cell of cellsOf(operation, exchange)) covered.add(cell);
    const kinds = kindsByCheck.get(check) ?? [];
    kindsByCheck.set(check, kinds);
    for (const finding of findings) count(kinds, finding, number);
  }

  const isCertain = ({ finding }: Kind) => finding.title !== UNAUTHENTICATED || counts.withCredentials > 0;
  const results = [...kindsByCheck.keys()].sort().map((name): CheckResult => {
    const findings = (kindsByCheck.get(name) ?? []).filter(isCertain).map(described);
    return { name, outcome: findings.length === 0 ? "kept" : "broken", findings };
  });
  const operations = written.operations.map(({ method, path }) => `${method} ${path}`).join(" or ");
  const problem = `No exchange in ${traffic} belongs to this API: no request matches ${operations}.`;
  const coverage = coverageRows(written, covered);
  const found = { results, coverage, notes: notesOf(counts) };
  return newReport(traffic, written, counts.own === 0 ? { ...found, problem } : found);
}

function count(kinds: Kind[], finding: Finding, exchange: number): void {
  const { title, location } = finding;
  const known = kinds.find((kind) => kind.finding.title === title && kind.finding.location === location);
  if (known) known.count += 1;
  else kinds.push({ finding, exchange, count: 1 });
}

function described({ finding, exchange, count }: Kind): Finding {
  const others = count === 1 ? "" : `, and in ${count - 1} more`;
  return { ...finding, actual: `${finding.actual} in exchange ${exchange}${others}` };
}

function withoutCredentials({ request, response, ...rest }: RecordedExchange): RecordedExchange {
  const redact = redactorFor(request);
  const { cookie: _, ...headers } = request.headers;
  return { ...rest, request: withoutKey({ ...request, headers }, redact), response: withoutKey(response, redact) };
}

/**
 * The operation of the request or, if no operation has its method, the first one with its path. The base path does not matter: traffic
 * is recorded behind proxies and in front of mocks.
 */
function operationOf({ operations }: LoadedSpec, { request }: RecordedExchange): Operation | undefined {
  // CORS preflights are handled by the gateway.
  if (request.method === "OPTIONS") return undefined;
  const fitting = operations.filter(({ path }) => pathPattern(path).test(pathOf(request)));
  return fitting.find(({ method }) => method === request.method) ?? fitting[0];
}

function pathPattern(path: string): RegExp {
  const segments = path.split(/\{[^}]+\}/).map((text) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
  return new RegExp(`${segments.join("[^/]+")}$`);
}

function pathOf({ path }: HttpRequest): string {
  return path.replace(/\?.*/, "");
}

async function findingsIn(contract: Contract, operation: Operation, name: string, exchange: RecordedExchange) {
  const { request, response, hasBody } = exchange;
  // Prism would parse `accept` before the path, and the contract promises nothing about it.
  const { accept: _, ...headers } = request.headers;
  // To Prism, the name of the scheme is case-sensitive; in HTTP, it is not (RFC 9110, section 11.1).
  if (headers.authorization) headers.authorization = headers.authorization.replace(/^bearer /i, "Bearer ");
  const path = request.path.slice(pathOf(request).search(pathPattern(operation.path)));
  const recorded = { ...request, headers, path };
  const refusals = await missingRefusals(contract.written, operation, recorded, response.status);
  const faults = refusals.map(([title, expected]): Finding => {
    return { title, location: name, expected, actual: `${response.status}`, owner: "provider" };
  });
  if (operation.method !== request.method) return faults;
  // Whether the response is documented does not depend on the request.
  const expectation = { name, operation, request: documentedRequest(operation), status: response.status };
  const found = await responseFindings({ contract, exact: false }, expectation, response);
  return [...faults, ...(hasBody ? found : found.filter(({ title }) => WITHOUT_BODY.has(title)))];
}

/** The refusal that the provider should have sent, if any: the title of the finding, and what was expected. */
async function missingRefusals(
  { prism }: LoadedSpec,
  operation: Operation,
  request: HttpRequest,
  status: number,
): Promise<[Finding["title"], string][]> {
  const isAccepted = status < 300;
  if (!isAccepted && status !== 404) return [];
  if (operation.method !== request.method) return isAccepted ? [["Accepts undocumented methods", "404 or 405"]] : [];
  const violations = await prism.validate(request, { status: 200, headers: {}, body: "" });
  const [fault] = violations.filter(({ location }) => location[0] === "request");
  if (!fault) return [];
  if (isAccepted && `${fault.code}` === "401") return [[UNAUTHENTICATED, "401"]];
  if (isAccepted) return [["Accepts invalid requests", `a refusal: ${fault.message}`]];
  // An invalid id needs its own status, not 404. Anything else may be checked after the lookup.
  const refusal = refusalStatus(operation, "request");
  const isCertain = refusal !== undefined && fault.location[1] === "path";
  return isCertain ? [["Unexpected HTTP status code", `${refusal}`]] : [];
}

/** The coverage cells that an exchange fills. A refused request does not show that anything is accepted. */
function cellsOf(operation: Operation, { request, response }: RecordedExchange): string[] {
  const documented = documentedResponse(operation, response.status);
  const sent = request.body === undefined ? { ...operation, requestBodies: [] } : operation;
  const cells = documented ? exchangeCells(sent, documented) : [];
  return response.status < 300 ? cells : cells.filter((cell) => !cell.endsWith(" › accepted"));
}

/** The rows of the coverage table that traffic can fill. */
function coverageRows(written: LoadedSpec, covered: Set<string>): CoverageRow[] {
  const showable = achievableCells(written).filter((cell) => /^(response|header) |› accepted$/.test(cell));
  const rows = Object.entries(ROWS).map(([kind, name]) => {
    const cells = showable.filter((cell) => cell.startsWith(`${kind} `));
    const isCovered = cells.filter((cell) => covered.has(cell));
    return { name: name.replace(" and violated", ""), covered: isCovered.length, of: cells.length };
  });
  return rows.filter((row) => row.of > 0);
}

function notesOf({ all, own, unanswered, bodiless, withCredentials }: Counts): string[] {
  const notes = [`Recorded exchanges with this API: ${own} of ${all}.`];
  if (unanswered > 0) notes.push(`Without a response: ${unanswered}.`);
  if (bodiless > 0) {
    notes.push(`Without a recorded body: ${bodiless}. Only their status and headers were checked.`);
  }
  if (own > 0 && withCredentials === 0) {
    notes.push("No recorded request has credentials, so nothing shows that they are required.");
  }
  return notes;
}
