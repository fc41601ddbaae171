/** Makes every change to the workflows that alters a promise, one at a time. */
import { type Json, type JsonObject, nodesOf, valueAt, withValueAt } from "../engine/json-pointers.js";

export interface WorkflowMutant {
  /** The changed workflow. */
  workflow: string;
  /** The step and the place in it. */
  place: string;
  operator: string;
  document: JsonObject;
}

/** Another value for a node; `undefined` omits it. */
type Change = [operator: string, value: Json | undefined];

/** The operations that may replace a step's own. */
const OPERATIONS: Record<string, string[]> = {
  linq: ["leaveChat"],
  sandbox: ["resetSandbox", "queueAnswers", "listEvents", "getSandbox"],
};
/** Steps that only observe show what the others did: without one, the workflow promises less, but nothing different. */
const LOOKS = /\.(listEvents|getSandbox)$/;

/** Which places in a step are changed, and how. */
const CHANGES: [place: RegExp, changes: (value: Json) => Change[]][] = [
  [/^$/, (step) => (LOOKS.test(`${valueAt(step, "#/operationId")}`) ? [] : [["drop a step", undefined]])],
  [/^\/operationId$/, (id) => otherOperations(`${id}`)],
  [/\/condition$/, (condition) => otherConditions(`${condition}`)],
  [/^\/parameters\/\d+$/, () => [["drop a parameter", undefined]]],
  [
    /^\/requestBody\/payload\/answers\/\d+$/,
    () => [
      ["drop a queued response", undefined],
      ["change a queued response", "groupChatsOnly"],
    ],
  ],
  [/^\/onFailure\/\d+$/, (action) => otherActions(action as JsonObject)],
];

export function workflowMutants(document: JsonObject): WorkflowMutant[] {
  return [...nodesOf(document)].flatMap(({ pointer, value, parent }) => {
    const [, workflow, step, below] = /^(#\/workflows\/\d+)(\/steps\/\d+)(.*)$/.exec(pointer) ?? [];
    const changes = CHANGES.find(([place]) => below !== undefined && place.test(below))?.[1](value) ?? [];
    // Without its last step, a workflow promises less, but nothing different.
    const isLastStep = below === "" && (parent as Json[]).at(-1) === value;
    return (isLastStep ? [] : changes).map(([operator, other]) => ({
      workflow: `${valueAt(document, `${workflow}/workflowId`)}`,
      place: `${valueAt(document, `${workflow}${step}/stepId`)}${below}`,
      operator,
      document: withValueAt(document, pointer, other),
    }));
  });
}

function otherOperations(id: string): Change[] {
  const [, source = "", name = ""] = /^\$sourceDescriptions\.(\w+)\.(\w+)$/.exec(id) ?? [];
  const others = [...(OPERATIONS[source] ?? []).filter((other) => other !== name), `${name}s`];
  return others.map((other) => [`ask for ${other}`, `$sourceDescriptions.${source}.${other}`]);
}

function otherConditions(condition: string): Change[] {
  const changes: [operator: string, condition: string][] = [
    ["invert a comparison", condition.replace("==", "!=")],
    ["change a number", condition.replace(/(?<=== )\d+$|(?<=== )\d+(?=\])/, (number) => `${Number(number) + 1}`)],
    ["change a string", condition.replace(/'$/, "s'")],
    ["change a flag", condition.replace(/true$/, "false")],
    ["change a place", condition.replace(/(?<=[/.])(\w+)(?= ==|\) ==)/, "$1s")],
  ];
  return changes.filter(([, other]) => other !== condition);
}

function otherActions(action: JsonObject): Change[] {
  return [
    ["drop an action", undefined],
    ["do not repeat", { ...action, retryLimit: 0 }],
    ["do not wait", { ...action, retryAfter: 0 }],
    ["end instead", { ...action, type: "end" }],
    ["always repeat", withValueAt(action, "#/criteria")],
  ];
}
