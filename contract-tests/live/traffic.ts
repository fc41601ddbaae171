/** Reads the exchanges of a HAR or NDJSON file one at a time, so the file may be larger than memory. */
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { pick } from "stream-json/filters/pick.js";
import { streamArray } from "stream-json/streamers/stream-array.js";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { isObject, type Json, type JsonObject } from "../engine/json-pointers.js";
import { json } from "../engine/validators.js";
import { UsageError } from "./report.js";

export interface RecordedExchange {
  /** The exchange's number in the file, starting at 1. */
  number: number;
  request: HttpRequest;
  response: HttpResponse;
  /** Whether the response's body was recorded; proxies often leave it out. */
  hasBody: boolean;
}

const FORMS =
  'a HAR file, or NDJSON with one {"request": {"method", "url", "headers", "body"}, "response": {"status", "headers", "body"}} per line';
const LONGEST_LINE = 16 * 2 ** 20;

/** @throws UsageError if the file cannot be read or is neither HAR nor NDJSON */
export async function* readTraffic(path: string): AsyncGenerator<RecordedExchange> {
  const file = createReadStream(path, { encoding: "utf8" });
  await once(file, "readable").catch((error: Error) => {
    throw new UsageError(`The traffic cannot be read: ${error.message}`);
  });
  const start: string = file.read() ?? "";
  file.unshift(start);
  // A HAR file starts with its `log`, NDJSON with an exchange.
  const entries = /^\uFEFF?\s*\{\s*"log"\s*:/.test(start) ? harEntries(path, file) : jsonLines(path, file);
  let number = 0;
  for await (const entry of entries) {
    number += 1;
    const exchange = readEntry(entry);
    if (typeof exchange === "string") {
      throw new UsageError(`Entry ${number} of ${path} is not an exchange: ${exchange}. Pass ${FORMS}.`);
    }
    yield { ...exchange, number };
  }
}

async function* harEntries(path: string, file: Readable): AsyncGenerator<Json> {
  const parsed = pick.withParserAsStream({ filter: "log.entries" });
  const entries = pipeline(file, parsed, streamArray.asStream(), () => {});
  try {
    for await (const { value } of entries) yield value;
  } catch (error) {
    throw new UsageError(`${path} is a broken HAR file: ${(error as Error).message}`);
  }
}

async function* jsonLines(path: string, file: Readable): AsyncGenerator<Json> {
  let number = 0;
  for await (const line of linesOf(path, file)) {
    number += 1;
    // Trimming also removes a byte order mark.
    const text = line.trim();
    if (text === "") continue;
    const value = json(text);
    if (value === undefined) throw new UsageError(`Line ${number} of ${path} is not JSON. Pass ${FORMS}.`);
    yield value;
  }
}

/** Not with node:readline, which loads a file without line breaks into memory as a whole. */
async function* linesOf(path: string, file: Readable): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of file) {
    const [first = "", ...others]: string[] = chunk.split("\n");
    const lines = [rest + first, ...others];
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      throw new UsageError(`${path} has a line of more than ${LONGEST_LINE / 2 ** 20} MiB. Pass ${FORMS}.`);
    }
    yield* lines;
  }
  yield rest;
}

/** @returns the exchange, or what is wrong with the entry */
function readEntry(entry: Json): Omit<RecordedExchange, "number"> | string {
  const { request, response } = isObject(entry) ? entry : ({} as JsonObject);
  if (!isObject(request)) return "request must be an object";
  if (!isObject(response)) return "response must be an object";
  const { method, url } = request;
  if (typeof method !== "string") return "request.method must be a string";
  if (typeof url !== "string" || !URL.canParse(url)) return "request.url must be an absolute URL";
  const { pathname, search } = new URL(url);
  const sent = { method: method.toUpperCase(), path: pathname + search, headers: headersOf(request.headers) };
  const sentBody = bodyOf(request, request.postData);
  const body = bodyOf(response, response.content);
  const headers = headersOf(response.headers);
  return {
    request: { ...sent, ...(sentBody && { body: sentBody }) },
    response: { status: Number(response.status), headers, body: body ?? "" },
    hasBody: body !== undefined || headers["content-length"] === "0" || response.bodySize === 0,
  };
}

/** The `body` of NDJSON, which is text or JSON, or the `text` of HAR, which may be in base64. */
function bodyOf({ body }: JsonObject, content: Json | undefined): string | undefined {
  if (body !== undefined && body !== null) return typeof body === "string" ? body : JSON.stringify(body);
  if (!isObject(content) || typeof content.text !== "string") return undefined;
  return content.encoding === "base64" ? Buffer.from(content.text, "base64").toString() : content.text;
}

/** HAR lists headers; NDJSON may have them as an object. */
function headersOf(headers: Json | undefined): Record<string, string> {
  const entries = Array.isArray(headers)
    ? headers.filter(isObject).map(({ name, value }): [Json | undefined, Json | undefined] => [name, value])
    : Object.entries(headers ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [`${name}`.toLowerCase(), `${value}`]));
}
