import { createHash } from "node:crypto";
import type { LoadedSpec } from "../engine/contract.js";
import type { Report } from "./report.js";

export function newReport(
  subject: string,
  { spec }: LoadedSpec,
  found: Pick<Report, "results" | "notes"> & Partial<Report>,
): Report {
  const { title, version } = spec.info as { title: string; version: string };
  const sha256 = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
  return { subject, contract: { title, version, sha256 }, accepted: [], outdated: [], coverage: [], ...found };
}
