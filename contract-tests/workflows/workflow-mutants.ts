/** Makes every change to the workflows that alters a promise, one at a time. */
import type { Json, JsonObject } from "../engine/json.js";

export interface WorkflowMutant {
  /** The changed workflow. */
  workflow: string;
  /** The place in words: the step, and what is changed in it. */
  place: string;
  operator: string;
  document: JsonObject;
}

interface Criterion extends JsonObject {
  condition: string;
}
interface Action extends JsonObject {
  name: string;
  criteria: Criterion[];
}
interface Step extends JsonObject {
  stepId: string;
  operationId: string;
  parameters: JsonObject[];
  successCriteria: Criterion[];
  onFailure: Action[];
}
interface Workflow extends JsonObject {
  workflowId: string;
  steps: Step[];
}

type Change<Part> = [operator: string, change: (part: Part) => void];

/** The operations that may replace a step's own. */
const OPERATIONS: Record<string, string[]> = {
  linq: ["leaveChat"],
  sandbox: ["resetSandbox", "queueAnswers", "listEvents", "getSandbox"],
};
/** Steps that only observe, like last steps, show what the others did: without one, the workflow promises less, but nothing different. */
const LOOKS = /\.(listEvents|getSandbox)$/;

export function workflowMutants(document: JsonObject): WorkflowMutant[] {
  const workflows = document.workflows as Workflow[];
  return workflows.flatMap(({ workflowId, steps }, index) =>
    steps.flatMap((step, at) =>
      changesOf(step, at === steps.length - 1).map(([operator, place, change]) => {
        const copy = structuredClone(document);
        const workflow = (copy.workflows as Workflow[])[index] as Workflow;
        change(workflow.steps[at] as Step, workflow.steps);
        return { workflow: workflowId, place: `${step.stepId}${place}`, operator, document: copy };
      }),
    ),
  );
}

type StepChange = [operator: string, place: string, change: (step: Step, steps: Step[]) => void];

function changesOf(step: Step, isLast: boolean): StepChange[] {
  return [
    ...operationChanges(step, isLast),
    ...criteriaChanges(step.successCriteria, "", (changed) => changed.successCriteria),
    ...(step.parameters ?? []).map(
      (_, index): StepChange => ["drop a parameter", ` ${index}`, ({ parameters }) => void parameters.splice(index, 1)],
    ),
    ...queueChanges(step),
    ...(step.onFailure ?? []).flatMap(actionChanges),
  ];
}

function operationChanges({ operationId }: Step, isLast: boolean): StepChange[] {
  const [, source = "", name = ""] = /^\$sourceDescriptions\.(\w+)\.(\w+)$/.exec(operationId) ?? [];
  const others = [...(OPERATIONS[source] ?? []).filter((other) => other !== name), `${name}s`];
  const changed = others.map(
    (other): StepChange => [
      `ask for ${other}`,
      "",
      (step) => {
        step.operationId = `$sourceDescriptions.${source}.${other}`;
      },
    ],
  );
  const drop: StepChange = ["drop a step", "", (step, steps) => void steps.splice(steps.indexOf(step), 1)];
  return isLast || LOOKS.test(operationId) ? changed : [...changed, drop];
}

function criteriaChanges(criteria: Criterion[], where: string, of: (step: Step) => Criterion[]): StepChange[] {
  return criteria.flatMap(({ condition }, index) =>
    conditionsFrom(condition).map(
      ([operator, other]): StepChange => [
        operator,
        `${where}: ${condition}`,
        (step) => {
          (of(step)[index] as Criterion).condition = other;
        },
      ],
    ),
  );
}

function conditionsFrom(condition: string): [operator: string, condition: string][] {
  const changed: [string, string][] = [
    ["invert a comparison", condition.replace("==", "!=")],
    ["change a number", condition.replace(/(?<=== )\d+$|(?<=== )\d+(?=\])/, (number) => `${Number(number) + 1}`)],
    ["change a string", condition.replace(/'$/, "s'")],
    ["change a flag", condition.replace(/true$/, "false")],
    ["change a place", condition.replace(/(?<=[/.])(\w+)(?= ==|\) ==)/, "$1s")],
  ];
  return changed.filter(([, other]) => other !== condition);
}

function queueChanges(step: Step): StepChange[] {
  const answersOf = (changed: Step) => at(changed, "requestBody", "payload", "answers") as string[];
  return (
    (at(step, "requestBody", "payload", "answers") as string[] | undefined)?.flatMap((answer, index): StepChange[] => [
      ["drop an answer", ` ${answer}`, (changed) => void answersOf(changed).splice(index, 1)],
      ["change an answer", ` ${answer}`, (changed) => void answersOf(changed).splice(index, 1, "groupChatsOnly")],
    ]) ?? []
  );
}

function actionChanges(action: Action, index: number): StepChange[] {
  const of = (step: Step) => step.onFailure[index] as Action;
  const changes: Change<Action>[] = [
    ["do not repeat", (one) => Object.assign(one, { retryLimit: 0 })],
    ["do not wait", (one) => Object.assign(one, { retryAfter: 0 })],
    ["end instead", (one) => Object.assign(one, { type: "end" })],
    ["always repeat", (one) => void delete (one as JsonObject).criteria],
  ];
  return [
    ["drop an action", ` ${action.name}`, ({ onFailure }) => void onFailure.splice(index, 1)],
    ...changes.map(([operator, change]): StepChange => [operator, ` ${action.name}`, (step) => change(of(step))]),
    ...criteriaChanges(action.criteria, ` ${action.name}`, (step) => of(step).criteria),
  ];
}

function at(node: Json, ...steps: string[]): Json | undefined {
  return steps.reduce<Json | undefined>((one, step) => (one as JsonObject | undefined)?.[step], node);
}
