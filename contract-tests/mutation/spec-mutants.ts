/** Changes every node of the contract in every way that makes sense there, one change at a time. */
import { isDeepStrictEqual } from "node:util";
import {
  isObject,
  type Json,
  type JsonObject,
  type Node,
  nodesOf,
  objectAt,
  type Pointer,
  placeAbove,
  withValueAt,
} from "../engine/json-pointers.js";
import type { Spec } from "../engine/openapi.js";
import { isProse, turnedClaims } from "../engine/prose.js";

export interface Mutant {
  operator: string;
  /** The node that is changed. */
  pointer: Pointer;
  /** The changed document, which shares the unchanged parts with the original. */
  spec(): Spec;
}

interface Target extends Node {
  /** Whether the value is data (an example, an entry of the catalogue) rather than a statement of OpenAPI. */
  isData: boolean;
}

/** What replaces the node, or another one at `place`; `undefined` omits it. */
type Change = [operator: string, value: Json | undefined, place?: Pointer];
type Operator = (node: Target, spec: Spec) => Change[];

export function mutants(spec: Spec): Mutant[] {
  const targets = [...nodesOf(spec)].map((node): Target => ({ ...node, isData: DATA.test(node.pointer) }));
  return targets
    .flatMap((node) =>
      OPERATORS.flatMap((changes) => changes(node, spec)).map(([operator, value, place = node.pointer]): Mutant => {
        return { operator, pointer: node.pointer, spec: () => withValueAt(spec, place, value) };
      }),
    )
    .filter((one) => !isDeepStrictEqual(one.spec(), spec));
}

const DATA = /\/examples\/[^/]+\/value(\/|$)|\/example(\/|$)|\/x-error-codes\/\d+(\/|$)/;
/** What only people read: a program can detect that it is missing, but not that it is wrong. */
const PROSE = new Set(["title", "summary", "description", "meaning", "version", "name", "identifier"]);
const PROSE_MAP = /^#\/(info|openapi)$/;

const drop: Operator = ({ key, value, parent, pointer }) => {
  // Without its reference a node is empty, and another operator already drops the whole node.
  if (key === "$ref" || PROSE_MAP.test(pointer)) return [];
  const what = typeof value === "object" && value !== null ? "a node" : "a value";
  return [[`drop ${Array.isArray(parent) ? "an item" : what}`, undefined]];
};

const changeData: Operator = ({ value, isData, key }) => {
  if (!isData || PROSE.has(key) || key === "x-source" || key === "retry") return [];
  if (typeof value === "boolean") return [["change a value", !value]];
  if (typeof value === "number") {
    return [
      ["change a value", value + 1],
      ["change a value's type", `${value}`],
    ];
  }
  if (typeof value !== "string") return [];
  const isNumber = /^[\d-]+$/.test(value);
  const other = isNumber ? value.replace(/\d$/, (digit) => `${(Number(digit) + 1) % 10}`) : `${value} or so`;
  return [["change a value", other]];
};

