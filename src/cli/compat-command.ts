import { createRequire } from "node:module";
import { type Change, type Comparison, compareContracts, type Level } from "../compat/index.js";
import { readContract } from "../compat/read-contract.js";
import { readArguments } from "./arguments.js";

const help = `Usage: linq-openapi compat <old> [<new>]

Compares two OpenAPI documents, JSON or YAML: what changes for a client, for a
webhook receiver, for retries, and for tests against the mock. Without <new>,
<old> is compared with the contract of this package.

  --json   print the result as JSON
  --help   show this help

Exit code: 0 if the new version allows the changes; 1 if it does not, because a
breaking change needs a new major version (before 1.0.0, a new minor one); 2 if
the two cannot be compared.`;

const BREAKS = 1;
const INCOMPARABLE = 2;

export const compat = {
  summary: "compare two contracts: what breaks, and the next version",

  /** Has its own exit codes, so that a usage error never looks like a breaking change. */
  async run(args: string[]): Promise<void> {
    try {
      const options = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
      const { values, positionals } = readArguments("compat", args, options, Number.POSITIVE_INFINITY);
      if (values.help) return console.log(help);

      const comparison = await compareFiles(positionals);
      console.log(values.json ? JSON.stringify(comparison, null, 2) : report(comparison));
      if (!comparison.versionFits) process.exitCode = BREAKS;
    } catch (error) {
      console.error((error as Error).message);
      process.exitCode = INCOMPARABLE;
    }
  },
};

async function compareFiles([before, after, ...others]: string[]): Promise<Comparison> {
  if (before === undefined || others.length > 0) {
    throw new Error(`compat takes one or two files: the old contract, and the new one.\n\n${help}`);
  }
  const own = createRequire(import.meta.url).resolve("linq-openapi/openapi.json");
  const documents = await Promise.all([before, after ?? own].map(readContract));
  return compareContracts(...(documents as [unknown, unknown]), {
    before,
    after: after ?? "The contract of this package",
  });
}

const HEADINGS: Record<Level, string> = { breaking: "Breaking", additive: "Additive", neutral: "Neutral" };

function report(comparison: Comparison): string {
  const { title, oldVersion, newVersion, changes } = comparison;
  const levels = Object.keys(HEADINGS) as Level[];
  const sections = levels.flatMap((level) => {
    const some = changes.filter((change) => change.level === level);
    return some.length > 0 ? [`${HEADINGS[level]}: ${some.length}\n${some.map(described).join("\n")}`] : [];
  });
  return [`${title}: ${oldVersion} → ${newVersion}`, ...sections, conclusion(comparison)].join("\n\n");
}

function described({ level, audiences, message, place, reason }: Change): string {
  if (level === "neutral") return `  ${place}`;
  return `  ${message}\n    ${place}\n    ${audiences.join(", ")}: ${reason}`;
}

function conclusion({ level, oldVersion, newVersion, nextVersion, versionFits }: Comparison): string {
  if (!level) return "Nothing changed.";
  if (!nextVersion) return `${oldVersion} is not a semantic version, so there is no next version.`;
  if (level !== "breaking") return `The next version after ${oldVersion} is ${nextVersion}.`;
  const demand = `A breaking change after ${oldVersion} needs ${nextVersion}`;
  if (versionFits) return `${demand}. The new contract says ${newVersion}.`;
  return `${demand}, but the new contract says ${newVersion}. Raise its info.version, or undo the breaking change.`;
}
