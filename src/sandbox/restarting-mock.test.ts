import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Prism } from "../prism.js";
import { type RestartingMock, startRestartingMock } from "./restarting-mock.js";

type Handler = (response: ServerResponse, server: Server) => void;
const request = { method: "POST", path: "/a?b", headers: { "x-a": "1" }, body: Buffer.from("body") };
const answerWell: Handler = (response) => response.end("well");
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** A mock in this process that passes each request to the next handler, and all further ones to the last handler. */
async function localMock(...handlers: Handler[]): Promise<Prism & { requests: string[]; end(): void }> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    requests.push(`${request.method} ${request.url} ${request.headers["x-a"]} ${body}`);
    const handler = handlers.length > 1 ? handlers.shift() : handlers[0];
    handler?.(response, server);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const end = () => {
    server.close();
    server.closeAllConnections();
  };
  const ended = once(server, "close").then(() => {});
  const stop = async () => {
    end();
    await ended;
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ended, requests, stop, end };
}

/** Ends like a process: its connections break and its port becomes free. */
const die: Handler = (_, server) => {
  server.close();
  server.closeAllConnections();
};

async function keep(...mocks: (Prism | Error)[]): Promise<{ kept: RestartingMock; log: string[] }> {
  const log: string[] = [];
  const kept = await startRestartingMock(
    async () => {
      const mock = mocks.shift();
      if (!mock || mock instanceof Error) throw mock ?? new Error("There is no other mock.");
      return mock;
    },
    (line) => log.push(line),
  );
  stops.push(kept.stop);
  return { kept, log };
}

test("the restarting mock forwards the request unchanged, and returns the response without the connection's headers", async () => {
  const mock = await localMock((response) => {
    response.writeHead(418, { "x-b": "2", "set-cookie": ["a", "b"], "transfer-encoding": "chunked" }).end("answer");
  });
  const { kept } = await keep(mock);
  expect(await kept.ask(request)).toEqual({
    status: 418,
    headers: { "x-b": "2", "set-cookie": ["a", "b"] },
    body: Buffer.from("answer"),
  });
  expect(mock.requests).toEqual(["POST /a?b 1 body"]);
});

test("the restarting mock uses one connection as long as it lasts", async () => {
  const mock = await localMock(answerWell);
  const { kept } = await keep(mock);
  const server = await ports(async () => {
    await kept.ask(request);
    await kept.ask(request);
  });
  expect(server).toBe(1);

  async function ports(act: () => Promise<void>): Promise<number> {
    const { Socket } = await import("node:net");
    const connect = vi.spyOn(Socket.prototype, "connect");
    await act();
    const { length } = connect.mock.calls;
    connect.mockRestore();
    return length;
  }
});

test("startRestartingMock rejects with the error of the first start", async () => {
  await expect(keep(new Error("Prism is not installed."))).rejects.toThrow("Prism is not installed.");
});

describe("a mock that ends unexpectedly", () => {
  test("a request during which the mock ends is answered by its replacement", async () => {
    const [first, second] = [await localMock(die), await localMock(answerWell)];
    const { kept, log } = await keep(first, second);
    expect(`${(await kept.ask(request)).body}`).toBe("well");
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
    expect(log).toEqual(["The mock ended unexpectedly and is being restarted"]);
  });

  test("a request that ends the mock every time fails, and the next request is answered", async () => {
    const mocks = [await localMock(die), await localMock(die), await localMock(die), await localMock(die)];
    const { kept } = await keep(...mocks, await localMock(answerWell));
    await expect(kept.ask(request)).rejects.toThrow("socket hang up");
    expect(mocks.map(({ requests }) => requests.length)).toEqual([1, 1, 1, 1]);
    expect(`${(await kept.ask(request)).body}`).toBe("well");
  });

  test("a mock that ends between two requests is replaced before the next", async () => {
    const [first, second] = [await localMock(answerWell), await localMock(answerWell)];
    const { kept } = await keep(first, second);
    await kept.ask(request);
    first.end();
    expect(`${(await kept.ask(request)).body}`).toBe("well");
    expect(second.requests).toHaveLength(1);
  });

  test("a request that reaches an ended mock before its end is noticed waits for its replacement", async () => {
    const [first, second] = [await localMock(answerWell), await localMock(answerWell)];
    await first.stop();
    let end!: () => void;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const looks = vi.fn(() => ended);
    const { kept } = await keep(Object.defineProperty({ ...first }, "ended", { get: looks }), second);
    const asking = kept.ask(request);
    await vi.waitFor(() => expect(looks).toHaveBeenCalledTimes(2));
    end();
    expect(`${(await asking).body}`).toBe("well");
  });

  test("a replacement that ends before it is ready is replaced as well", async () => {
    const { kept } = await keep(await localMock(die), new Error("It was killed."), await localMock(answerWell));
    expect(`${(await kept.ask(request)).body}`).toBe("well");
  });

  test("if no replacement can be started, the restarting mock ends, and every request fails with the reason", async () => {
    const full = new Error("The disk is full.");
    const { kept } = await keep(await localMock(die), new Error("It was killed."), full, full);
    await expect(kept.ask(request)).rejects.toThrow("The disk is full.");
    await kept.ended;
    await expect(kept.ask(request)).rejects.toThrow("The disk is full.");
    await kept.stop();
  });
});