/** Other arguments for a keyword. Keywords that are missing here are covered by `drop` and `rename`. */
const ARGUMENTS: Record<string, (argument: Json) => [string, Json][]> = {
  type: otherTypes,
  format: (format) => [
    ["change a format", { uuid: "uri", uri: "email", "date-time": "date", date: "date-time" }[`${format}`] ?? "uuid"],
  ],
  const: (value) => [["change a const", typeof value === "boolean" ? !value : `${value}.x`]],
  "x-extensible-enum": (values) => [["add a documented value", [...(values as Json[]), "another"]]],
  pattern: (pattern) => [
    ["widen a pattern", `${pattern}`.replace(/^\^/, "")],
    ["widen a pattern", `${pattern}`.replace(/\$$/, "")],
    ["narrow a pattern", `${pattern}`.replaceAll("A-F", "")],
  ],
  minimum: (limit) => [
    ["raise a limit", Number(limit) + 1],
    ["lower a limit", Number(limit) - 1],
  ],
  maximum: (limit) => [
    ["raise a limit", Number(limit) + 1],
    ["lower a limit", Number(limit) - 1],
  ],
  deprecated: (flag) => [["flip a flag", !flag]],
  in: (place) => [["change a parameter's place", place === "query" ? "header" : "query"]],
  scheme: () => [["change a scheme", "basic"]],
  operationId: (id) => [["rename an operation", `${id}Now`]],
  url: (url) => [
    ["change a server", `${url}`.replace("api.", "sandbox.")],
    ["change a server's base path", `${url}/v3`],
    ["change a server's base path", new URL(`${url}`).origin],
    ["change a server to plain http", `${url}`.replace("https:", "http:")],
  ],
  "x-source": (source) =>
    ["reference", "platform", "inferred"].filter((one) => one !== source).map((one) => ["change a source", one]),
  retry: (rule) =>
    ["never", "backoff", "after"].filter((one) => one !== rule).map((one) => ["change a retry rule", one]),
  openapi: () => [["change the version of OpenAPI", "3.0.3"]],
  jsonSchemaDialect: () => [["change the dialect", "http://json-schema.org/draft-07/schema#"]],
  security: () => [
    ["drop security", []],
    ["make security optional", [{}, { bearerAuth: [] }]],
  ],
};

function otherTypes(type: Json): [string, Json][] {
  const types = Array.isArray(type) ? type : [type];
  const [main] = types;
  const other =
    { string: "integer", integer: "string", boolean: "string", object: "array", number: "string", http: "oauth2" }[
      `${main}`
    ] ?? "string";
  return [
    ["change a type", other],
    ...(main === "integer" ? [["widen a type", "number"] as [string, Json]] : []),
    types.includes("null") ? ["forbid null", main ?? "string"] : ["allow null", [...types, "null"]],
  ];
}

const changeArgument: Operator = ({ key, value, isData, pointer, parent }) => {
  const others = ARGUMENTS[key];
  const isName = NAMED.test(placeAbove(pointer)) || Array.isArray(parent);
  if (!others || isName || (isData && key !== "x-source" && key !== "retry")) return [];
  if (key === "type" && typeof value === "object" && !Array.isArray(value)) return [];
  return others(value).map(([name, argument]) => [`${name} to ${JSON.stringify(argument)}`, argument]);
};

