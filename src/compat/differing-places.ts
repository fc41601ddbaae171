import { isDeepStrictEqual } from "node:util";
import { isObject } from "./document-nodes.js";

/** The deepest places at which two documents differ; the targets of references are compared where they are defined. */
export function differingPlaces(before: unknown, after: unknown, pointer = "#"): string[] {
  if (!isObject(before) || !isObject(after)) return isDeepStrictEqual(before, after) ? [] : [pointer];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    differingPlaces(before[key], after[key], `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
}
