/** Changes every node of the contract in every way that makes sense there, one change at a time. */
import { isDeepStrictEqual } from "node:util";
import {
  isObject,
  type Json,
  type JsonObject,
  type Node,
  nodesOf,
  type Pointer,
  parentOf,
  placeAbove,
  withOwnPath,
} from "../engine/json.js";
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

/** Changes a node, given its parent and its name there, in a copy of the document. */
type Change = (parent: JsonObject, key: string, spec: Spec) => void;
type Operator = (node: Target) => [name: string, change: Change][];

export function mutants(spec: Spec): Mutant[] {
  return [...nodesOf(spec)]
    .map((node) => ({ ...node, isData: DATA.test(node.pointer) }))
    .flatMap((node) => OPERATORS.flatMap((operator) => operator(node).map((change) => mutant(spec, node, change))))
    .filter((one) => !isDeepStrictEqual(one.spec(), spec));
}

function mutant(spec: Spec, { pointer }: Node, [operator, change]: [string, Change]): Mutant {
  return {
    operator,
    pointer,
    spec: () => {
      const copy = withOwnPath(spec, pointer);
      const [parent, key] = parentOf(copy, pointer);
      change(parent, key, copy);
      return copy;
    },
  };
}

const DATA = /\/examples\/[^/]+\/value(\/|$)|\/example(\/|$)|\/x-error-codes\/\d+(\/|$)/;
/** What only people read: a program can detect that it is missing, but not that it is wrong. */
const PROSE = new Set(["title", "summary", "description", "meaning", "version", "name", "identifier"]);

const drop: Operator = ({ key, value, parent, pointer }) => {
  // Without its reference a node is empty, and another operator already drops the whole node.
  if (key === "$ref" || PROSE_MAP.test(pointer)) return [];
  return [
    [
      Array.isArray(parent) ? "drop an item" : `drop ${isObject(value) || Array.isArray(value) ? "a node" : "a value"}`,
      (from, name) => {
        if (Array.isArray(from)) from.splice(Number(name), 1);
        else delete from[name];
      },
    ],
  ];
};
const PROSE_MAP = /^#\/(info|openapi)$/;

const changeData: Operator = ({ value, isData, key }) => {
  if (!isData || PROSE.has(key) || key === "x-source" || key === "retry") return [];
  if (typeof value === "string")
    return [
      [
        "change a value",
        set(/^[\d-]+$/.test(value) ? value.replace(/\d$/, (digit) => `${(Number(digit) + 1) % 10}`) : `${value} or so`),
      ],
    ];
  if (typeof value === "number")
    return [
      ["change a value", set(value + 1)],
      ["change a value's type", set(`${value}`)],
    ];
  if (typeof value === "boolean") return [["change a value", set(!value)]];
  return [];
};

