import type { Reply } from "./simulated-service.js";

/** A problem that has no documented response. */
export interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Content Too Large",
  422: "Unprocessable Content",
  431: "Request Header Fields Too Large",
  502: "Bad Gateway",
};

/** A problem document (RFC 9457), like Prism's own, so nobody mistakes it for a response from the API. */
export function problem({ status, detail, headers }: Problem): Reply {
  return {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify({ type: "about:blank", title: TITLES[status], status, detail }),
  };
}
