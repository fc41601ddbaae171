/** Every snippet in the documents works, and every table matches the code and the contract. */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import spec from "linq-openapi/openapi.json" with { type: "json" };
import { signWebhook } from "linq-openapi/webhooks";
import { beforeAll, describe, expect, inject, test, vi } from "vitest";
import { freePort } from "../helpers/free-port.js";
import { full } from "../helpers/full-mode.js";
import { linqOpenapi } from "../helpers/linq-openapi-command.js";
import { secret } from "../helpers/receiver.js";
import { root, run, scratchCopy } from "../helpers/scratch-copy.js";
import { listens, printed, start } from "../helpers/started-programs.js";
import { soon } from "../helpers/time-limit.js";
import { check } from "../helpers/type-checker.js";

const otherSecret = "whsec_b25seS1mb3ItdGhlLXN0b3J5LW9mLWEtbGVhdmU=";
const event = spec.components.examples.participantRemoved.value;

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const textOf = (file: string) => readFileSync(join(root, file), "utf8");
const readme = textOf("README.md");
const contributing = textOf("CONTRIBUTING.md");

interface Block {
  heading: string;
  language: string;
  code: string;
}

/** Of the examples, only those whose snippets are tested here. */
const documents = ["README.md", "CONTRIBUTING.md", "examples/receivers/README.md", "examples/testing/README.md"];
const blocks = documents.map(textOf).flatMap(blocksOf);
/** Programs for frameworks that are not installed here; `npm run test:frameworks` runs them. */
const frameworks = /from "(express|fastify|hono)"/;
const programs = blocks
  .filter(({ language, code }) => /^[jt]s$/.test(language) && !frameworks.test(code))
  .map((block, at) => ({ at, ...block }));
/** Programs that wait for webhooks. */
const receivers = programs.filter(
  ({ code }) => /create(Node|Fetch)Receiver/.test(code) && !code.includes("signWebhook"),
);
const commands = blocks.filter(({ language }) => language === "sh").flatMap(({ code }) => commandsOf(code));
const [json] = blocks.filter(({ language }) => language === "json");

