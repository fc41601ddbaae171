/** A webhook receiver in its own process, started by receivers.ts. Its work is to record that the work was done. */
import { createServer } from "node:http";
import { createNodeReceiver, createWebhookInbox } from "linq-openapi/webhooks";
import { secret } from "../helpers/receiver.js";
import type { ReceiverSettings } from "./receivers.js";
import { connect } from "./store-connections.js";

const { kind, port, lease, name, failing = 0, stuck }: ReceiverSettings = JSON.parse(process.argv[2] as string);
const { store, postgres } = await connect(kind);

async function stickAt(place: typeof stuck): Promise<void> {
  if (stuck !== place) return;
  console.log(`stuck at ${place}`);
  await new Promise(() => {});
}

const receiver = createNodeReceiver({
  secret,
  inbox: createWebhookInbox({
    lease,
    store: {
      ...store,
      async commit(eventId) {
        await stickAt("commit");
        await store.commit(eventId);
      },
    },
  }),
  onError() {},
  async onEvent({ event_id }) {
    await stickAt("work");
    if (Math.random() < failing) throw new Error("The work failed.");
    await postgres.query("insert into work (event_id, process) values ($1, $2)", [event_id, name]);
  },
});

createServer(receiver).listen(port, "127.0.0.1", () => console.log("ready"));
