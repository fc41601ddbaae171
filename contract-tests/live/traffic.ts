/** Reads the exchanges of a HAR or NDJSON file one at a time, so the file may be larger than memory. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { pick } from "stream-json/filters/pick.js";
import { streamArray } from "stream-json/streamers/stream-array.js";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { isObject, type Json, type JsonObject } from "../engine/json-pointers.js";
import { UsageError } from "./report.js";

export interface RecordedExchange {
  /** The exchange's number in the file, from 1 on. */
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
  let number = 0;
  for await (const entry of (await isHar(path)) ? harEntries(path) : jsonLines(path)) {
    number += 1;
    const exchange = readEntry(entry);
    if (!exchange) throw new UsageError(`Entry ${number} of ${path} is not an exchange. Pass ${FORMS}.`);
    yield { ...exchange, number };
  }
}

/** A HAR file starts with its `log`, NDJSON with an exchange. */
async function isHar(path: string): Promise<boolean> {
  const file = await open(path).catch((error: Error) => {
    throw new UsageError(`The traffic cannot be read: ${error.message}`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
    return /^\uFEFF?\s*\{\s*"log"\s*:/.test(buffer.toString("utf8", 0, bytesRead));
  } catch (error) {
    throw new UsageError(`The traffic cannot be read: ${(error as Error).message}`);
  } finally {
    await file.close();
  }
}

async function* harEntries(path: string): AsyncGenerator<Json> {
  const parsed = pick.withParserAsStream({ filter: "log.entries" });
  const entries = pipeline(createReadStream(path), parsed, streamArray.asStream(), () => {});
  try {
    for await (const { value } of entries) yield value;
  } catch (error) {
    throw new UsageError(`${path} is a broken HAR file: ${(error as Error).message}`);
  }
}

async function* jsonLines(path: string): AsyncGenerator<Json> {
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    // Trimming also removes a byte order mark.
    const text = line.trim();
    if (text === "") continue;
    try {
      yield JSON.parse(text);
    } catch {
      throw new UsageError(`Line ${number} of ${path} is not JSON. Pass ${FORMS}.`);
    }
  }
}

/** Not with node:readline, which loads a file without line breaks into memory as a whole. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 2 ** 20 })) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > LONGEST_LINE) {
      throw new UsageError(`${path} has a line of more than ${LONGEST_LINE / 2 ** 20} MiB. Pass ${FORMS}.`);
    }
    yield* lines;
  }
  yield rest;
}

function readEntry(entry: Json): Omit<RecordedExchange, "number"> | undefined {
  const { request, response } = isObject(entry) ? entry : ({} as JsonObject);
  if (!isObject(request) || !isObject(response)) return undefined;
  const { method, url } = request;
  if (typeof method !== "string" || typeof url !== "string" || !URL.canParse(url)) return undefined;
  const sent = bodyOf(request, request.postData);
  const received = bodyOf(response, response.content);
  const headers = headersOf(response.headers);
  const { pathname, search } = new URL(url);
  return {
    request: {
      method: method.toUpperCase(),
      path: pathname + search,
      headers: headersOf(request.headers),
      ...(sent && { body: sent }),
    },
    response: { status: Number(response.status), headers, body: received ?? "" },
    hasBody: received !== undefined || headers["content-length"] === "0" || response.bodySize === 0,
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
