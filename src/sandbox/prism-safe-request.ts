/**
 * Makes requests safe for Prism. Some would crash it (a `%` that encodes nothing, an `Accept` header without a media range, an invalid
 * `Content-Type`), and some are answered by the framework around it with bodies that look like the API's own.
 */
import type { IncomingHttpHeaders } from "node:http";
import { MEDIA_RANGE } from "../prism-preload.js";
import { withoutBasePath } from "../testing/documented-operations.js";

/** Headers that belong to this connection only, or are set again for Prism. */
const OWN_HEADERS = new Set([
  "accept",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "prefer",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
export interface Target {
  path: string;
  /** With the question mark, or empty. */
  query: string;
}

/** The target of a request without a base path, in a form that Prism reads as a path and can decode. */
export function prismSafeTarget(target: string): Target {
  const fromRoot = target.replace(/^https?:\/\/[^/?]*/i, "").replace(/^(?!\/)/, "/");
  const { pathname, search } = new URL(`http://sandbox${fromRoot}`);
  const path = withoutBasePath(pathname).split("/").map(decodable).join("/");
  return { path, query: search };
}

function decodable(segment: string): string {
  try {
    decodeURIComponent(segment);
    return segment;
  } catch {
    return segment.replaceAll("%", "%25");
  }
}

/** @param takesBody whether the operation takes a body; if not, a body is sent as bytes of unknown type, which Prism rightly refuses */
export function prismSafeHeaders(headers: IncomingHttpHeaders, body: Buffer, takesBody: boolean): IncomingHttpHeaders {
  const passed: IncomingHttpHeaders = { "content-length": `${body.length}` };
  for (const name in headers) if (!OWN_HEADERS.has(name)) passed[name] = headers[name];
  const accept = headers.accept
    ?.split(",")
    .filter((range) => MEDIA_RANGE.test(range))
    .join();
  if (accept) passed.accept = accept;
  const contentType = takesBody ? headers["content-type"] : "application/octet-stream";
  if (body.length > 0 && contentType) passed["content-type"] = contentType;
  return passed;
}
