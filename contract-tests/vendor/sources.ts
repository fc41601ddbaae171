/** Reads the files of this folder; README.md describes them. */
import { readdirSync, readFileSync } from "node:fs";
import type { Json, JsonObject } from "../engine/json-pointers.js";
import type { Members } from "./members.js";

/** What is documented about one operation or webhook. */
export interface Source {
  /** The operationId. */
  id: string;
  /** The request of the reference page; `undefined` for a webhook. */
  request: PageRequest | undefined;
  /** The bodies of the reference page: HTTP status → body. */
  bodies: Map<number, JsonObject>;
  /** The HTTP statuses that are documented, but not on the page. */
  elsewhere: number[];
  /** The members of the success body or of the event. */
  members: Members;
  event: JsonObject | undefined;
}

export interface PageRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  parameters: { name: string; in: string; type: string; format?: string }[];
  body: Json;
}

export interface ErrorCode {
  code: number;
  status: number;
  retry: string;
  /** In seconds. */
  wait?: number;
  source: "reference" | "platform";
}

export const errorCodes: ErrorCode[] = read("error-codes.json");
export const errorMembers: Members = read("error-members.json");

export const sources: Source[] = readdirSync(new URL(".", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name: id }) => {
    const files = readdirSync(new URL(`${id}/`, import.meta.url));
    const optional = (file: string) => (files.includes(file) ? read(`${id}/${file}`) : undefined);
    const bodies = files.filter((file) => /^\d{3}\.json$/.test(file)).sort();
    return {
      id,
      request: optional("request.json"),
      bodies: new Map(bodies.map((file) => [Number.parseInt(file, 10), read(`${id}/${file}`)])),
      elsewhere: optional("elsewhere.json")?.statuses ?? [],
      members: optional("members.json") ?? {},
      event: optional("event.json"),
    };
  });

/** Whether anything other than the contract describes the operation or webhook. */
export function hasSecondSource(id: string): boolean {
  return sources.some((source) => source.id === id);
}

// biome-ignore lint/suspicious/noExplicitAny: the caller gives each file its type.
function read(file: string): any {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
}
