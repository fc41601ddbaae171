import type { Level } from "./rules.js";

type Version = [major: number, minor: number, patch: number];

/**
 * The next version under Semantic Versioning: before 1.0.0, a break raises the minor version and anything else the patch version.
 * `undefined` if the version is not a semantic version.
 */
export function nextVersion(version: string, level: Level): string | undefined {
  const parsed = parse(version);
  if (!parsed) return undefined;
  const [major, minor, patch] = parsed;
  const isInitial = major === 0;
  if (level === "breaking" && !isInitial) return `${major + 1}.0.0`;
  if (level === "breaking" || (level === "additive" && !isInitial)) return `${major}.${minor + 1}.0`;
  return `${major}.${minor}.${patch + 1}`;
}

/** Whether a version is equal to the other or later. */
export function isAtLeast(version: string, other: string): boolean {
  const [one, two] = [parse(version), parse(other)];
  if (!one || !two) return false;
  const index = one.findIndex((part, at) => part !== two[at]);
  return index < 0 || (one[index] as number) > (two[index] as number);
}

function parse(version: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(version);
  return match ? (match.slice(1).map(Number) as Version) : undefined;
}
