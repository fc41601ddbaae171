/** Each fault breaks the contract in one way. The suite must find it and say what is wrong. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import type { FindingTitle } from "../engine/findings.js";
import { type Json, setAt } from "../engine/json-pointers.js";
import { ANY_KEY } from "../engine/requests.js";
import { referenceProvider } from "./reference-provider.js";

export interface Fault {
  name: string;
  /** What is sent in place of the reference provider's response. */
  apply(response: HttpResponse, request: HttpRequest): HttpResponse;
  title: FindingTitle;
  /** The title of the other finding in the same response, if there is one. */
  also?: FindingTitle;
  /** The check that finds it, and the place that the finding names, if any. */
  check: string;
  place?: string;
}

/** An entry of provider-faults.yaml, which explains each member. */
interface Entry {
  fault: string;
  check: string;
  request?: Partial<Record<"method" | "path" | "authorization" | "body", string>>;
  set?: Record<string, Json>;
  remove?: string;
  text?: string;
  answer?: string;
  place?: string;
  also?: FindingTitle;
}

const entries: Record<FindingTitle, Entry[]> = parse(
  readFileSync(new URL("provider-faults.yaml", import.meta.url), "utf8"),
);

export const faults = Object.entries(entries).flatMap(([title, list]) =>
  list.map((entry): Fault => {
    const { fault: name, check, set = {}, remove, text, also } = entry;
    const place = entry.place ?? Object.keys(set)[0] ?? remove ?? (text === undefined ? "" : "body");
    return {
      name,
      title: title as FindingTitle,
      check,
      ...(place && { place }),
      ...(also && { also }),
      apply: (response, request) => (isMeant(entry, response, request) ? changed(entry, response) : response),
    };
  }),
);

function isMeant({ check, request }: Entry, response: HttpResponse, { headers, ...asked }: HttpRequest): boolean {
  if (!request) return response.status === Number(check.split(" › ")[1]);
  const parts = { ...asked, authorization: headers.authorization };
  return Object.entries(request).every(([part, pattern]) => {
    return new RegExp(pattern).test(parts[part as keyof typeof request] ?? "");
  });
}

function changed({ set = {}, remove, text, answer }: Entry, response: HttpResponse): HttpResponse {
  if (answer !== undefined) {
    const headers = { authorization: `Bearer ${ANY_KEY}` };
    return referenceProvider({ method: "POST", path: `/v3/chats/${answer}/leave`, headers });
  }
  const whole = { status: response.status, header: { ...response.headers }, body: JSON.parse(response.body) };
  for (const [place, value] of Object.entries(set)) setAt(whole, `#/${place}`, value);
  if (remove !== undefined) setAt(whole, `#/${remove}`, undefined);
  return { status: whole.status, headers: whole.header, body: text ?? JSON.stringify(whole.body) };
}
