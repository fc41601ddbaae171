/** What a client in any language must do and find, made from the contract. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { dereference } from "../../scripts/generate/dereference.js";
import { type Document, operationsOf, schemaOf } from "../../scripts/generate/document.js";
import type * as documented from "../engine/outcomes.js";

type Outcome = (typeof documented.outcomes)[number];

/** The APIs that the clients talk to. */
export interface BaseUrls {
  /** Responds as documented. */
  documented: string;
  /** Responds with members that are not documented. */
  newMembers: string;
  /** Responds with an error code that is not documented. */
  newCode: string;
}

export interface Contract {
  outcomes: typeof documented.outcomes;
  events: typeof documented.events;
  /** The schema of the webhook's body, with all references resolved. */
  eventSchema: Schema;
}

export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  "x-extensible-enum"?: string[];
}

/** What a program reads from stdin. */
export interface Input {
  calls: { name: string; base_url: string; api_key: string | null; chat_id: string }[];
  events: { name: string; body: string }[];
}

/** What a program prints: facts by the scenario's name. */
export type Results = Record<string, Record<string, unknown>>;

export interface Scenarios {
  input: Input;
  expected: Results;
  /** The names of the scenarios by topic. */
  groups: Record<"responses" | "new" | "webhooks", string[]>;
}

/** The webhook that the clients read. */
const REMOVED = "participant.removed";
export const NEW_CODE = 2999;
const NEW_VALUE = "a-value-of-next-year";
const ANY_CHAT = "550e8400-e29b-41d4-a716-446655440000";
const API_KEY = "key-of-the-languages";

/** @param folder holds `generated/` */
export async function contractIn(folder: string): Promise<Contract> {
  const { outcomes, events } = await import(pathToFileURL(join(folder, "generated/outcomes.ts")).href);
  const document = JSON.parse(await readFile(join(folder, "generated/openapi.json"), "utf8"));
  const webhook = operationsOf((dereference(document) as Document).webhooks).find(({ path }) => path === REMOVED);
  return { outcomes, events, eventSchema: schemaOf(webhook?.operation.requestBody ?? {}) ?? {} };
}

export function scenariosOf({ outcomes, events, eventSchema }: Contract, urls: BaseUrls): Scenarios {
  const leaves = outcomes.filter(({ operation }) => operation === "leaveChat");
  const unauthorized = found(leaves, ({ status }) => status === 401);
  const refused = found(leaves, ({ status }) => status === 409);
  const examples = events[REMOVED]?.examples ?? {};
  const [example] = Object.values(examples);
  const scenarios: Scenarios = {
    input: { calls: [], events: [] },
    expected: {},
    groups: { responses: [], new: [], webhooks: [] },
  };

  for (const outcome of leaves) {
    const { example: name = "", request } = outcome;
    const chat_id = `${request.path.chatId}`;
    call("responses", { name, base_url: urls.documented, api_key: API_KEY, chat_id }, factsOf(outcome));
    // By then, the documented chat has been left.
    const later = outcome.status < 300 ? ANY_CHAT : chat_id;
    const title = `${name}, with new members`;
    call("new", { name: title, base_url: urls.newMembers, api_key: API_KEY, chat_id: later }, factsOf(outcome));
  }
  const noKey = { name: "no credentials", base_url: urls.documented, api_key: null, chat_id: ANY_CHAT };
  call("responses", noKey, factsOf(unauthorized));
  const newCode = { base_url: urls.newCode, api_key: API_KEY, chat_id: `${refused.request.path.chatId}` };
  call("new", { name: "a new error code", ...newCode }, { ...factsOf(refused), code: NEW_CODE });

  for (const [name, body] of Object.entries(examples)) event(name, body);
  event("new members", withNewMembers(example));
  const members = membersOf(eventSchema);
  const nullable = members.filter(({ schema }) => [schema.type].flat().includes("null"));
  event("null wherever it is allowed", replaced(example, nullable, null));
  for (const member of members.filter(({ schema }) => "x-extensible-enum" in schema)) {
    event(`a new ${member.path.join(".")}`, replaced(example, [member], NEW_VALUE));
  }
  return scenarios;

  function call(group: "responses" | "new", request: Input["calls"][number], facts: Results[string]): void {
    scenarios.input.calls.push(request);
    scenarios.groups[group].push(request.name);
    scenarios.expected[request.name] = facts;
  }

  function event(name: string, body: unknown): void {
    const { data } = body as { data: { chat_id: string; participant: Record<string, unknown> } };
    const { service, is_me, status, line_type } = data.participant;
    scenarios.input.events.push({ name, body: JSON.stringify(body) });
    scenarios.groups.webhooks.push(name);
    scenarios.expected[name] = { chat_id: data.chat_id, service, is_me, status, line_type };
  }
}

/** A copy with one more member in each object. */
export function withNewMembers(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withNewMembers);
  const entries = Object.entries(value).map(([key, one]) => [key, withNewMembers(one)]);
  return { ...Object.fromEntries(entries), member_of_next_year: { of: ["any", 1] } };
}

/** What went wrong, by the scenario's name. A scenario without a result counts as failed. */
export function failures(expected: Results, results: Results): Map<string, string> {
  const failed = Object.entries(expected).flatMap(([name, facts]): [string, string][] => {
    const result = results[name];
    if (result === undefined) return [[name, "was not run"]];
    if (result.error !== undefined) return [[name, `${result.error}`]];
    const [should, is] = [facts, result].map((one) => {
      return JSON.stringify(Object.fromEntries(Object.keys(facts).map((key) => [key, one[key] ?? null])));
    });
    return is === should ? [] : [[name, `expected ${should}, got ${is}`]];
  });
  return new Map(failed);
}

function factsOf({ status, body }: Outcome): Results[string] {
  const { error, ...accepted } = body as { status?: string; error?: { code: number } };
  return error ? { http: status, code: error.code } : { http: status, status: accepted.status };
}

function found(outcomes: readonly Outcome[], is: (outcome: Outcome) => boolean): Outcome {
  const outcome = outcomes.find(is);
  if (!outcome) throw new Error("The contract no longer has this outcome.");
  return outcome;
}

interface Member {
  path: string[];
  schema: Schema;
}

function membersOf({ properties = {} }: Schema, at: string[] = []): Member[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = [...at, name];
    return [{ path, schema }, ...membersOf(schema, path)];
  });
}

function replaced(value: unknown, members: Member[], by: unknown): unknown {
  const copy = structuredClone(value);
  for (const { path } of members) {
    const holder = path.slice(0, -1).reduce((node, key) => node[key] as typeof node, copy as Record<string, unknown>);
    holder[path.at(-1) as string] = by;
  }
  return copy;
}
