/** What a shared store must guarantee: on its own, while its server is down, and when receivers die. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createWebhookInbox, signWebhook, type WebhookEvent } from "linq-openapi/webhooks";
import { freePort } from "../helpers/free-port.js";
import { secret } from "../helpers/receiver.js";
import { root, run } from "../helpers/scratch-copy.js";
import { printed, signalGroup, until } from "../helpers/started-programs.js";
import type { Database } from "./databases.js";
import { deliver, type ReceiverSettings, startReceiver } from "./receivers.js";
import type { Connection, StoreKind } from "./store-connections.js";

/** In milliseconds. Long enough for a busy machine to do something before it ends. */
const LEASE = 3_000;
const LONG = 600_000;
const stores = join(root, "examples/webhook-stores");

interface Receiver {
  port: number;
  child: ChildProcess;
}

export type Checks = Record<string, () => Promise<void>>;

/** @param connections two, as if from two processes */
export function storeChecks(kind: StoreKind, server: Database, connections: [Connection, Connection]): Checks {
  const [{ store: a, postgres }, { store: b }] = connections;
  const inbox = createWebhookInbox({ store: a, lease: LEASE });

  return {
    "works as its README shows, in two successive processes": async () => {
      const event = JSON.stringify(newEvent());
      deepEqual([await readmeProgram(kind, event), await readmeProgram(kind, event)], ["true", "false"]);
    },

    "gives an event to only one of 50 simultaneous claimants": async () => {
      const id = randomUUID();
      const claims = Array.from({ length: 50 }, (_, index) => (index % 2 ? a : b).claim(id, `${index}`, LONG));
      deepEqual((await Promise.all(claims)).sort(), [...Array(49).fill("taken"), "yours"]);
    },

    "gives an event to another claimant when the lease is over, and not before": async () => {
      const id = randomUUID();
      const start = performance.now();
      equal(await a.claim(id, "a", LEASE), "yours");
      equal(await b.claim(id, "b", LONG), "taken");
      await until(async () => (await b.claim(id, "b", LONG)) === "yours");
      equal(performance.now() - start >= LEASE, true);
    },

    "ends a claim when its own claimant releases it, and only then": async () => {
      const id = randomUUID();
      await a.claim(id, "a", LONG);
      await b.release(id, "b");
      equal(await b.claim(id, "b", LONG), "taken");
      await a.release(id, "a");
      equal(await b.claim(id, "b", LONG), "yours");
    },

    "remembers what is done, regardless of claims and releases": async () => {
      const id = randomUUID();
      await a.claim(id, "a", 1);
      await until(async () => (await b.claim(id, "b", LONG)) === "yours");
      await a.commit(id);
      await b.release(id, "b");
      deepEqual([await a.claim(id, "c", LONG), await b.claim(id, "d", LONG)], ["done", "done"]);
    },

    ...(kind === "PostgreSQL" && {
      "ends a claim even if the clock of the database is set back by a day": async () => {
        const id = randomUUID();
        await a.claim(id, "a", LEASE);
        await postgres.query("update webhook_events set ends = ends + interval '1 day' where event_id = $1", [id]);
        equal(await b.claim(id, "b", LEASE), "yours");
      },
    }),

    "down when claiming: no work starts, and the work is done on the redelivery": async () => {
      const event = newEvent();
      await server.stop();
      await rejects(inbox.handle(event, neverCalled));
      await server.start();
      await until(() => isHandled(event));
    },

    "down when committing: the delivery is not acknowledged, and the work is done on the redelivery": async () => {
      const event = newEvent();
      await rejects(inbox.handle(event, () => server.stop()));
      await server.start();
      await until(() => isHandled(event));
    },

    "down when releasing: the delivery is not acknowledged, and the work is done on the redelivery": async () => {
      const event = newEvent();
      const work = async () => {
        await server.stop();
        throw new Error("the work failed");
      };
      await rejects(inbox.handle(event, work), AggregateError);
      await server.start();
      await until(() => isHandled(event));
    },

    "two processes that get the same event at the same moment: its work is done once": () =>
      withReceivers({}, async (one, other) => {
        const event = newEvent();
        const statuses = await Promise.all([send(one.port, event), send(other.port, event)]);
        equal(statuses.includes(204), true);
        equal(await send(other.port, event), 204);
        equal(await works(event), 1);
      }),

    "a process killed between work and commit: no response, 500 until the lease is over, and the work is done again":
      () =>
        withReceivers({ stuck: "commit" }, async (one, other) => {
          const event = newEvent();
          const answer = send(one.port, event);
          await printed(one.child, /stuck at commit/);
          signalGroup(one.child, "SIGKILL");
          equal(await answer, "no response");
          equal(await send(other.port, event), 500);
          await until(async () => (await send(other.port, event)) === 204);
          equal(await works(event), 2);
        }),

    "a process stopped in the middle of the work: no response, 500 until the lease is over, and the work is done": () =>
      withReceivers({ stuck: "work" }, async (one, other) => {
        const event = newEvent();
        const answer = send(one.port, event);
        await printed(one.child, /stuck at work/);
        signalGroup(one.child, "SIGTERM");
        equal(await answer, "no response");
        equal(await send(other.port, event), 500);
        await until(async () => (await send(other.port, event)) === 204);
        equal(await works(event), 1);
      }),

    "work that hangs: 500 in time, and another process does it when the lease is over": () =>
      withReceivers({ stuck: "work" }, async (one, other) => {
        const event = newEvent();
        equal(await send(one.port, event), 500);
        await until(async () => (await send(other.port, event)) === 204);
        equal(await works(event), 1);
      }),
  };

  async function isHandled(event: WebhookEvent): Promise<boolean> {
    return inbox
      .handle(event, () => {})
      .then(
        () => true,
        () => false,
      );
  }

  async function works({ event_id }: WebhookEvent): Promise<number | null> {
    return (await postgres.query("select from work where event_id = $1", [event_id])).rowCount;
  }

  /** Two receiver processes that share the store; `first` has the settings of the first. */
  async function withReceivers(
    first: Pick<ReceiverSettings, "stuck">,
    act: (one: Receiver, other: Receiver) => Promise<void>,
  ): Promise<void> {
    const launch = async (settings: typeof first): Promise<Receiver> => {
      const port = await freePort();
      return { port, child: await startReceiver({ kind, port, lease: LEASE, name: "check", ...settings }) };
    };
    const [one, other] = await Promise.all([launch(first), launch({})]);
    try {
      await act(one, other);
    } finally {
      for (const { child } of [one, other]) signalGroup(child, "SIGKILL");
    }
  }
}

/** Runs the program of the stores' README, and hands its inbox an event. Resolves with whether this run did the work. */
async function readmeProgram(kind: StoreKind, event: string): Promise<string> {
  const readme = await readFile(join(stores, "README.md"), "utf8");
  const programs = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  const program = programs.find((code) => code.includes(`create${kind === "Redis" ? "Redis" : "Postgres"}Store`));
  const use = `console.log(await inbox.handle(${event}, () => {})); process.exit();`;
  const { POSTGRES_URL, REDIS_URL } = process.env;
  const { code, stdout, stderr } = await run(
    stores,
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", `${program}\n${use}`],
    { DATABASE_URL: `${POSTGRES_URL}`, REDIS_URL: `${REDIS_URL}` },
  );
  equal(code, 0, stderr);
  return stdout.trim();
}

function newEvent(): WebhookEvent {
  const event_id = randomUUID();
  return { event_type: "unknown", event_id, body: { event_type: "test", event_id } };
}

function send(port: number, { event_id }: WebhookEvent) {
  return deliver(port, signWebhook({ event_type: "test", event_id }, { secret }));
}

function neverCalled(): never {
  throw new Error("Work started without a claim.");
}
