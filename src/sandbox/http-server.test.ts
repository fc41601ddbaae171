import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { problem } from "../testing/undocumented-problem.js";
import { type RunningServer, serve } from "./http-server.js";

const TRACE_ID = /^[0-9a-f]{32}$/;
const at = (port: number | string) => ({ port: Number(port), host: "127.0.0.1" });
const notFound = problem({ status: 404, detail: "x" });
let server: RunningServer;
let signals: AbortSignal[];

beforeEach(async () => {
  signals = [];
  server = await serve({ port: 0, host: "127.0.0.1" }, async ({ request: { url, method }, body, signal }) => {
    if (url === "/fail") throw new Error("it is busy");
    if (url === "/empty") return { status: 204, headers: {}, body: "" };
    if (url === "/reset") return { status: 0, headers: {}, body: "", breaks: "before the headers" };
    if (url === "/half") return { status: 200, headers: {}, body: "12345678", breaks: "in the middle of the body" };
    if (url === "/wait") {
      signals.push(signal());
      return new Promise(() => {});
    }
    const headers = { "content-type": "text/plain", "x-trace-id": "the spec's example" };
    return { status: 201, headers, body: Buffer.from(`${method} ${url} ${body.length}`) };
  });
});
afterEach(() => server.close());

/** The response to these bytes on one connection. */
async function exchange(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write(bytes, "latin1");
  return text(socket);
}

test("the server sends the given response, with a new trace id each time", async () => {
  const responses = await Promise.all(
    ["/a", "/b"].map((path) => fetch(server.url + path, { method: "POST", body: "é" })),
  );
  expect(responses.map(({ status }) => status)).toEqual([201, 201]);
  expect(await Promise.all(responses.map((response) => response.text()))).toEqual(["POST /a 2", "POST /b 2"]);
  const [first, second] = responses.map(({ headers }) => headers.get("x-trace-id"));
  expect(first).toMatch(TRACE_ID);
  expect(second).toMatch(TRACE_ID);
  expect(first).not.toBe(second);
});

test("a response has the length of its body in bytes; one without a body has none", async () => {
  expect((await fetch(`${server.url}/a`)).headers.get("content-length")).toBe("8");
  expect((await fetch(`${server.url}/empty`)).headers.get("content-length")).toBeNull();
});

test("a connection that breaks before the headers is reset", async () => {
  const error = await fetch(`${server.url}/reset`).catch((error: Error) => error.cause);
  expect(error).toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/) });
});

test("a connection that breaks in the middle of the body sends the first half, after headers with the full length", async () => {
  const [head, body] = (await exchange("GET /half HTTP/1.1\r\nhost: x\r\n\r\n")).split("\r\n\r\n");
  expect(head).toContain("content-length: 8");
  expect(body).toBe("1234");
});

test("the signal of a request is aborted when its caller disconnects", async () => {
  const controller = new AbortController();
  const asking = fetch(`${server.url}/wait`, controller).catch(() => {});
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  expect(signals[0]?.aborted).toBe(false);
  controller.abort();
  await asking;
  await vi.waitFor(() => expect(signals[0]?.reason).toMatchObject({ message: "the caller has disconnected" }));
});

test("the server reads a body of 1 MiB, and refuses one byte more", async () => {
  const post = (length: number) => fetch(server.url, { method: "POST", body: "x".repeat(length) });
  expect(await (await post(1_048_576)).text()).toBe("POST / 1048576");
  const refused = await post(1_048_577);
  expect(refused.status).toBe(413);
  expect(await refused.json()).toMatchObject({
    title: "Content Too Large",
    detail: "A body may have at most 1048576 bytes.",
  });
});

test("if the mock does not respond, the server says why, in a response unlike the API's", async () => {
  const response = await fetch(`${server.url}/fail`);
  expect(response.status).toBe(502);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("x-trace-id")).toMatch(TRACE_ID);
  expect(await response.json()).toEqual({
    type: "about:blank",
    title: "Bad Gateway",
    status: 502,
    detail: "The mock behind the sandbox did not respond: it is busy.",
  });
});

test("an unknown Expect header does no harm", async () => {
  expect(await exchange("GET / HTTP/1.1\r\nhost: x\r\nexpect: nothing\r\nconnection: close\r\n\r\n")).toContain(
    "201 Created",
  );
});

