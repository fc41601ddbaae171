/** What broken, hostile and old programs send to the sandbox, byte by byte. Each gets a clear response, and the sandbox keeps serving. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Sandbox, startSandbox } from "linq-openapi/sandbox";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runs } from "../helpers/full-mode.js";

const leave = "/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave";
const key = "authorization: Bearer any-key\r\n";
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, delay: 0 });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.reset());
afterEach(async () => {
  const init = { method: "POST", headers: { authorization: "Bearer any-key" } };
  const { status } = await fetch(`${sandbox.url}/v3/chats/550e8400-e29b-41d4-a716-446655440001/leave`, init);
  expect(status).toBe(202);
});

function dial(): Socket {
  return connect(Number(new URL(sandbox.url).port), "127.0.0.1").on("error", () => {});
}

/** The whole response to these bytes on one connection. */
async function exchange(bytes: string): Promise<string> {
  const socket = dial();
  socket.write(bytes, "latin1");
  return text(socket);
}

/** How much this thread's buffers hold. `rss` would include other threads and garbage. */
function bytesInUse(): number {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc");
  // V8 frees buffers in the background; the second collection waits for the first.
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

/** The status of each response, in order. */
const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

describe("the sandbox", () => {
  test("the sandbox accepts HTTP/1.0 without a host, and closes the connection", async () => {
    const answer = await exchange(`POST ${leave} HTTP/1.0\r\n${key}content-length: 0\r\n\r\n`);
    expect(statuses(answer)).toEqual([202]);
    expect(answer).toContain('"status":"accepted"');
  });

  test("the sandbox responds to pipelined requests in order", async () => {
    const one = `POST ${leave} HTTP/1.1\r\nhost: x\r\n${key}content-length: 0\r\n\r\n`;
    const last = `GET /sandbox HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
    const answer = await exchange(one + one + one + last);
    expect(statuses(answer)).toEqual([202, 409, 409, 200]);
  });

  test("the sandbox accepts an absolute target", async () => {
    const target = `http://api.linqapp.com/api/partner${leave}`;
    const rest = `host: x\r\n${key}connection: close\r\ncontent-length: 0\r\n\r\n`;
    expect(statuses(await exchange(`POST ${target} HTTP/1.1\r\n${rest}`))).toEqual([202]);
  });

  test("the sandbox responds with the list of operations to an asterisk as the target", async () => {
    const answer = await exchange("OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    expect(statuses(answer)).toEqual([404]);
    expect(answer).toMatch(/It has .*POST \/v3\/chats\/\{chatId\}\/leave/);
  });

  test.for([
    ["two different lengths", "content-length: 0\r\ncontent-length: 5\r\n"],
    ["a length and chunks", "content-length: 5\r\ntransfer-encoding: chunked\r\n"],
    ["an invalid length", "content-length: x\r\n"],
  ])("the sandbox refuses %s with 400, and reads no second request from what follows", async ([, headers]) => {
    const hidden = `POST ${leave} HTTP/1.1\r\nhost: x\r\n${key}content-length: 0\r\n\r\n`;
    const answer = await exchange(`POST ${leave} HTTP/1.1\r\nhost: x\r\n${key}${headers}\r\n${hidden}`);
    expect(statuses(answer)).toEqual([400]);
    expect(answer).toContain("The request cannot be read.");
    expect(sandbox.requests).toEqual([]);
  });

  test("the sandbox refuses one header of a megabyte with 431", async () => {
    const answer = await exchange(`POST ${leave} HTTP/1.1\r\nhost: x\r\nx-a: ${"a".repeat(1_000_000)}\r\n\r\n`);
    expect(statuses(answer)).toEqual([431]);
  });

  test("the sandbox refuses ten thousand headers with 431", async () => {
    const headers = Array.from({ length: 10_000 }, (_, index) => `x-${index}: a\r\n`).join("");
    expect(statuses(await exchange(`POST ${leave} HTTP/1.1\r\nhost: x\r\n${headers}\r\n`))).toEqual([431]);
  });

  test("the sandbox refuses a body of 100 MB with 413, and keeps at most its beginning", async () => {
    const before = bytesInUse();
    const socket = dial();
    const answer = text(socket);
    socket.write(`POST ${leave} HTTP/1.1\r\nhost: x\r\n${key}content-length: 100000000\r\n\r\n`);
    const chunk = Buffer.alloc(1_000_000);
    for (let count = 0; count < 99; count++) if (!socket.write(chunk)) await once(socket, "drain");
    const kept = bytesInUse() - before;
    socket.end(chunk);
    expect(statuses(await answer)).toEqual([413]);
    expect(kept).toBeLessThan(10_000_000);
  });

  test("the sandbox refuses a body of 100 MB in chunks with 413", async () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(1_000_000));
        if (++sent === 100) controller.close();
      },
    });
    let sent = 0;
    const init = { method: "POST", headers: { authorization: "Bearer any-key" }, body, duplex: "half" };
    const response = await fetch(sandbox.url + leave, init as RequestInit);
    expect(response.status).toBe(413);
    expect((await response.json()).detail).toBe("A body may have at most 1048576 bytes.");
  });

  test("the sandbox responds while many connections are idle", async () => {
    const idle = Array.from({ length: runs(2_000, 300) }, dial);
    await Promise.all(idle.map((socket) => once(socket, "connect")));
    const response = await fetch(`${sandbox.url}/sandbox`);
    for (const socket of idle) socket.destroy();
    expect(response.status).toBe(200);
  });

  test("the sandbox responds while a hundred requests never end", async () => {
    const slow = Array.from({ length: 100 }, dial);
    for (const socket of slow) socket.write(`POST ${leave} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf`);
    await Promise.all(slow.map((socket) => once(socket, "connect")));
    const response = await fetch(`${sandbox.url}/sandbox`);
    for (const socket of slow) socket.destroy();
    expect(response.status).toBe(200);
  });
});
