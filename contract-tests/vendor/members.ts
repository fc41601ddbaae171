/** Valid and invalid bodies, made from what is documented about their members. */
import { type Json, type Pointer, valueAt, withValueAt } from "../engine/json-pointers.js";

export interface Member {
  type: "string" | "integer" | "boolean" | "object";
  required?: boolean;
  nullable?: boolean;
  format?: string;
  /** The only value. */
  const?: Json;
  /** A value that the member never has. */
  never?: Json;
  /** The known values; others may be added. */
  documented?: string[];
  minimum?: number;
  maximum?: number;
  /** A pattern that the contract's examples follow, but other values need not. */
  looksLike?: string;
  deprecated?: boolean;
}

/** `data.participant.id` → what is documented about it. */
export type Members = Record<string, Member>;

export interface Change {
  /** `without error.code`. */
  name: string;
  /** Where: `error/code`, empty for the whole body. */
  place: string;
  apply(body: Json): Json;
}

/** Changes after which a body is still valid. */
export function allowedChanges(members: Members): Change[] {
  const optional = Object.keys(members).filter((path) => !members[path]?.required);
  const without = (body: Json, path: string) =>
    valueAt(body, pointerTo(path)) === undefined ? body : withValueAt(body, pointerTo(path));
  const objects = Object.keys(members).filter((path) => members[path]?.type === "object");
  return [
    { name: "as documented", place: "", apply: (body) => body },
    {
      name: "with the required members only",
      place: "",
      apply: (body) => optional.reduce(without, body),
    },
    ...["", ...objects].map((path) => put(path === "" ? "undocumented" : `${path}.undocumented`, 1, "with")),
    ...Object.entries(members).flatMap(([path, member]) => [
      ...(member.required ? [] : [put(path, undefined)]),
      ...(member.nullable ? [put(path, null)] : []),
      ...[member.minimum, member.maximum].filter((limit) => limit !== undefined).map((limit) => put(path, limit)),
      ...otherValues(member).map((value) => put(path, value)),
    ]),
  ];
}

function otherValues({ type, documented, format, const: only, minimum, never }: Member): Json[] {
  if (documented) return format ? documented : [...documented, "not-documented-yet"];
  if (type === "boolean") return [true, false].filter((value) => value !== never);
  if (type === "integer" && minimum === undefined) return [2999];
  return type === "string" && !format && only === undefined ? ["", "Anything else"] : [];
}

/** Changes after which a body is invalid. */
export function forbiddenChanges(members: Members): Change[] {
  return [
    { name: "that is a list", place: "", apply: (body) => [body] },
    { name: "that is null", place: "", apply: () => null },
    { name: "that is a string", place: "", apply: () => "text" },
    ...Object.entries(members).flatMap(([path, member]) => [
      ...(member.required ? [put(path, undefined)] : []),
      ...(member.nullable ? [] : [put(path, null)]),
      ...WRONG_TYPES[member.type].map((value) => put(path, value)),
      ...(member.format ? [put(path, "neither this nor that")] : []),
      ...(member.const === undefined ? [] : [put(path, `${member.const}.x`)]),
      ...(member.never === undefined ? [] : [put(path, member.never)]),
      ...(member.minimum === undefined ? [] : [put(path, member.minimum - 1)]),
      ...(member.maximum === undefined ? [] : [put(path, member.maximum + 1)]),
    ]),
  ];
}

const WRONG_TYPES: Record<Member["type"], Json[]> = {
  string: [7, {}],
  integer: ["7", 7.5],
  boolean: ["true", 1],
  object: ["text", []],
};

/** Where the contract's examples differ from what is documented. */
export function exampleDeviations(members: Members, body: Json): string[] {
  return Object.entries(members).flatMap(([path, { documented, looksLike }]) => {
    const value = valueAt(body, pointerTo(path));
    if (value === undefined || value === null) return [];
    if (documented && !documented.includes(`${value}`))
      return [`${path} is ${value}, not one of ${documented.join(", ")}`];
    if (looksLike && !new RegExp(looksLike).test(`${value}`)) return [`${path} is ${value}, unlike ${looksLike}`];
    return [];
  });
}

function put(
  path: string,
  value: Json | undefined,
  how = value === undefined ? "without" : `with ${JSON.stringify(value)} for`,
): Change {
  return {
    name: `${how} ${path}`,
    place: path.replaceAll(".", "/"),
    apply: (body) => withValueAt(body, pointerTo(path), value),
  };
}

function pointerTo(path: string): Pointer {
  return `#/${path.replaceAll(".", "/")}`;
}
