/** A large number of deliveries to three receivers whose work fails at random, and which are killed at random. */
import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { signWebhook } from "linq-openapi/webhooks";
import { freePort } from "../helpers/free-port.js";
import { secret } from "../helpers/receiver.js";
import { atRandomMoments, startFleet } from "./fleet.js";
import { deliver, startReceiver } from "./receivers.js";
import { connect, type StoreKind } from "./store-connections.js";

const PROCESSES = 3;
const FAILING = 0.1;
/** In milliseconds. */
const LEASE = 10_000;
/** In milliseconds. As many as Linq's, but within two minutes instead of 25. */
const PAUSES = Array.from({ length: 10 }, (_, index) => 100 * 2 ** index);
/** How many deliveries are in progress at the same time, including their pauses. */
const AT_ONCE = 96;

export interface DeliveryRun {
  kind: StoreKind;
  /** Each is delivered twice. */
  events: number;
  kills: number;
  onProgress(deliveries: number): void;
}

export interface DeliveryResult {
  answers: Record<"204" | "500" | "no response", number>;
  /** In milliseconds. */
  slowestAnswer: number;
  kills: number;
  /** Deliveries that were never acknowledged. */
  givenUp: number;
  /** Events whose work was never done. */
  lost: number;
  /** How often work was repeated because its process was killed before the commit. */
  againAfterKill: number;
  /** How often work was repeated for any other reason. */
  againOtherwise: number;
  seconds: number;
}

export async function runDeliveries({ kind, events, kills, onProgress }: DeliveryRun): Promise<DeliveryResult> {
  const ports = await Promise.all(Array.from({ length: PROCESSES }, freePort));
  const fleet = await startFleet(PROCESSES, (place, name) =>
    startReceiver({ kind, port: ports[place] as number, lease: LEASE, name, failing: FAILING }),
  );
  const killSome = atRandomMoments(kills, 2 * events, fleet.killOne);
  const answers = { "204": 0, "500": 0, "no response": 0 };
  let [slowestAnswer, givenUp, ended] = [0, 0, 0];

  const ids = Array.from({ length: events }, () => randomUUID());
  // Both deliveries of every second event are sent at the same moment.
  const deliveries = shuffled(ids.flatMap((id, index) => (index % 2 ? [[id, id]] : [[id], [id]])));
  const start = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let ids = deliveries.pop(); ids; ids = deliveries.pop()) await Promise.all(ids.map(deliverInTheEnd));
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  await fleet.stop();
  return { answers, slowestAnswer, kills: fleet.kills.size, givenUp, seconds, ...(await countWorks()) };

  async function deliverInTheEnd(event_id: string): Promise<void> {
    for (const pause of [0, ...PAUSES]) {
      await sleep(pause);
      if ((await attempt(event_id)) === 204) break;
      if (pause === PAUSES.at(-1)) givenUp++;
    }
    killSome(++ended);
    onProgress(ended);
  }

  async function attempt(event_id: string): Promise<number | "no response"> {
    const delivery = signWebhook({ event_type: "test", event_id }, { secret });
    const sentAt = performance.now();
    const answer = await deliver(ports[randomInt(PROCESSES)] as number, delivery);
    slowestAnswer = Math.max(slowestAnswer, performance.now() - sentAt);
    if (!(answer in answers)) throw new Error(`A delivery was answered with ${answer}.`);
    answers[answer as keyof typeof answers]++;
    return answer;
  }

  async function countWorks(): Promise<Pick<DeliveryResult, "lost" | "againAfterKill" | "againOtherwise">> {
    const { postgres, close } = await connect("PostgreSQL");
    const { rows } = await postgres.query<{ process: string; again_at: string | null }>(
      `select process, extract(epoch from lead(at) over (partition by event_id order by id)) * 1000 as again_at
       from work where event_id = any($1)`,
      [ids],
    );
    await close();
    const again = rows.filter(({ again_at }) => again_at !== null);
    const afterKill = again.filter(
      ({ process, again_at }) => Number(again_at) > (fleet.kills.get(process) ?? Infinity),
    );
    return {
      lost: events - (rows.length - again.length),
      againAfterKill: afterKill.length,
      againOtherwise: again.length - afterKill.length,
    };
  }
}

function shuffled<Item>(items: Item[]): Item[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [items[index], items[other]] = [items[other] as Item, items[index] as Item];
  }
  return items;
}
