/** Made from openapi/ by `npm run generate`. Do not edit. */

/** What Linq documents about an error code. */
export interface ErrorCode {
  /** The HTTP status that it comes with. */
  readonly status: number;
  /**
   * Whether to send the request again: `never`; with `backoff`, a growing pause; or `after` the time that the response asks for in
   * `retry-after`; without that header, after `wait` seconds if given, else with backoff.
   */
  readonly retry: "never" | "backoff" | "after";
  /** In seconds. */
  readonly wait?: number;
  readonly meaning: string;
  /** Where it is documented: on the operation's reference page, or elsewhere in Linq's documentation. */
  readonly source: "reference" | "platform";
}

const documented = {
  1002: {"status":400,"retry":"never","meaning":"Phone numbers must be in E.164 format","source":"reference"},
  1005: {"status":400,"retry":"never","meaning":"A parameter has an invalid value","source":"platform"},
  1006: {"status":409,"retry":"never","meaning":"Only group chats support this operation","source":"platform"},
  1007: {"status":429,"retry":"after","meaning":"The rate limit was exceeded","source":"platform"},
  2001: {"status":404,"retry":"never","meaning":"The chat or resource does not exist","source":"reference"},
  2004: {"status":401,"retry":"never","meaning":"The API key is missing or invalid","source":"reference"},
  2005: {"status":403,"retry":"never","meaning":"The chat belongs to another partner account","source":"platform"},
  2009: {"status":409,"retry":"backoff","meaning":"The chat is still being created","source":"platform"},
  2013: {"status":409,"retry":"never","meaning":"The chat is unavailable, for example because you already left it; permanent","source":"reference"},
  2015: {"status":409,"retry":"never","meaning":"The request conflicts with the chat's current state; fetch the chat again first","source":"platform"},
  2016: {"status":409,"retry":"never","meaning":"Not supported in this kind of chat or on its service","source":"platform"},
  2017: {"status":409,"retry":"never","meaning":"Not supported in this kind of chat or on its service","source":"platform"},
  3001: {"status":500,"retry":"backoff","meaning":"A transient error on Linq's side","source":"platform"},
  3002: {"status":500,"retry":"backoff","meaning":"A transient error on Linq's side","source":"platform"},
  3003: {"status":500,"retry":"backoff","meaning":"A transient error on Linq's side","source":"platform"},
  3004: {"status":500,"retry":"backoff","meaning":"A transient error on Linq's side","source":"platform"},
  3005: {"status":504,"retry":"backoff","meaning":"A network timeout on Linq's side","source":"platform"},
  3006: {"status":500,"retry":"backoff","meaning":"An internal error on Linq's side","source":"reference"},
  3007: {"status":500,"retry":"backoff","meaning":"A transient error on Linq's side","source":"platform"},
  4004: {"status":503,"retry":"after","wait":30,"meaning":"The service is unavailable","source":"platform"},
} as const;

/** The documented error codes. The service may add some, so look a code up before you rely on it. */
export const errorCodes: typeof documented & { readonly [code: number]: ErrorCode | undefined } = documented;
