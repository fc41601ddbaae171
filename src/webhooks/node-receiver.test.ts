import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, expect, test, vi } from "vitest";
import { createNodeReceiver, type NodeRequest } from "./node-receiver.js";
import { secret, signWebhook as sign } from "./signing.test-helper.js";

const body = '{"event_type":"example.event","event_id":"é"}';
const onEvent = vi.fn();
const errors: unknown[] = [];
const receive = () => createNodeReceiver({ secret, onEvent, onError: (error) => errors.push(error) });

const servers: Server[] = [];
async function start(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

const deliver = (port: number) => fetch(`http://127.0.0.1:${port}`, { method: "POST", body, headers: sign(body) });

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  onEvent.mockReset();
  errors.length = 0;
});

test.each<[string, (raw: Buffer) => unknown]>([
  ["as bytes", (raw) => raw],
  ["as text", (raw) => raw.toString()],
])("a receiver for Node accepts a body that a framework has already read %s", async (_, keep) => {
  const receiver = receive();
  const port = await start(async (request, response) => {
    Object.assign(request, { body: keep(await buffer(request)) });
    await receiver(request, response);
  });
  expect((await deliver(port)).status).toBe(204);
  expect(onEvent).toHaveBeenCalledTimes(1);
});

test.each<[string, (raw: Buffer) => unknown, string]>([
  ["it was parsed", (raw) => JSON.parse(`${raw}`), "The body was already parsed."],
  ["it was read and not kept", () => undefined, "There is no body."],
])("a body without its raw bytes gets 500: %s", async (_, keep, message) => {
  const receiver = receive();
  const port = await start(async (request, response) => {
    Object.assign(request, { body: keep(await buffer(request)) });
    await receiver(request, response);
  });
  expect((await deliver(port)).status).toBe(500);
  expect(errors).toMatchObject([{ reason: "not-raw", message: expect.stringContaining(message) }]);
});

test("a body that nobody has read is read, whatever request.body holds", async () => {
  const receiver = receive();
  const port = await start((request, response) => receiver(Object.assign(request, { body: {} }), response));
  expect((await deliver(port)).status).toBe(204);
});

test("a body that arrives as strings is read too", async () => {
  const receiver = receive();
  const port = await start((request, response) => receiver(request.setEncoding("utf8") as IncomingMessage, response));
  expect((await deliver(port)).status).toBe(204);
});

test("a request that a framework closes in the middle of the body, without an error, gets a response at once", async () => {
  const request = Object.assign(new EventEmitter(), { method: "POST", headers: sign(body) });
  const response = { writeHead: vi.fn(), end: vi.fn() };
  const receiving = receive()(request as unknown as NodeRequest, response);
  request.emit("data", Buffer.from("{"));
  request.emit("close");
  await receiving;
  expect(response.writeHead).toHaveBeenCalledWith(500, {});
  expect(`${errors}`).toContain("The sender hung up before the body was complete.");
  expect(onEvent).not.toHaveBeenCalled();
});

test("a sender that hangs up in the middle of the body is reported, and nothing is done", async () => {
  const port = await start(receive());
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{");
  await vi.waitFor(async () => {
    const [server] = servers as [Server];
    const count = await new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    expect(count).toBe(1);
  });
  socket.end();
  await vi.waitFor(() => expect(errors).toHaveLength(1));
  expect(`${errors[0]}`).toMatch(/hung up before the body was complete|aborted/);
  expect(onEvent).not.toHaveBeenCalled();
});

test("a connection is reused after each kind of response", async () => {
  const port = await start(receive());
  for (const status of [204, 204, 400, 204]) {
    const sent = status === 400 ? "x".repeat(2 ** 21) : body;
    const response = await fetch(`http://127.0.0.1:${port}`, { method: "POST", body: sent, headers: sign(body) });
    expect(response.status).toBe(status);
  }
});

test("a response that something else has already sent stays unchanged", async () => {
  const receiver = receive();
  const port = await start(async (request, response) => {
    response.writeHead(202).end();
    await receiver(request, response);
  });
  expect((await deliver(port)).status).toBe(202);
  expect((await deliver(port)).status).toBe(202);
});
