/** One row of the table: a language's client, generated from a contract and run with all its scenarios. */
import { join } from "node:path";
import { contractIn, failures, scenariosOf } from "./client-scenarios.js";
import type { FutureApi } from "./future-api.js";
import { makeClient, versionOf } from "./generated-client.js";
import { type Language, languages } from "./languages.js";
import { run } from "./shell.js";

export interface Trial {
  /** The folder that holds `generated/`. */
  contract: string;
  /** Where the clients are generated, each in its own folder. */
  folder: string;
  api: FutureApi;
}

export interface Row {
  version: string;
  /** How many scenarios passed in each group, or why none was run. */
  passed: string[];
  problems: string[];
  /** Why nothing was run, if that is acceptable. */
  skipped?: string;
}

export async function tryLanguage(name: string, { contract, folder, api }: Trial): Promise<Row> {
  const language = languages[name] as Language;
  const version = await versionOf(language);
  if (version === undefined) return notInstalled(language);
  const home = join(folder, name.replaceAll(/\W+/g, "-"));
  try {
    await makeClient(name, language, contract, home);
    if (!language.program) return { version: "", passed: ["generated, not compiled"], problems: [] };

    for (const line of language.program.checks) await run(line, home);
    await api.reset();
    const { input, groups, expected } = scenariosOf(await contractIn(contract), api.urls);
    const { stdout } = await run(language.program.run, home, JSON.stringify(input));
    const failed = failures(expected, JSON.parse(stdout));
    const passed = Object.values(groups).map((names) => {
      const green = names.filter((one) => !failed.has(one));
      return `${green.length}/${names.length}`;
    });
    return { version, passed, problems: [...failed].map(([scenario, text]) => `${scenario}: ${text}`) };
  } catch (error) {
    return { version, passed: ["failed"], problems: [(error as Error).message] };
  }
}

/** With `CI=true`, nothing may be missing. */
function notInstalled({ install }: Language): Row {
  const how = typeof install === "string" ? `See ${install}` : `On Debian: apt-get install ${install.join(" ")}`;
  const row = { version: "", passed: ["not installed"], problems: [] };
  return process.env.CI ? { ...row, problems: [`not installed. ${how}`] } : { ...row, skipped: how };
}
