const UNRELEASED = "## [Unreleased]\n";

export function hasRelease(changelog: string): boolean {
  return /^## \[\d/m.test(changelog);
}

/** Moves the unreleased changes to a section for `version`, and leaves the Unreleased section empty. */
export function releaseChanges(changelog: string, version: string, date: string): string {
  const [before, after, ...others] = changelog.split(UNRELEASED);
  if (before === undefined || after === undefined || others.length > 0)
    throw new Error(`CHANGELOG.md must have exactly one heading "${UNRELEASED.trim()}".`);
  const [changes = ""] = after.split(/^## /m);
  if (!/^- /m.test(changes))
    throw new Error("CHANGELOG.md lists nothing under Unreleased. List what users gain or must change.");
  return `${before}${UNRELEASED}\n## [${version}] - ${date}\n${after}`;
}
