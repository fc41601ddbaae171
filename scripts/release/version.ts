import type { Comparison } from "../../src/compat/index.js";
import { isAtLeast, nextVersion } from "../../src/compat/version.js";

/**
 * The version of the next release. Package and contract share it, so it is at least what the contract's changes need.
 *
 * @param isFirst whether nothing has been released yet; then the version is that of the contract
 * @param asked a version to use instead, if it is high enough
 */
export function releaseVersion(
  { oldVersion, newVersion, nextVersion: needed }: Comparison,
  isFirst: boolean,
  asked?: string,
): string {
  const least = isFirst ? newVersion : leastVersion(oldVersion, newVersion, needed);
  if (asked === undefined) return least;
  if (!/^\d+\.\d+\.\d+$/.test(asked)) throw new Error(`Expected a version such as 1.2.3, got ${asked}.`);
  if (!isAtLeast(asked, least))
    throw new Error(`${asked} is too low. It must be at least ${least}; \`npm run compat\` lists the changes.`);
  return asked;
}

function leastVersion(oldVersion: string, newVersion: string, needed: string | undefined): string {
  // Only something outside the contract has changed, such as the client.
  const following = needed === oldVersion ? nextVersion(oldVersion, "neutral") : needed;
  if (following === undefined)
    throw new Error(`The last release has the version ${oldVersion}, which is not a semantic version.`);
  return isAtLeast(newVersion, following) ? newVersion : following;
}
