/** The server that the runtimes talk to: the sandbox, an address that never responds, and the page for browsers, all on one origin. */
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { startSandbox } from "linq-openapi/sandbox";
import { events, leaveOutcomes } from "../engine/outcomes.js";
import { freePort } from "../helpers/free-port.js";
import { listen } from "../helpers/listen.js";
import type { Results } from "./runtimes.js";

export interface Settings {
  api: string;
  silent: string;
  closed: string;
  outcomes: { name: string; chatId: string; status: number; code?: number }[];
  delivery: { body: string; headers: Record<string, string>; secret: string };
}

export interface Peer {
  url: string;
  settings: Settings;
  /** The page's program, as one script. */
  script: string;
  /** Resolves with what the page sends. */
  results: Promise<Results>;
  /** Resets the sandbox, which another runtime has used. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPeer(): Promise<Peer> {
  const sandbox = await startSandbox({ port: 0 });
  const server = createServer((request, response) => {
    const [, first] = (request.url ?? "").split("/");
    if (first === "api") return forward(request, response, sandbox.url);
    if (first === "silent") return request.resume();
    if (first === "settings") return response.end(JSON.stringify(peer.settings));
    if (first === "results")
      return json(request)
        .then((results) => receive(results as Results))
        .then(() => response.end());
    if (first === "page.js") return response.setHeader("content-type", "text/javascript").end(peer.script);
    response.setHeader("content-type", "text/html").end('<script type="module" src="/page.js"></script>');
  });
  const { url, stop } = await listen(server);
  let receive!: (results: Results) => void;
  const peer: Peer = {
    url,
    script: "",
    results: new Promise((resolve) => {
      receive = resolve;
    }),
    settings: {
      api: `${url}/api`,
      silent: `${url}/silent`,
      closed: `http://127.0.0.1:${await freePort()}`,
      outcomes: leaveOutcomes.map(({ body: { error }, ...asked }) => ({
        ...asked,
        ...(error && { code: error.code }),
      })),
      delivery: signed(Object.values(events["participant.removed"]?.examples ?? {})[0]),
    },
    async reset() {
      await fetch(`${sandbox.url}/sandbox/reset`, { method: "POST" });
    },
    async stop() {
      await stop();
      await sandbox.stop();
    },
  };
  return peer;
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, base: string): void {
  const { method, headers, url = "" } = incoming;
  const target = new URL(`${base}${url.slice("/api".length)}`);
  const { origin, ...rest } = headers;
  const forwarded = request(target, { method, headers: { ...rest, host: target.host } }, (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
  });
  forwarded.on("error", () => outgoing.destroy());
  incoming.pipe(forwarded);
}

/** A delivery as Linq signs it, with Node's own HMAC. */
function signed(event: unknown): Settings["delivery"] {
  const body = JSON.stringify(event);
  const key = Buffer.from("a-secret-for-the-runtimes-of-javascript");
  const [id, timestamp] = ["evt_1", `${Math.floor(Date.now() / 1000)}`];
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    body,
    headers: { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` },
    secret: `whsec_${key.toString("base64")}`,
  };
}
