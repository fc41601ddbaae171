import type { Document } from "./document.js";

interface Entry {
  code: number;
  status: number;
  retry: "never" | "backoff" | "after";
  wait?: number;
  meaning: string;
  "x-source": "reference" | "platform";
}

/** `generated/error-codes.ts`: the catalogue of error codes. */
export function errorCodesFile({ components }: Document): string {
  const catalogue = components.schemas.ErrorCode?.["x-error-codes"] as Entry[];
  const entries = catalogue.map(({ code, "x-source": source, ...facts }) => {
    return `  ${code}: ${JSON.stringify({ ...facts, source })},`;
  });
  return `/** What Linq documents about an error code. */
export interface ErrorCode {
  /** The HTTP status that it comes with. */
  readonly status: number;
  /**
   * Whether to send the request again: \`never\`; with \`backoff\`, a growing pause; or \`after\` the time that the response asks for in
   * \`retry-after\`; without that header, after \`wait\` seconds if given, else with backoff.
   */
  readonly retry: "never" | "backoff" | "after";
  /** In seconds. */
  readonly wait?: number;
  readonly meaning: string;
  /** Where it is documented: on the operation's reference page, or elsewhere in Linq's documentation. */
  readonly source: "reference" | "platform";
}

const documented = {
${entries.join("\n")}
} as const;

/** The documented error codes. The service may add some, so look a code up before you rely on it. */
export const errorCodes: typeof documented & { readonly [code: number]: ErrorCode | undefined } = documented;
`;
}
