/** Real database servers, each with its own folder and port. They end when the tests end, however that happens. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { createClient } from "redis";
import { freePort } from "../helpers/free-port.js";
import { signalGroup, start } from "../helpers/started-programs.js";
import { LIMIT } from "../helpers/time-limit.js";

/** Debian keeps the PostgreSQL server outside the PATH. */
const DEBIAN = "/usr/lib/postgresql";

export interface Database {
  readonly url: string;
  start(): Promise<void>;
  /** Ends the server as a crash would. Whatever it has acknowledged is still there after the next start. */
  stop(): Promise<void>;
}

/** @throws Error that says what to install */
export function findServers() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const debian = versions.map((version) => join(DEBIAN, version, "bin"));
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...debian];
  const find = (name: string) => folders.map((folder) => join(folder, name)).find(existsSync);
  const [initdb, postgres, redis] = [find("initdb"), find("postgres"), find("redis-server")];
  if (initdb && postgres && redis) return { initdb, postgres, redis };
  const missing = [...(initdb && postgres ? [] : ["PostgreSQL"]), ...(redis ? [] : ["Redis"])];
  throw new Error(
    `${missing.join(" and ")} cannot be found. On Debian: apt-get install postgresql redis-server. ` +
      "Elsewhere, put initdb, postgres and redis-server on the PATH.",
  );
}

export async function startPostgres({ initdb, postgres }: ReturnType<typeof findServers>, parent: string) {
  const folder = join(parent, "postgres");
  const user = unprivilegedUser();
  mkdirSync(folder);
  if (user) chownSync(folder, user.uid, user.gid);
  execFileSync(initdb, ["-D", folder, "-U", "postgres", "--auth=trust"], { ...user, cwd: folder, stdio: "pipe" });

  const port = await freePort();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"];
  const args = ["-D", folder, ...settings.flatMap((setting) => ["-c", setting]), "-c", "log_min_messages=panic"];
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const isReady = async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.end();
  };
  return keep({ url, isReady, launch: () => start(postgres, args, { ...user, cwd: folder }), signal: "SIGQUIT" });
}

export async function startRedis({ redis }: ReturnType<typeof findServers>, parent: string) {
  const folder = join(parent, "redis");
  mkdirSync(folder);
  const port = await freePort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", ""];
  const url = `redis://127.0.0.1:${port}`;
  const isReady = async () => {
    const client = createClient({ url, socket: { reconnectStrategy: false } }).on("error", () => {});
    await client.connect();
    try {
      await client.ping();
    } finally {
      client.destroy();
    }
  };
  return keep({ url, isReady, launch: () => start(redis, args), signal: "SIGKILL" });
}

interface Server {
  url: string;
  launch(): ReturnType<typeof start>;
  /** Rejects until the server responds. */
  isReady(): Promise<void>;
  signal: NodeJS.Signals;
}

async function keep({ url, launch, isReady, signal }: Server): Promise<Database> {
  let child = launch();
  await ready();
  return {
    url,
    async start() {
      child = launch();
      await ready();
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, "close");
      signalGroup(child, signal);
      await closed;
    },
  };

  async function ready(): Promise<void> {
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    for (const end = Date.now() + LIMIT; ; await sleep(50)) {
      const error = await isReady().catch((error: Error) => error);
      if (!error) return;
      if (child.exitCode !== null || Date.now() > end) throw new Error(`${url} does not respond: ${error}\n${output}`);
    }
  }
}

/** PostgreSQL does not run as root. */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8");
  const entry = /^postgres:.*?:(\d+):(\d+)/m.exec(users) ?? /^nobody:.*?:(\d+):(\d+)/m.exec(users);
  return entry ? { uid: Number(entry[1]), gid: Number(entry[2]) } : undefined;
}
