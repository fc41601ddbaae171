import { type Change, Changes, type Context } from "./changes.js";
import { differingPlaces } from "./differing-places.js";
import { contract, entries, get, IncomparableError, type Node, text } from "./document-nodes.js";
import { compareOperations, counterpart, type Operation, operationsUnder } from "./operations.js";
import type { Level } from "./rules.js";
import { schemaComparison } from "./schemas.js";
import { isAtLeast, nextVersion } from "./version.js";

export type { Change } from "./changes.js";
export { IncomparableError } from "./document-nodes.js";
export type { Audience, Level, RuleName } from "./rules.js";

export interface Comparison {
  /** The name of the new contract. */
  title: string;
  oldVersion: string;
  newVersion: string;
  /** The most severe level of all changes; `undefined` if there are none. */
  level: Level | undefined;
  /** Breaking ones first. */
  changes: Change[];
  /** The lowest version that allows the changes; the old one if nothing changed, `undefined` if that is not a semantic version. */
  nextVersion: string | undefined;
  /** Whether the new version allows the changes: a break needs a new major version, or before 1.0.0 a new minor one. */
  versionFits: boolean;
}

const LEVELS: Level[] = ["breaking", "additive", "neutral"];
const DIALECT = "https://json-schema.org/draft/2020-12/schema";
const DEFAULT_DIALECT = "https://spec.openapis.org/oas/3.1/dialect/base";

/**
 * Compares two OpenAPI documents: what changes for clients, for webhook receivers, for retries, and for tests against mock and sandbox.
 *
 * @param before the document, parsed and bundled
 * @param names the documents' names in errors, such as their files
 * @throws IncomparableError if one is not OpenAPI 3.0 or 3.1, has a reference without a target, or if they describe different APIs
 */
export function compareContracts(
  before: unknown,
  after: unknown,
  names: { before: string; after: string } = { before: "The old contract", after: "The new contract" },
): Comparison {
  const [old, now] = [contract(before, names.before), contract(after, names.after)];
  const changes = new Changes();
  const schemas = schemaComparison();
  const client: Context = { audience: "client", direction: "sent", changes };
  const receiver: Context = { audience: "webhook receiver", direction: "received", changes };

  const paths = [operationsUnder(old, "paths"), operationsUnder(now, "paths")] as const;
  const webhooks = [operationsUnder(old, "webhooks"), operationsUnder(now, "webhooks")] as const;
  if (!isSameApi(old, now, [...paths, ...webhooks])) {
    throw new IncomparableError(
      "The two contracts describe different APIs: they share no title, no server and no operation.",
    );
  }
  compareReading(old, now, changes);
  compareTypeNames(old, now, changes);
  compareAll(...paths, "operation", (one, other) => compareOperations(one, other, client, schemas));
  compareAll(...webhooks, "webhook", (one, other) => compareOperations(one, other, receiver, schemas));
  addNeutral(old, now, changes);

  function compareAll(
    ones: Operation[],
    others: Operation[],
    kind: "operation" | "webhook",
    compare: (one: Operation, other: Operation) => void,
  ) {
    const { audience } = kind === "operation" ? client : receiver;
    const found = new Set<Operation>();
    for (const one of ones) {
      const other = counterpart(one, ones, others);
      if (other) found.add(other);
      if (other) compare(one, other);
      else changes.add(`${kind}-removed`, audience, one.node.pointer, `${one.name} was removed`);
    }
    for (const other of others)
      if (!found.has(other)) changes.add(`${kind}-added`, audience, other.node.pointer, `${other.name} was added`);
  }

  return conclusion(old, now, changes.list);
}

function conclusion(old: Node, now: Node, found: Change[]): Comparison {
  const changes = LEVELS.flatMap((level) => found.filter((change) => change.level === level));
  const level = changes[0]?.level;
  const [oldVersion, newVersion] = [old, now].map((root) => text(get(root, "info", "version"))) as [string, string];
  const next = level ? nextVersion(oldVersion, level) : oldVersion;
  return {
    title: text(get(now, "info", "title")),
    oldVersion,
    newVersion,
    level,
    changes,
    nextVersion: next,
    versionFits: level !== "breaking" || (next !== undefined && isAtLeast(newVersion, next)),
  };
}

function isSameApi(old: Node, now: Node, [paths, newPaths, webhooks, newWebhooks]: Operation[][]): boolean {
  const share = (one: unknown[], other: unknown[]) => one.some((value) => value !== undefined && other.includes(value));
  const servers = (root: Node) =>
    Array.isArray(root.document.servers) ? root.document.servers.map(({ url }) => url) : [];
  const names = (operations: Operation[] = []) =>
    operations.flatMap(({ route, node }) => [route, get(node, "operationId").value]);
  return (
    get(old, "info", "title").value === get(now, "info", "title").value ||
    share(servers(old), servers(now)) ||
    share([...names(paths), ...names(webhooks)], [...names(newPaths), ...names(newWebhooks)])
  );
}

/** The versions and dialects that determine how tools read the document and its schemas. */
function compareReading(old: Node, now: Node, changes: Changes): void {
  const [was, is] = [old, now].map((root) => text(get(root, "openapi")).split(".").slice(0, 2).join(".")) as [
    string,
    string,
  ];
  if (was !== is) changes.add("openapi-version", "client", "#/openapi", `OpenAPI ${was} became ${is}`);

  const [dialect, other] = [old, now].map((root) => {
    const { value = DIALECT } = get(root, "jsonSchemaDialect");
    return value === DEFAULT_DIALECT ? DIALECT : value;
  });
  if (dialect !== other)
    changes.add("dialect", "client", "#/jsonSchemaDialect", `the dialect ${dialect} became ${other}`);
}

/** Component schemas become types in generated code. */
function compareTypeNames(old: Node, now: Node, changes: Changes): void {
  const [types, others] = [old, now].map((root) => new Map(entries(get(root, "components", "schemas")))) as [
    Map<string, Node>,
    Map<string, Node>,
  ];
  for (const [name, { pointer }] of types)
    if (!others.has(name)) changes.add("name-changed", "client", pointer, `the type ${name} was removed`);
  for (const [name, { pointer }] of others)
    if (!types.has(name)) changes.add("name-added", "client", pointer, `the type ${name} was added`);
}

/** Differences that no rule covers. The version follows from the changes; it is not one of them. */
function addNeutral(old: Node, now: Node, changes: Changes): void {
  const judged = changes.list.map(({ place }) => place);
  const isWithin = (one: string, other: string) => `${one}/`.startsWith(`${other}/`);
  const places = differingPlaces(old.document, now.document).filter(
    (place) => place !== "#/info/version" && !judged.some((one) => isWithin(one, place) || isWithin(place, one)),
  );
  // The target of a reference was compared there.
  const elsewhere = places.filter((place) => !place.endsWith("/$ref"));
  for (const place of elsewhere.length > 0 || judged.length > 0 ? elsewhere : places)
    changes.add("no-promise", undefined, place, `${place.slice(place.lastIndexOf("/") + 1)} changed`);
}
