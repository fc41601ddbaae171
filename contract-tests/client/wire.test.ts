import { readFileSync } from "node:fs";
import { createLinqClient } from "linq-openapi";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RecordedWire, recordWire } from "./recorded-wire.js";

const page = new URL("../vendor/leaveChat/", import.meta.url);
const documented = JSON.parse(readFileSync(new URL("request.json", page), "utf8"));
const accepted = readFileSync(new URL("202.json", page), "utf8");

const apiKey = "lq_0123456789abcdef";
const chatId = "550e8400-e29b-41d4-a716-446655440000";
const basePath = "/api/partner";

describe("leaveChat on the wire", () => {
  let wire: RecordedWire;
  let head: string[];
  let rest: string;

  beforeEach(async () => {
    wire = await recordWire(
      `HTTP/1.1 202 Accepted\r\ncontent-type: application/json\r\ncontent-length: ${accepted.length}\r\n\r\n${accepted}`,
    );
    await createLinqClient({ apiKey, baseUrl: `${wire.url}${basePath}` }).leaveChat(chatId);
    const [lines = "", ...others] = wire.connections.join("").split("\r\n\r\n");
    head = lines.split("\r\n");
    rest = others.join("\r\n\r\n");
  });
  afterEach(() => wire.stop());

  test("leaveChat sends one request", () => {
    expect(wire.connections).toHaveLength(1);
    expect(wire.connections[0]?.match(/HTTP\/1\.1\r\n/g)).toHaveLength(1);
  });

  test("leaveChat sends the documented method and path", () => {
    const { pathname } = new URL(documented.url);
    expect(head[0]).toBe(`${documented.method} ${pathname.replace("$CHAT_ID", chatId)} HTTP/1.1`);
  });

  test("leaveChat sends the documented headers", () => {
    for (const [name, value] of Object.entries<string>(documented.headers)) {
      expect(head).toContain(`${name.toLowerCase()}: ${value.replace("$LINQ_API_V3_API_KEY", apiKey)}`);
    }
  });

  test("leaveChat sends no body, as documented", () => {
    expect(documented.body).toBeNull();
    expect(head).toContain("content-length: 0");
    expect(rest).toBe("");
  });

  test("leaveChat sends only its own headers and those of Node's fetch", () => {
    expect(head.slice(1).sort()).toEqual(
      [
        `authorization: Bearer ${apiKey}`,
        "accept: application/json",
        "content-length: 0",
        `host: ${new URL(wire.url).host}`,
        // What Node's fetch adds.
        "accept-encoding: gzip, deflate",
        "accept-language: *",
        "connection: keep-alive",
        "sec-fetch-mode: cors",
        "user-agent: node",
      ].sort(),
    );
  });
});