describe("a request that is not HTTP", () => {
  test.each([
    ["garbage", "garbage\r\n\r\n", "400 Bad Request"],
    [
      "headers of 20 kB",
      `GET / HTTP/1.1\r\nhost: x\r\nx-a: ${"a".repeat(20_000)}\r\n\r\n`,
      "431 Request Header Fields Too Large",
    ],
  ])("a request that is not HTTP gets a trace id too: %s", async (_, bytes, status) => {
    const [head = "", body] = (await exchange(bytes)).split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status}\r\n`));
    expect(head).toMatch(/\r\nx-trace-id: [0-9a-f]{32}(\r\n|$)/);
    expect(head).toMatch(/\r\nconnection: close(\r\n|$)/);
    expect(head).toMatch(/\r\ncontent-type: application\/problem\+json(\r\n|$)/);
    expect(head).toContain(`content-length: ${body?.length}`);
    expect(JSON.parse(body ?? "")).toMatchObject({
      status: Number.parseInt(status, 10),
      detail: "The request cannot be read.",
    });
  });

  test("a request that is not HTTP gets no response if the connection already had one", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
    const [answer] = await once(socket, "data");
    expect(`${answer}`).toContain("201 Created");
    socket.write("garbage\r\n\r\n");
    expect(await text(socket)).not.toContain("HTTP");
  });
});

test("a client that goes away does no harm", async () => {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf");
  await once(socket, "connect");
  socket.resetAndDestroy();
  expect((await fetch(server.url)).status).toBe(201);
});

test("close ends open connections, and frees the port", async () => {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n");
  await once(socket, "connect");
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.resume().on("close", resolve));
  await server.close();
  await closed;
  await expect(fetch(server.url)).rejects.toThrow();
  await (await serve(at(new URL(server.url).port), async () => notFound)).close();
});

test("a port that is taken is an error that says what to do", async () => {
  const { port } = new URL(server.url);
  const second = serve(at(port), async () => notFound);
  await expect(second).rejects.toThrow(
    new Error(
      `Port ${port} is taken. Stop the program that is listening there, or choose another port; 0 picks a free one.`,
    ),
  );
});

test("an invalid port is an error", async () => {
  await expect(serve(at(70_000), async () => notFound)).rejects.toThrow("Received type number (70000)");
});

test("the server listens on 127.0.0.1 only", async () => {
  const { hostname, port } = new URL(server.url);
  expect(hostname).toBe("127.0.0.1");
  const [error] = await once(connect(Number(port), "127.0.0.2"), "error").catch((error) => [error]);
  expect(error).toMatchObject({ address: "127.0.0.2" });
});

test.each([
  "127.0.0.1",
  "127.0.0.1:4011",
  "localhost:4011",
  "LOCALHOST",
  "sandbox.localhost:80",
  "[::1]:4011",
  "sandbox:4011",
])("a request for %s gets a response", async (host) => {
  expect(await exchange(`GET /ok HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)).not.toContain(" 421 ");
});

test.each(["evil.example", "evil.example:4011", "localhost.evil.example", "127.0.0.1.evil.example"])(
  "a request for %s, as from a web page whose domain points to this machine, is refused",
  async (host) => {
    const answer = await exchange(
      `POST /ok HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
    expect(answer).toContain("use localhost or 127.0.0.1, or make it listen on another host");
  },
);

test("a server that is open to other machines accepts any name", async () => {
  const open = await serve({ port: 0, host: "0.0.0.0" }, async () => notFound);
  const { port } = new URL(open.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.end("GET / HTTP/1.1\r\nhost: sandbox.example:4011\r\nconnection: close\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 404 /);
  await open.close();
});

test("pipelined requests take effect one after the other", async () => {
  const begun: unknown[] = [];
  let release!: () => void;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const waiting = await serve({ port: 0, host: "127.0.0.1" }, async ({ request: { url } }) => {
    begun.push(url);
    if (url === "/first") await released;
    return problem({ status: 404, detail: `${url}` });
  });
  const socket = connect(Number(new URL(waiting.url).port), "127.0.0.1");
  const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nhost: x\r\n${more}\r\n`;
  socket.write(get("/first") + get("/second", "connection: close\r\n"));
  await vi.waitFor(() => expect(begun).toContain("/first"));
  // Another connection does not wait, so by then the second request would have begun, too.
  expect((await fetch(`${waiting.url}/other`)).status).toBe(404);
  expect(begun).toEqual(["/first", "/other"]);
  release();
  expect((await text(socket)).match(/"detail":"[^"]*"/g)).toEqual(['"detail":"/first"', '"detail":"/second"']);
  await waiting.close();
});
