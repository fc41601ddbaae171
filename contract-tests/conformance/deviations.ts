import type { Result, Scenario } from "../../scripts/generate/conformance.js";

/** What a client did in a scenario. */
export interface Observation {
  requests: number;
  /** In seconds. */
  waits: number[];
  result: Partial<Result>;
}

export const ASPECTS = ["requests", "waits", "result", "maybeDelivered"] as const;
export type Aspect = (typeof ASPECTS)[number];

/** A client may be this many seconds late: a busy machine is not an error. */
const LATENESS = 3;
/** Timers may fire a little early. */
const EARLINESS = 0.02;

export function deviations({ expected }: Scenario, { requests, waits, result }: Observation): Map<Aspect, string> {
  const found = new Map<Aspect, string>();
  if (requests !== expected.requests) found.set("requests", `${expected.requests} requests, not ${requests}`);
  expected.waits.forEach(({ atLeast, atMost }, index) => {
    const wait = waits[index];
    if (wait === undefined || (wait >= atLeast - EARLINESS && wait <= atMost + LATENESS)) return;
    found.set("waits", `a wait of ${atLeast} to ${atMost} s, not ${wait.toFixed(2)} s`);
  });
  const { maybeDelivered, ...rest } = expected.result;
  const members = Object.entries(rest).filter(([name, value]) => result[name as keyof Result] !== value);
  if (members.length > 0) {
    const got = members.map(([name]) => `${name} ${result[name as keyof Result]}`);
    found.set("result", `${members.map((member) => member.join(" ")).join(", ")}, not ${got.join(", ")}`);
  }
  if (maybeDelivered !== undefined && result.maybeDelivered !== maybeDelivered) {
    found.set("maybeDelivered", `maybeDelivered ${maybeDelivered}, not ${result.maybeDelivered}`);
  }
  return found;
}
