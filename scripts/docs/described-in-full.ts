import type { ErrorCode } from "../../generated/error-codes.js";
import { retryRule } from "../../src/retry-rule.js";

interface Contract {
  info: { description: string };
  components: { schemas: { ErrorCode: { "x-error-codes": (ErrorCode & { code: number })[] } } };
}

interface Workflows {
  info: { description: string };
  workflows: {
    workflowId: string;
    summary: string;
    description: string;
    steps: { stepId: string; description: string; operationId: string }[];
  }[];
}

/** The contract with the facts that documentation tools do not show, the error codes and the workflows, added to its description. */
export function describedInFull<Described extends Contract>(contract: Described, workflows: Workflows): Described {
  const { info, components } = contract;
  const description = [info.description, errorCodes(components), workflowsOf(workflows)].join("\n\n");
  return { ...contract, info: { ...info, description } };
}

function errorCodes({ schemas }: Contract["components"]): string {
  const rows = schemas.ErrorCode["x-error-codes"].map((entry) => {
    return `| **${entry.code}** | ${entry.status} | ${entry.meaning} | ${retryRule(entry)} |`;
  });
  return ["# Error codes", "", "| Code | Status | Meaning | Retry |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function workflowsOf({ info, workflows }: Workflows): string {
  const sections = workflows.map(({ workflowId, summary, description, steps }) => {
    const items = steps.map((step) => {
      const [, source, operation] = step.operationId.split(".");
      return `1. **${step.stepId}** (\`${source}.${operation}\`): ${step.description}`;
    });
    return [`## ${summary}`, `\`${workflowId}\``, description, items.join("\n")].join("\n\n");
  });
  return ["# Workflows", fenced(info.description), ...sections].join("\n\n");
}

/** Redoc renders indented code as text. */
function fenced(markdown: string): string {
  return markdown.replace(/(^ {4}.+\n?)+/gm, (code) => `\`\`\`sh\n${code.replace(/^ {4}/gm, "")}\`\`\`\n`);
}