/** Maps whose keys are names in the contract. */
const NAMED = /\/(paths|webhooks|responses|headers|content|examples|properties|parameters|schemas|securitySchemes)$/;
const NAMES: [RegExp, (name: string) => string[]][] = [
  [
    /^#\/paths$/,
    (path) => [
      path.replace(/[^/]+$/, "elsewhere"),
      path.replace("/v3/", "/v2/"),
      `${path}/`,
      path.slice(path.indexOf("/", 1)),
    ],
  ],
  [/^#\/webhooks$/, (name) => [`${name}.now`]],
  [/^#\/(paths|webhooks)\/[^/]+$/, (method) => (method === "post" ? ["put"] : ["post"])],
  [
    /\/responses$/,
    (status) =>
      /^\d/.test(status)
        ? [`${status.slice(0, 2)}${(Number(status[2]) + 5) % 10}`, status.startsWith("2") ? "201" : "418"]
        : [],
  ],
  [/\/headers$/, (name) => (/components/.test(name) ? [] : [`${name}-s`])],
  [/\/content$/, () => ["text/plain", "application/problem+json"]],
  [
    /\/(responses|content)\/[^/]+\/examples$|\/parameters\/[^/]+\/examples$|\/application~1json\/examples$/,
    (name) => [`${name}Too`],
  ],
  [/\/properties$/, (name) => [`${name}_`]],
];

const rename: Operator = ({ key, pointer, parent, isData }, spec) => {
  if (isData || /^#\/components\/[^/]+\/[^/]+$/.test(pointer)) return [];
  const map = placeAbove(pointer);
  const others = NAMES.find(([place]) => place.test(map))?.[1](key) ?? [];
  return others.map((other): Change => {
    const named = (name: Json) => (name === key ? other : name);
    // Keeps the order.
    const renamed = Object.fromEntries(
      Object.entries(parent as JsonObject).map(([name, value]) => [named(name), value]),
    );
    if (!map.endsWith("/properties")) return [`rename to ${other}`, renamed, map];
    const schema = objectAt(spec, placeAbove(map));
    const { required } = schema;
    const whole = { ...schema, properties: renamed, ...(Array.isArray(required) && { required: required.map(named) }) };
    return [`rename to ${other}`, whole, placeAbove(map)];
  });
};

const renameParameter: Operator = ({ key, value, parent, isData }) =>
  key === "name" && isObject(parent) && "in" in parent && !isData ? [["rename a parameter", `${value}s`]] : [];

const redirect: Operator = ({ key, value }, spec) => {
  if (key !== "$ref") return [];
  const [, kind = "", name = ""] = /^(.*)\/([^/]+)$/.exec(`${value}`) ?? [];
  const siblings = Object.keys(objectAt(spec, kind));
  const other = siblings[(siblings.indexOf(name) + 1) % siblings.length] ?? name;
  return [["refer to another component", `${kind}/${other}`]];
};

/** Swaps a node with the next one in its map. */
const swap: Operator = ({ key, value, parent, pointer, isData }) => {
  const map = placeAbove(pointer);
  if (isData || !isObject(parent) || !/\/(examples|responses)$/.test(map) || /^#\/components\/\w+$/.test(map))
    return [];
  const keys = Object.keys(parent);
  const next = keys[keys.indexOf(key) + 1];
  if (next === undefined) return [];
  return [[`swap with ${next}`, { ...parent, [key]: parent[next] ?? null, [next]: value }, map]];
};

/** Adds something that narrows a schema, or frees a part of the contract from a requirement. */
const add: Operator = ({ key, value, pointer, isData }) => {
  if (isData || !isObject(value)) return [];
  const put = (name: string, member: string, argument: Json): Change => [name, { ...value, [member]: argument }];
  const changes: Change[] = [];
  const isSchema = "type" in value && !("in" in value) && !("scheme" in value);
  if (isSchema && isObject(value.properties)) {
    const required = Array.isArray(value.required) ? value.required : [];
    for (const name of Object.keys(value.properties))
      if (!required.includes(name)) changes.push(put(`require ${name}`, "required", [...required, name]));
    changes.push(put("close a schema", "additionalProperties", false));
  }
  const isFree = isSchema && !("enum" in value) && !("const" in value);
  if (isFree && value.type === "string" && !("format" in value)) changes.push(put("narrow a string", "maxLength", 1));
  if (isFree && (value.type === "string" || value.type === "integer"))
    changes.push(put("add an enum", "enum", [value.type === "string" ? "a" : 1]));
  if (/\/(paths|webhooks)\/[^/]+\/[a-z]+$/.test(pointer)) {
    const responses = (value.responses ?? {}) as JsonObject;
    const [first, last] = [Object.values(responses)[0] ?? null, Object.values(responses).at(-1) ?? null];
    const success = ["200", "201"].find((status) => !(status in responses)) ?? "203";
    changes.push(
      put("exempt from security", "security", []),
      put("document another status", "responses", { ...responses, 418: last }),
      put("document another success", "responses", { ...responses, [success]: first }),
    );
  }
  if (pointer === `#/components/parameters/${key}` || (/\/headers\/[^/]+$/.test(pointer) && "schema" in value))
    changes.push(put("flip a requirement", "required", value.required !== true));
  return changes;
};

/** Changes a number in prose, or turns a statement into its opposite. */
const turnProse: Operator = ({ pointer, value }) =>
  isProse(pointer, value)
    ? turnedClaims(value).map(({ claim, index, turned }) => [`turn "${claim}" at character ${index}`, turned])
    : [];

const OPERATORS = [drop, changeData, changeArgument, rename, renameParameter, redirect, swap, add, turnProse];
