import { gzipSync } from "node:zlib";
import { head, message, type WriteResponse } from "./hostile-server.js";

/** The result of a call: the documented body, or an error with this name. */
export type Outcome = "accepted" | "LinqApiError" | "LinqResponseError" | "LinqConnectionError" | "LinqTimeoutError";

/** Statuses, grouped by how HTTP and the contract treat them. */
export type StatusClass =
  /** Success with a body. */
  | "success"
  /** 204, 205 and 304: HTTP allows no body, so fetch shows none. */
  | "bodiless"
  | "redirect"
  | "error"
  /** 407: the Fetch standard turns it into a network error. */
  | "proxy"
  /** 421: according to the Fetch standard, the request is sent again on another connection if the response can be read. */
  | "misdirected";

export function classOf(status: number): StatusClass {
  if (status === 407) return "proxy";
  if (status === 421) return "misdirected";
  if ([204, 205, 304].includes(status)) return "bodiless";
  if (status < 300) return "success";
  return status < 400 ? "redirect" : "error";
}

const accepted = {
  message: "Leave group chat queued",
  status: "accepted",
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
};
const error = { status: 409, code: 2013, message: "This chat is unavailable" };
export const bodies = { accepted, envelope: { error, success: false }, bareEnvelope: { error } };

const whole =
  (body: string | Uint8Array, headers: Record<string, string> = {}): WriteResponse =>
  (socket, status) =>
    socket.end(message(status, { body, headers }));
const json = (body: unknown, headers?: Record<string, string>) => whole(JSON.stringify(body), headers);
const text = JSON.stringify(bodies.envelope);

type Promised = Record<StatusClass, Outcome>;

const everywhere = (outcome: Outcome): Promised => ({
  success: outcome,
  bodiless: outcome,
  redirect: outcome,
  error: outcome,
  proxy: outcome,
  misdirected: outcome,
});
const unknown: Promised = { ...everywhere("LinqResponseError"), proxy: "LinqConnectionError" };
const documentedError: Promised = { ...unknown, error: "LinqApiError", misdirected: "LinqApiError" };
const documentedSuccess: Promised = { ...unknown, success: "accepted" };
/** The head has arrived, which is a complete response for a status without a body. Node's fetch waits forever on a broken 421. */
const cutOff: Promised = {
  ...everywhere("LinqConnectionError"),
  bodiless: "LinqResponseError",
  misdirected: "LinqTimeoutError",
};
const stalled: Promised = {
  ...everywhere("LinqTimeoutError"),
  bodiless: "LinqResponseError",
  proxy: "LinqConnectionError",
};

/** What the server does, and the result that the client must return. */
export const brokenResponses: Record<string, { write: WriteResponse; promise: Promised }> = {
  "documented success": { write: json(bodies.accepted), promise: documentedSuccess },
  "success with an unknown member": { write: json({ ...accepted, more: [1] }), promise: documentedSuccess },
  "empty object": { write: json({}), promise: documentedSuccess },
  "success with a member of the wrong type": { write: json({ ...accepted, trace_id: 7 }), promise: unknown },

  "documented envelope": { write: json(bodies.envelope), promise: documentedError },
  "envelope without success": { write: json(bodies.bareEnvelope), promise: documentedError },
  "envelope with unknown members": {
    write: json({ ...bodies.envelope, more: 1, error: { ...error, hint: "x" } }),
    promise: documentedError,
  },
  "envelope without code": { write: json({ error: { status: 409, message: "m" } }), promise: unknown },
  "envelope with a code of the wrong type": { write: json({ error: { ...error, code: "2013" } }), promise: unknown },
  "envelope with a message of the wrong type": {
    write: json({ error: { ...error, message: null } }),
    promise: unknown,
  },
  "envelope with success true": { write: json({ error, success: true }), promise: unknown },

  "no body": { write: whole(""), promise: unknown },
  whitespace: { write: whole(" \r\n\t"), promise: unknown },
  "JSON null": { write: whole("null"), promise: unknown },
  "JSON number": { write: whole("0"), promise: unknown },
  "JSON string": { write: whole('"accepted"'), promise: unknown },
  "JSON array": { write: whole("[]"), promise: unknown },
  "truncated JSON": { write: whole(text.slice(0, -3)), promise: unknown },
  "invalid UTF-8": { write: whole(Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d)), promise: unknown },

  "redirect to itself": { write: json(bodies.envelope, { location: "/" }), promise: documentedError },
  "redirect elsewhere": { write: json(bodies.envelope, { location: "http://127.0.0.1:1/" }), promise: documentedError },

  HTML: { write: whole("<html>Bad gateway</html>", { "content-type": "text/html" }), promise: unknown },
  "envelope as HTML": { write: json(bodies.envelope, { "content-type": "text/html" }), promise: unknown },
  "envelope without a content type": {
    write: (socket, status) =>
      socket.end(`${head(status, { "content-length": `${text.length}`, connection: "close" })}${text}`),
    promise: unknown,
  },
  "problem+json envelope with charset and byte order mark": {
    write: whole(`\ufeff${text}`, { "content-type": "application/problem+json; charset=utf-8" }),
    promise: documentedError,
  },
  "gzipped envelope": { write: whole(gzipSync(text), { "content-encoding": "gzip" }), promise: documentedError },
  "invalid gzip": {
    write: whole(text, { "content-encoding": "gzip" }),
    promise: { ...cutOff, misdirected: "LinqConnectionError" },
  },

  "content-length too long": { write: whole(text, { "content-length": `${text.length + 9}` }), promise: cutOff },
  "content-length too short": { write: whole(text, { "content-length": `${text.length - 9}` }), promise: unknown },
  "chunks cut off": {
    write: (socket, status) =>
      socket.end(`${head(status, { "content-type": "application/json", "transfer-encoding": "chunked" })}5\r\n{"err`),
    promise: cutOff,
  },
  "5 MB": { write: whole(`"${"x".repeat(5_000_000)}"`), promise: unknown },

  "stalled headers": {
    write: (socket, status) => socket.write(head(status, {}).slice(0, -4)),
    promise: everywhere("LinqTimeoutError"),
  },
  "stalled body": {
    write: (socket, status) =>
      socket.write(`${head(status, { "content-type": "application/json", "content-length": "99" })}{`),
    promise: stalled,
  },
  "reset before the headers": {
    write: (socket) => socket.resetAndDestroy(),
    promise: everywhere("LinqConnectionError"),
  },
  "reset in the middle of the headers": {
    write: (socket, status) => socket.write(head(status, {}).slice(0, -4), () => socket.resetAndDestroy()),
    promise: everywhere("LinqConnectionError"),
  },
  "reset in the middle of the body": {
    write: (socket, status) =>
      socket.write(`${head(status, { "content-type": "application/json", "content-length": "99" })}{`, () =>
        socket.resetAndDestroy(),
      ),
    promise: cutOff,
  },
  "connection closed without a response": {
    write: (socket) => socket.end(),
    promise: everywhere("LinqConnectionError"),
  },
  "not HTTP": { write: (socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"), promise: everywhere("LinqConnectionError") },
};
