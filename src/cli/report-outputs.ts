import { writeFile } from "node:fs/promises";
import type { Report } from "linq-openapi/verify";
import { assertReadable, assertWritable, unwritable } from "../file-problem.js";
import { printer } from "./printer.js";

/** The flags of every command that ends with a report. */
export const reportFlags = {
  json: { type: "string" },
  junit: { type: "string" },
  html: { type: "string" },
  baseline: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export const reportHelp = `  --json, --junit, --html <file>  write the report there; - is standard output
  --baseline <file>      accept the findings [{ title, location, reason, date }]
  --help                 show this help

On GitHub Actions, each finding is also an annotation. Needs Prism.
Exit code: 0 no deviations, 1 deviations, 2 usage error, 3 nothing to check (no
response, or no traffic for this API), 4 outdated entries in the baseline.`;

const FORMATS = ["json", "junit", "html"] as const;

type Outputs = { [Name in (typeof FORMATS)[number] | "baseline"]?: string | undefined };
type Verify = typeof import("linq-openapi/verify");

const USAGE_ERROR = 2;

/** Where progress goes: not to standard output if the report is written there. */
export function progressTo(outputs: Outputs): (line: string) => void {
  return FORMATS.some((format) => outputs[format] === "-") ? console.error : console.log;
}

/**
 * Makes a report, writes it wherever the flags say, and sets the exit code.
 *
 * @param read reads the command line; returns nothing if it only printed the help
 */
export async function report(
  // biome-ignore lint/suspicious/noConfusingVoidType: a command that only prints its help returns nothing.
  read: () => Promise<{ outputs: Outputs; make(verify: Verify): Promise<Report> } | void>,
): Promise<void> {
  try {
    const command = await read();
    if (!command) return;
    const { outputs, make } = command;
    // Before anything is sent, so that a wrong path does not waste a run.
    await assertFiles(outputs);
    const verify = await import("linq-openapi/verify");
    const entries = outputs.baseline === undefined ? [] : await verify.readBaseline(outputs.baseline);

    const found = verify.withBaseline(await make(verify), entries);
    const print = progressTo(outputs);
    print(`\n${verify.toText(found)}`);
    if (process.env.GITHUB_ACTIONS === "true") for (const line of verify.toGithubAnnotations(found)) print(line);
    process.exitCode = verify.exitCode(found);
    await write("json", outputs.json, verify.toJson(found));
    await write("junit", outputs.junit, verify.toJunit(found));
    await write("html", outputs.html, verify.toHtml(found));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = USAGE_ERROR;
  }
}

async function assertFiles({ baseline, ...outputs }: Outputs): Promise<void> {
  if (baseline !== undefined) await assertReadable(baseline, `--baseline ${baseline}`);
  for (const format of FORMATS) {
    const file = outputs[format];
    if (file !== undefined && file !== "-") await assertWritable(file, `--${format} ${file}`);
  }
}

async function write(format: string, file: string | undefined, content: string): Promise<void> {
  if (file === undefined) return;
  await (file === "-" ? printer(process.stdout)(content) : writeFile(file, content)).catch((error: Error) => {
    throw new Error(unwritable(`--${format} ${file}`, error));
  });
}