describe.concurrent("the documents", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await scratchCopy(["package.json", "tsconfig.json"], ["src", "generated", "node_modules"]);
    await mkdir(join(folder, "snippets"));
    await writeFile(join(folder, "snippets/fail-once.mjs"), FAIL_ONCE);
    for (const { at, language, code } of programs) await writeFile(join(folder, `snippets/${at}.${language}`), code);
  });

  test("the documents have only those kinds of snippets that are tested here", () => {
    // Blocks without a language are diagrams.
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(["", "sh", "ts", "js", "json"]));
  });

  test.runIf(full)("the snippets and the tables of options and errors compile", () => {
    const snippets = programs.map(({ at, language, code }) => [`snippets/${at}.${language}`, code]);
    const files = { ...Object.fromEntries(snippets), "snippets/tables.ts": tablesAsTypes() };
    expect(check(Object.keys(files), files, { checkJs: true }).errors).toEqual([]);
  });

  test.each(programs.filter((program) => !receivers.includes(program)))(
    "the snippet under $heading prints what it says",
    async ({ at, language, code }) => {
      const env = { LINQ_API_V3_API_KEY: "any-key", LINQ_API_V3_BASE_URL: inject("mockUrl") };
      const result = await run(folder, process.execPath, [await built(`${at}.${language}`)], env);

      const prints = [...code.matchAll(/^ *console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => `${line}\n`);
      expect(result).toEqual({ code: 0, stdout: prints.join(""), stderr: "" });
    },
  );

  test("the documents have two webhook receivers for Node: one that listens, and one that exports a handler", () => {
    expect(receivers.map(({ code }) => [code.includes(".listen("), code.includes("export const POST")])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test.each(receivers)(
    "the receiver under $heading rejects forgeries, and redelivery repeats failed work ($at)",
    async ({ at, code }) => {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      const command = [`LINQ_WEBHOOK_SECRET=${secret}`, ...(await receiverProgram(at, code, port))];
      const receiver = start("sh", ["-c", 'exec env "$@" 2>&1', "sh", ...command]);
      try {
        await vi.waitFor(async () => expect(await listens(url)).toBe(true), soon);
        const heard = printed(receiver, /^Out of chat .*$/m);
        const deliver = async (secret: string) =>
          (await fetch(url, { method: "POST", ...signWebhook(event, { secret }) })).status;
        expect(await deliver(otherSecret)).toBe(400);
        expect(await deliver(secret)).toBe(500);
        expect(await deliver(secret)).toBe(204);
        expect(await deliver(secret)).toBe(204);
        expect(await heard).toContain(`Out of chat ${event.data.chat_id}\n`);
      } finally {
        receiver.kill();
      }
    },
  );

  test.each(receivers)(
    "the receiver under $heading does not start without a secret, and says so ($at)",
    async ({ at, code }) => {
      const command = await receiverProgram(at, code, await freePort());
      const { code: ended, stderr } = await run(folder, "env", ["-u", "LINQ_WEBHOOK_SECRET", ...command]);
      expect(ended).toBe(1);
      expect(stderr).toContain("LinqWebhookError: The webhook secret cannot be used: it is missing.");
    },
  );

  /** The command that runs a receiver on a port. Its work, the first `console.log`, fails once. */
  async function receiverProgram(at: number, code: string, port: number): Promise<string[]> {
    const source = `receiver-${at}-${port}.ts`;
    const onPort = `${code.replace("3000", `${port}`)}\n${code.includes(".listen(") ? "" : served(port)}`;
    await writeFile(join(folder, "snippets", source), onPort);
    return [process.execPath, "--import", join(folder, "snippets/fail-once.mjs"), await built(source)];
  }

  /** A snippet as a program for Node, with the current package in it. */
  async function built(snippet: string): Promise<string> {
    const outfile = join(folder, "built", `${snippet}.mjs`);
    const entryPoints = [join(folder, "snippets", snippet)];
    await build({ entryPoints, outfile, bundle: true, packages: "external", format: "esm", platform: "node" });
    return outfile;
  }

  test.each(commands.filter((command) => command.startsWith("curl ")))(
    "the documented curl command prints the documented response: %s",
    async (command) => {
      const { stdout } = await run(root, "sh", ["-c", command.replace("http://127.0.0.1:4010", inject("mockUrl"))]);
      expect(stdout).toBe(json?.code.trim());
    },
  );

  test.each(npxCommands())("the documented command exists and explains its options: %s %s", async (name, command) => {
    const help = [command, "--help"];
    const { code, stdout } = await (name in manifest.bin
      ? linqOpenapi(...help)
      : run(root, process.execPath, [programOf(name), ...help]));
    expect(code).toBe(0);
    expect(stdout).toContain(command);
  });

  test("no documented command lets npx download a second package, which an installed linq-openapi could not find", () => {
    const own = commands.filter((line) => line.startsWith("npx") && line.includes(" linq-openapi"));
    expect(own).not.toEqual([]);
    expect(own.filter((line) => / (-p|--package)\b/.test(line))).toEqual([]);
  });

  test("the README installs Prism before it verifies a deployment", () => {
    const block = blocks.find(({ heading }) => heading === "Check a deployment");
    expect(commandsOf(block?.code ?? "")).toEqual([
      `npm install --save-dev @stoplight/prism-cli@${manifest.devDependencies["@stoplight/prism-cli"]}`,
      expect.stringMatching(/^npx linq-openapi verify https:/),
    ]);
  });

  test.each(npmScripts())("the documented script exists: npm run %s", (script) => {
    expect([...Object.keys(manifest.scripts), "ci", "cit", "install"]).toContain(script);
  });

  test.each(Object.keys(manifest.scripts).filter((name) => name !== "prepare"))(
    "README or CONTRIBUTING explains npm run %s",
    (script) => {
      expect(`${readme}${contributing}`).toMatch(new RegExp(`npm (run )?${script}(?![\\w:-])`));
    },
  );

  test("the table of error codes matches the contract", () => {
    const catalogue: { code: number; retry: string; wait?: number }[] =
      spec.components.schemas.ErrorCode["x-error-codes"];
    const codes = (rule: string, seconds?: number) =>
      catalogue.filter(({ retry, wait }) => retry === rule && wait === seconds).map(({ code }) => code);

    const rows = tableAfter("code").map(([codes = "", text]) => ({ codes: codes.split(", ").map(Number), text }));
    expect(rows, "README.md, Errors and retries: move each code to the row of its rule").toEqual([
      { codes: codes("backoff"), text: expect.stringContaining("retries after a growing random pause") },
      { codes: codes("after"), text: "retries after the time in `retry-after`" },
      { codes: codes("after", 30), text: "retries after the time in `retry-after`, else after 30 s" },
      { codes: codes("never"), text: "does not retry" },
    ]);
    expect(rows.flatMap(({ codes }) => codes).sort()).toEqual(catalogue.map(({ code }) => code).sort());
  });

  test.each(linksOf([...documents, "examples/languages/README.md", "examples/recipes/README.md"]))(
    "the link in %s leads to an existing file and heading: %s",
    (document, link) => {
      const [path = "", heading] = link.split("#");
      const target = join(root, path === "" ? document : join(dirname(document), path));
      expect(existsSync(target)).toBe(true);
      if (heading) expect(headingsOf(readFileSync(target, "utf8"))).toContain(heading);
    },
  );

  test("the README names the release of Prism that is tested", () => {
    const prism = `@stoplight/prism-cli@${manifest.devDependencies["@stoplight/prism-cli"]}`;
    expect(new Set(readme.match(/@stoplight\/prism-cli@[\d.]+\d/g))).toEqual(new Set([prism]));
  });
});

const FAIL_ONCE = `const { log } = console;
console.log = () => {
  console.log = log;
  throw new Error("The README's receiver fails once.");
};
`;

/** Serves the `POST` of a program with Node's own server. */
function served(port: number): string {
  return `import { createServer } from "node:http";
import { text } from "node:stream/consumers";
createServer(async (incoming, outgoing) => {
  const headers = new Headers(incoming.headers as Record<string, string>);
  const answer = await POST(new Request("http://localhost", { method: "POST", headers, body: await text(incoming) }));
  outgoing.writeHead(answer.status).end();
}).listen(${port}, "127.0.0.1");
`;
}

function blocksOf(markdown: string): Block[] {
  const fences = markdown.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms);
  return [...fences].map(({ index, 1: indent = "", 2: language = "", 3: code = "" }) => ({
    heading: markdown.slice(0, index).split(/^#+ /m).at(-1)?.split("\n")[0] ?? "",
    language,
    code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

function linksOf(files: string[]): [document: string, link: string][] {
  return files.flatMap((file) =>
    [...textOf(file).matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, link = ""]): [string, string] => [file, link]),
  );
}

/** The headings in the form that links use. */
function headingsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(" ", "-")
      .replaceAll(/[^\w-]/g, ""),
  );
}

function commandsOf(code: string): string[] {
  const lines = code
    .replaceAll("\\\n", "")
    .replaceAll(/ *#.*/g, "")
    .split(/\n| && /);
  return lines.map((line) => line.trim()).filter((line) => line);
}

/** The program and the command of each `npx` line. */
function npxCommands(): [name: string, command: string][] {
  return commands.flatMap((line) => {
    const [, name, command] = /^(?:\w+=\S+ )*npx (?:-p \S+ )*(\S+) (\S+)/.exec(line) ?? [];
    return name && command ? [[name, command]] : [];
  });
}

/** The program that `npx <name>` runs. */
function programOf(name: string): string {
  const { bin } = JSON.parse(textOf(`node_modules/${name}/package.json`));
  return join(root, "node_modules", name, `${Object.values(bin)[0]}`);
}

/** The script of each `npm` line. */
function npmScripts(): string[] {
  return commands.flatMap((line) => /^(?:\w+=\S+ )*npm (?:run )?(\S+)/.exec(line)?.[1] ?? []);
}

/** The rows of the README's table whose first column has this title. */
function tableAfter(title: string): string[][] {
  const table = readme.split(`\n| ${title} | `)[1]?.split("\n\n")[0] ?? "";
  const rows = table.split("\n").slice(2);
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** A module that compiles only if the tables name each option and error, and no member that does not exist. */
function tablesAsTypes(): string {
  const names = (cell = "") => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const options = tableAfter("option").flatMap(([cell]) => names(cell));
  const errors = tableAfter("error").map(([cell, , carries]) => ({
    error: names(cell)[0],
    carries: names(carries).map((name) => `"${name}"`),
  }));
  const keys = (names: unknown[]) => names.map((name) => `${name}: true`).join();
  return `import type * as linq from "linq-openapi";
type ErrorName = Exclude<keyof typeof linq & \`Linq\${string}Error\`, "LinqError">;
type Option = Exclude<keyof linq.ClientOptions, "clock">;
export const options: Record<Option, true> = { ${keys(options)} };
export const errors: Record<ErrorName, true> = { ${keys(errors.map(({ error }) => error))} };
${errors.map(({ error, carries }) => `export type In${error} = Pick<linq.${error}, ${carries.join(" | ")}>;`).join("\n")}
`;
}
