/** `linq-openapi/verify`: checks deployments and recorded traffic against the contract. Needs Prism installed beside this package. */
import { loadContract } from "../engine/contract.js";
import { findPrism } from "../engine/prism.js";
import { judge } from "./judge-traffic.js";
import type { JudgeOptions, VerifyOptions } from "./options.js";
import type { Report } from "./report.js";
import { verify } from "./verify-deployment.js";

export type { Finding } from "../engine/findings.js";
export { type BaselineEntry, readBaseline, withBaseline } from "./baseline.js";
export type { JudgeOptions, VerifyOptions } from "./options.js";
export { EXIT_CODES, exitCode, findingsOf, type Report, UsageError } from "./report.js";
export { toGithubAnnotations, toJson, toJunit, toText } from "./report-formats.js";
export { toHtml } from "./report-html.js";

/**
 * Checks a deployment against the contract. Changes nothing there unless `leaveChatId` or `known` names an id.
 *
 * @throws UsageError if an option is wrong, Error if Prism is not installed; nothing was sent
 */
export async function verifyDeployment(options: VerifyOptions): Promise<Report> {
  findPrism();
  return verify(options, loadContract());
}

/**
 * Checks recorded traffic against the contract. Sends nothing.
 *
 * @throws UsageError if the file is neither HAR nor NDJSON, Error if Prism is not installed
 */
export async function judgeTraffic(options: JudgeOptions): Promise<Report> {
  findPrism();
  return judge(options, loadContract());
}
