import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Report } from "linq-openapi/verify";

/** The flags of every command that ends with a report. */
export const reportFlags = {
  json: { type: "string" },
  junit: { type: "string" },
  html: { type: "string" },
  baseline: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export const reportHelp = `  --json <file>             the report as JSON; - is standard output
  --junit <file>            the same as JUnit XML
  --html <file>             the same as one self-contained page
  --baseline <file>         accepted findings: a JSON list of
                            { title, location, reason, date }

On GitHub Actions, each finding is also an annotation. Needs Prism.
Exit code: 0 kept, 1 deviations, 2 usage error, 3 nothing to check (no response,
or no traffic of this API), 4 outdated entries in the baseline.`;

type Outputs = { [Name in "json" | "junit" | "html" | "baseline"]?: string | undefined };
type Verify = typeof import("linq-openapi/verify");

const USAGE_ERROR = 2;

/** Where progress goes: standard output belongs to the report if that is written there. */
export function progressTo({ json, junit, html }: Outputs): (line: string) => void {
  return [json, junit, html].includes("-") ? console.error : console.log;
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
    const { outputs } = command;
    const verify = await import("linq-openapi/verify");
    // Before anything is sent, so that a wrong path does not waste a run.
    const entries = outputs.baseline === undefined ? [] : await verify.readBaseline(outputs.baseline);
    const files = [outputs.json, outputs.junit, outputs.html].filter((file) => file !== undefined && file !== "-");
    for (const file of files) await access(dirname(resolve(file as string)), constants.W_OK);

    const found = verify.withBaseline(await command.make(verify), entries);
    const print = progressTo(outputs);
    print(`\n${verify.toText(found)}`);
    if (process.env.GITHUB_ACTIONS === "true") for (const line of verify.toGithubAnnotations(found)) print(line);
    process.exitCode = verify.exitCode(found);
    await write(outputs.json, verify.toJson(found));
    await write(outputs.junit, verify.toJunit(found));
    await write(outputs.html, verify.toHtml(found));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = USAGE_ERROR;
  }
}

async function write(file: string | undefined, content: string): Promise<void> {
  if (file === "-") process.stdout.write(content);
  else if (file !== undefined) await writeFile(file, content);
}
