const UNRELEASED = "## [Unreleased]\n";

/** Whether the changelog has a release. */
export function hasRelease(changelog: string): boolean {
  return /^## \[\d/m.test(changelog);
}

/** Makes the unreleased changes those of `version`, and leaves the section for unreleased changes empty. */
export function releaseChanges(changelog: string, version: string, date: string): string {
  const [before, after, ...others] = changelog.split(UNRELEASED);
  if (before === undefined || after === undefined || others.length > 0)
    throw new Error(`CHANGELOG.md has to have one heading "${UNRELEASED.trim()}".`);
  const [changes = ""] = after.split(/^## /m);
  if (!/^- /m.test(changes))
    throw new Error("CHANGELOG.md lists nothing under Unreleased. Write there what users gain or have to change.");
  return `${before}${UNRELEASED}\n## [${version}] - ${date}\n${after}`;
}
