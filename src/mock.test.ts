import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test, vi } from "vitest";
import { startMock } from "./mock.js";

// Prism takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

test("startMock serves the contract to this machine only, logs each request, and leaves nothing behind", async () => {
  const log: string[] = [];
  const mock = await startMock({ port: 0, onLog: (line) => log.push(line) });
  try {
    expect(new URL(mock.url).hostname).toBe("127.0.0.1");
    const response = await fetch(`${mock.url}/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave`, {
      method: "POST",
      headers: { authorization: "Bearer key" },
    });
    expect(response.status).toBe(202);
    expect(log.join("\n")).toContain("Request received");
  } finally {
    await mock[Symbol.asyncDispose]();
  }
  await mock.ended;
  await expect(fetch(mock.url)).rejects.toThrow();
  await mock.stop();
});

test("startMock says that a port is taken, and what to do, without starting Prism", async () => {
  const started = vi.fn();
  subscribe("child_process", started);
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;

  await expect(startMock({ port })).rejects.toThrow(
    `Port ${port} is taken. Stop the program that is listening there, or choose another`,
  );
  expect(started).not.toHaveBeenCalled();
  unsubscribe("child_process", started);
  server.close();
});

test.each([-1, 1.5, 65_536, Number.NaN, "4010" as never, null as never])(
  "startMock rejects the port %o",
  async (port) => {
    await expect(startMock({ port })).rejects.toThrow(
      `The mock's port must be a whole number from 0 to 65535, not ${port}.`,
    );
  },
);

test("startMock accepts the highest port", async () => {
  const outcome = await startMock({ port: 65_535 }).catch((error: Error) => error.message);
  // Another program may be using it.
  if (typeof outcome === "string") expect(outcome).toContain("Port 65535 is taken.");
  else await outcome.stop();
});

test("startMock refuses an unknown option, and suggests the one that was meant", async () => {
  const options = { port: -1, prt: 0 };
  await expect(startMock(options)).rejects.toThrow("prt is not an option of startMock; did you mean port?");
});
