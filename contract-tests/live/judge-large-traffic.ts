/** Whether an installed package's `judge` reads 1 GiB of traffic, as HAR and as NDJSON, with a heap a quarter of that size. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { jsonResponse } from "../providers/reference-provider.js";
import { toHar } from "./har.js";

const SIZE = 2 ** 30;
const LEAVE = "/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave";

const request = { method: "POST", path: LEAVE, headers: { authorization: "Bearer any-key" } };
const own = { request, response: jsonResponse(202, { status: "accepted" }) };
const image = { status: 200, headers: { "content-type": "image/png" }, body: "0".repeat(50_000) };
const others = Array.from({ length: 9 }, () => ({
  request: { method: "GET", path: "/image.png", headers: {} },
  response: image,
}));
const [before = "", entries = ""] = toHar("https://api.example.com", [own, ...others]).split(
  /(?<="entries":\[)|\]\}\}$/,
);
const lines = JSON.parse(`[${entries}]`).map((entry: unknown) => `${JSON.stringify(entry)}\n`);

const [project = ""] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), "linq-openapi-gibibyte-"));
try {
  await judge("traffic.har", [before, entries], `,${entries}`, "]}}");
  await judge("traffic.ndjson", [], lines.join(""), "");
} finally {
  await rm(folder, { recursive: true });
}

async function judge(name: string, start: string[], repeated: string, end: string): Promise<void> {
  const file = join(folder, name);
  const output = createWriteStream(file);
  for (const text of start) output.write(text);
  for (let size = 0; size < SIZE; size += repeated.length) {
    if (!output.write(repeated)) await once(output, "drain");
  }
  output.end(end);
  await once(output, "close");

  const command = join(project, "node_modules/.bin/linq-openapi");
  const env = { ...process.env, NODE_OPTIONS: `--max-old-space-size=${SIZE / 4 / 2 ** 20}` };
  const { stdout } = await promisify(execFile)(command, ["judge", file], { env, maxBuffer: SIZE });
  const [counted = "nothing"] = /Recorded exchanges with this API: \d+ of \d+/.exec(stdout) ?? [];
  if (!/: (\d+) of \1\d$/.test(counted)) throw new Error(`${name}: ${counted}`);
  console.log(`  ${name}: ${counted}`);
  await rm(file);
}
