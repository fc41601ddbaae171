/** The names that tests use with the mock and the sandbox: those of responses, and those of parameters with their ids. */
import { isDeepStrictEqual } from "node:util";
import { type Context, difference } from "./changes.js";
import { entries, get, isObject, type Node } from "./document-nodes.js";

/** For a parameter, whose values are ids that tests send. */
export function compareExampleNames(before: Node, after: Node, context: Context): void {
  compareNamed(examplesOf(before), examplesOf(after), context, "value", (example) => example.value);
}

/** For the bodies of a response. A name stands for its error code; the rest of a value is illustration. */
export function compareOutcomes(before: Node, after: Node, context: Context): void {
  const all = (content: Node) => new Map(entries(content).flatMap(([, media]) => [...examplesOf(media)]));
  compareNamed(all(before), all(after), context, "code", ({ value }) =>
    isObject(value) && isObject(value.error) ? value.error.code : undefined,
  );
}

interface Example {
  value: unknown;
  pointer: string;
}

function compareNamed(
  before: Map<string, Example>,
  after: Map<string, Example>,
  { changes }: Context,
  what: string,
  meaning: (example: Example) => unknown,
): void {
  for (const [name, example] of before) {
    const other = after.get(name);
    if (!other) {
      changes.add("example-removed", "tests", example.pointer, `the example ${name} was removed`);
    } else if (!isDeepStrictEqual(meaning(example), meaning(other))) {
      const message = difference(`example ${name}: ${what}`, meaning(example), meaning(other));
      changes.add("example-changed", "tests", other.pointer, message);
    }
  }
  for (const [name, { pointer }] of after)
    if (!before.has(name)) changes.add("example-added", "tests", pointer, `the example ${name} was added`);
}

/** The examples that have a value; without one, a mock has nothing to return. */
function examplesOf(node: Node): Map<string, Example> {
  return new Map(
    entries(get(node, "examples")).flatMap(([name, { value, pointer }]): [string, Example][] =>
      isObject(value) && ("value" in value || "externalValue" in value)
        ? [[name, { value: value.value ?? value.externalValue, pointer }]]
        : [],
    ),
  );
}