test("a request over an idle connection that the mock closed is sent again", async () => {
  const mock = await localMock(answerWell, (response) => response.destroy(), answerWell);
  const { kept, log } = await keep(mock);
  await kept.ask(request);
  expect(`${(await kept.ask(request)).body}`).toBe("well");
  expect(mock.requests).toHaveLength(3);
  expect(log).toEqual([]);
});

test("a request is sent again over a new connection, however many idle ones the mock closed", async () => {
  const used = new WeakSet<object>();
  const answerOnce: Handler = (response) => {
    const { socket } = response.req;
    if (used.has(socket)) socket.destroy();
    else response.end("well");
    used.add(socket);
  };
  const mock = await localMock(answerOnce);
  const { kept, log } = await keep(mock);
  await Promise.all(Array.from({ length: 10 }, () => kept.ask(request)));
  expect(`${(await kept.ask(request)).body}`).toBe("well");
  expect(mock.requests).toHaveLength(12);
  expect(log).toEqual([]);
});

test("a truncated response is a failure", async () => {
  const mock = await localMock((response) => {
    response.writeHead(200, { "content-length": "10" }).write("half");
    response.flushHeaders();
    setImmediate(() => response.destroy());
  });
  const { kept } = await keep(mock);
  await expect(kept.ask(request)).rejects.toThrow("aborted");
});

test.each<[string, Handler]>([
  ["before its response", () => {}],
  ["in the middle of its response", (response) => response.writeHead(200, { "content-length": "10" }).write("half")],
])("a mock that hangs %s is replaced, and its replacement responds to the next request", async (_, hang) => {
  const [first, second] = [await localMock(hang), await localMock(answerWell)];
  const mocks = [first, second];
  const log: string[] = [];
  const kept = await startRestartingMock(
    async () => mocks.shift() as Prism,
    (line) => log.push(line),
    500,
  );
  stops.push(kept.stop);
  await expect(kept.ask(request)).rejects.toThrow(/it was silent for 0\.5 s|aborted/);
  expect(`${(await kept.ask(request)).body}`).toBe("well");
  expect(first.requests).toHaveLength(1);
  expect(log).toHaveLength(1);
});

describe("stop", () => {
  test("stop ends the mock without restarting it", async () => {
    const mock = await localMock(answerWell);
    const { kept, log } = await keep(mock);
    await kept.stop();
    await Promise.all([mock.ended, kept.ended]);
    await expect(kept.ask(request)).rejects.toThrow("ECONNREFUSED");
    expect(log).toEqual([]);
  });

  test("stop ends a request in progress", async () => {
    let reached!: () => void;
    const asked = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const mock = await localMock(answerWell, () => reached());
    const { kept } = await keep(mock);
    await kept.ask(request);
    const asking = expect(kept.ask(request)).rejects.toThrow("socket hang up");
    await asked;
    await kept.stop();
    await asking;
  });

  test("stop ends a mock that is being restarted", async () => {
    const [first, second] = [await localMock(die), await localMock(answerWell)];
    let release!: () => void;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const starts = [async () => first, () => released.then(() => second)];
    const kept = await startRestartingMock(
      () => (starts.shift() as () => Promise<Prism>)(),
      () => {},
    );
    const asking = kept.ask(request).catch(() => {});
    await first.ended;
    const stopping = kept.stop();
    release();
    await stopping;
    await second.ended;
    await asking;
  });
});
