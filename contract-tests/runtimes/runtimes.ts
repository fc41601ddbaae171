/** How to run the scenarios in each runtime. The runtimes are npm packages, except Chromium, which comes from Debian. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { build } from "esbuild";
import { output } from "./command-output.js";
import { installed, nodePackage, platform } from "./installed-packages.js";
import type { Peer } from "./peer-server.js";

/** What went wrong in each scenario, or `null`. */
export type Results = Record<string, string | null>;

interface Context {
  /** Where the package is installed, with the scenarios beside it. */
  folder: string;
  peer: Peer;
}

export interface Runtime {
  start(context: Context): Promise<{ version: string; results: Results }>;
  /** Scenarios that are impossible there. */
  exceptions?: readonly string[];
}

/** For refused and lost connections alike, workerd says "Network connection lost." and Chromium "Failed to fetch". */
const INDISTINCT = ["says that a refused connection sent nothing"];
export const LONG_TERM_NODE = "24.21.0";

export const runtimes: Record<string, Runtime> = {
  "node-20": node("20.20.2"),
  "node-22": node("22.23.3"),
  "node-24": node(LONG_TERM_NODE),
  "node-26": node("26.10.0"),
  deno: program("deno", `@deno/${platform}${process.platform === "linux" ? "-glibc" : ""}@2.9.6`, "deno", [
    "run",
    "--quiet",
    "--allow-net=127.0.0.1",
    "--allow-env",
  ]),
  bun: program("bun", `@oven/bun-${platform}@1.4.5`, "bin/bun", []),
  workerd: { start: workerd, exceptions: INDISTINCT },
  chromium: { start: chromium, exceptions: INDISTINCT },
};

function node(version: string): Runtime {
  return program(...nodePackage(version), []);
}

/** A runtime that runs a program and passes on its output. */
function program(name: string, specifier: string, path: string, args: string[]): Runtime {
  return {
    async start({ folder, peer }) {
      const binary = await installed(name, specifier, path);
      const version = (await output(binary, ["--version"], { cwd: folder })).split("\n")[0] ?? "";
      const printed = await output(binary, [...args, "process.js", JSON.stringify(peer.settings)], { cwd: folder });
      return { version: version.replace(/^(v|deno )|\(.*/g, "").trim(), results: JSON.parse(printed) };
    },
  };
}

async function workerd({ folder, peer }: Context) {
  const version = "1.20261117.1";
  const system = process.platform === "win32" ? "windows" : process.platform;
  const cpu = process.arch === "x64" ? "64" : process.arch;
  const binary = await installed("workerd", `@cloudflare/workerd-${system}-${cpu}@${version}`, "bin/workerd");
  await writeFile(join(folder, "worker.bundle.js"), await bundle(folder, "worker.js"));
  await writeFile(
    join(folder, "worker.capnp"),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "internet", network = (allow = ["private"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.bundle.js")],
  compatibilityDate = "2026-11-01",
);
`,
  );

  const server = spawn(binary, ["serve", "--control-fd=3", "worker.capnp"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  try {
    const port = await Promise.race([listening(server.stdio[3] as Readable), failed(server)]);
    const request = { method: "POST", body: JSON.stringify(peer.settings), signal: AbortSignal.timeout(60_000) };
    const response = await fetch(`http://127.0.0.1:${port}`, request);
    return { version, results: (await response.json()) as Results };
  } finally {
    server.kill();
  }
}

async function listening(control: Readable): Promise<number> {
  for await (const line of createInterface(control)) {
    const { event, port } = JSON.parse(line);
    if (event === "listen") return port;
  }
  throw new Error("workerd exited before it was listening");
}

async function chromium({ folder, peer }: Context) {
  const version = await output("chromium", ["--version"], { cwd: folder }).catch(() => {
    throw new Error("Chromium is not installed. On Debian: apt-get install chromium");
  });
  peer.script = await bundle(folder, "page.js");
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const browser = spawn("chromium", [...flags, `--user-data-dir=${join(folder, "chromium")}`, peer.url], {
    stdio: "ignore",
  });
  const ended = once(browser, "exit");
  try {
    const results = await Promise.race([peer.results, failed(browser), late()]);
    return { version: /[\d.]+/.exec(version)?.[0] ?? "", results };
  } finally {
    browser.kill();
    await ended;
  }
}

async function failed(child: ReturnType<typeof spawn>): Promise<never> {
  const [code] = await once(child, "exit");
  throw new Error(`It exited with ${code}.`);
}

function late(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(reject, 60_000, new Error("It sent no results within 60 seconds.")).unref();
  });
}

/** One script, as bundled for workers and browsers. */
async function bundle(folder: string, file: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [file],
    bundle: true,
    format: "esm",
    target: "es2023",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