/** Other arguments for a keyword. Keywords that are missing here are covered by `drop` and `rename`. */
const ARGUMENTS: Record<string, (argument: Json) => [string, Json][]> = {
  type: (type) => [...otherTypes(type)],
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
  return others(value).map(([name, argument]) => [`${name} to ${JSON.stringify(argument)}`, set(argument)]);
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

const rename: Operator = ({ key, pointer, isData }) => {
  if (isData || /^#\/components\/[^/]+\/[^/]+$/.test(pointer)) return [];
  const others = NAMES.find(([place]) => place.test(placeAbove(pointer)))?.[1](key) ?? [];
  return others.map((other) => [
    `rename to ${other}`,
    (parent, name, spec) => renameIn(parent, name, other, spec, pointer),
  ]);
};

/** Keeps the order, and renames the member in `required` too. */
function renameIn(parent: JsonObject, name: string, other: string, spec: Spec, pointer: Pointer): void {
  const entries = Object.entries(parent).map(([key, value]): [string, Json] => [key === name ? other : key, value]);
  for (const key of Object.keys(parent)) delete parent[key];
  Object.assign(parent, Object.fromEntries(entries));
  if (!placeAbove(pointer).endsWith("/properties")) return;
  const [schema] = parentOf(spec, placeAbove(pointer));
  if (Array.isArray(schema.required)) schema.required = schema.required.map((one) => (one === name ? other : one));
}

const renameParameter: Operator = ({ key, value, parent, isData }) =>
  key === "name" && isObject(parent) && "in" in parent && !isData ? [["rename a parameter", set(`${value}s`)]] : [];

const redirect: Operator = ({ key, value }) => {
  if (key !== "$ref") return [];
  return [
    [
      "refer to another component",
      (parent, name, spec) => {
        const [components, component] = parentOf(spec, `${value}`);
        const siblings = Object.keys(components);
        const other = siblings[(siblings.indexOf(component) + 1) % siblings.length] ?? component;
        parent[name] = `${value}`.replace(/[^/]+$/, other);
      },
    ],
  ];
};

/** Swaps a node with the next one in its map. */
const swap: Operator = ({ key, parent, pointer, isData }) => {
  if (
    isData ||
    !isObject(parent) ||
    !/\/(examples|responses)$/.test(placeAbove(pointer)) ||
    pointer.startsWith("#/components/examples")
  )
    return [];
  const keys = Object.keys(parent);
  const next = keys[keys.indexOf(key) + 1];
  if (next === undefined || (pointer.startsWith("#/components/responses/") && !pointer.includes("/examples/")))
    return [];
  return [[`swap with ${next}`, (map, name) => ([map[name], map[next]] = [map[next] ?? null, map[name] ?? null])]];
};

/** Adds something that narrows a schema, or frees a part of the contract from a requirement. */
const add: Operator = ({ key, value, pointer, isData }) => {
  if (isData || !isObject(value)) return [];
  const added: [string, Change][] = [];
  const put = (name: string, member: string, argument: Json): [string, Change] => [
    name,
    (parent) => {
      parent[key] = { ...(parent[key] as JsonObject), [member]: argument };
    },
  ];
  const isSchema = "type" in value && !("in" in value) && !("scheme" in value);
  if (isSchema && isObject(value.properties)) {
    const required = Array.isArray(value.required) ? value.required : [];
    for (const name of Object.keys(value.properties))
      if (!required.includes(name)) added.push(put(`require ${name}`, "required", [...required, name]));
    added.push(put("close a schema", "additionalProperties", false));
  }
  if (isSchema && value.type === "string" && !("enum" in value) && !("const" in value) && !("format" in value))
    added.push(put("narrow a string", "maxLength", 1));
  if (isSchema && (value.type === "string" || value.type === "integer") && !("enum" in value) && !("const" in value))
    added.push(put("add an enum", "enum", [value.type === "string" ? "a" : 1]));
  if (/\/(paths|webhooks)\/[^/]+\/[a-z]+$/.test(pointer)) {
    added.push(put("free from security", "security", []));
    const responses = Object.entries((value.responses ?? {}) as JsonObject);
    const document = (name: string, status: string, response: Json): [string, Change] => [
      name,
      (parent) => {
        parent[key] = { ...value, responses: { ...Object.fromEntries(responses), [status]: response } };
      },
    ];
    for (const [, response] of responses.slice(-1)) added.push(document("document another status", "418", response));
    const another = ["200", "201"].find((status) => !responses.some(([one]) => one === status)) ?? "203";
    for (const [, response] of responses.slice(0, 1))
      added.push(document("document another success", another, response));
  }
  if (pointer === `#/components/parameters/${key}` || (/\/headers\/[^/]+$/.test(pointer) && "schema" in value))
    added.push(put("flip a duty", "required", value.required !== true));
  return added;
};

/** Changes a number in prose, or turns a statement into its opposite. */
const turnProse: Operator = ({ pointer, value }) =>
  isProse(pointer, value)
    ? turnedClaims(value).map(({ claim, index, turned }) => [`turn "${claim}" at character ${index}`, set(turned)])
    : [];

const OPERATORS: Operator[] = [
  drop,
  changeData,
  changeArgument,
  rename,
  renameParameter,
  redirect,
  swap,
  add,
  turnProse,
];

function set(value: Json): Change {
  return (parent, key) => {
    parent[key] = value;
  };
}
