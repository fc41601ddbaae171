import { collectBody } from "./collect-body.js";
import { createReceiver, type ReceiverOptions } from "./receiver.js";
import type { WebhookHeaders } from "./verify-signature.js";

/** The part of a request that is needed, from Node's `http` or a framework built on it. */
export interface NodeRequest {
  method?: string | undefined;
  headers: WebhookHeaders;
  /** The body as a body parser left it. */
  body?: unknown;
  readableDidRead?: boolean;
  on(event: string, listener: (...args: never[]) => void): unknown;
}

/** The part of a response that is needed, from Node's `http` or a framework built on it. */
export interface NodeResponse {
  headersSent?: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(): unknown;
}

/**
 * A receiver of webhooks for Node's `http` and frameworks built on it: verifies each delivery, runs your work once per event, and responds
 * in time. Mount it before any body parser, or after one that keeps the raw body, such as `express.raw`.
 *
 * @throws LinqWebhookError `malformed-secret`, so that a program without its secret does not start.
 * @throws LinqInputError if another option is wrong.
 */
export function createNodeReceiver(
  options: ReceiverOptions,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  const receive = createReceiver(options);
  return async (request, response) => {
    const { method, headers } = request;
    const status = await receive({ method, headers, readBody: () => readBody(request) });
    if (response.headersSent) return;
    response.writeHead(status, status === 405 ? { allow: "POST" } : {});
    response.end();
  };
}

async function readBody(request: NodeRequest): Promise<unknown> {
  return request.readableDidRead ? request.body : readStream(request);
}

/** By events: iterating over a request that is too large would close its connection before the response is sent. */
function readStream(request: NodeRequest): Promise<ArrayBuffer> {
  const body = collectBody();
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: string | Uint8Array<ArrayBuffer>) => {
      try {
        body.add(chunk);
      } catch (error) {
        reject(error);
      }
    });
    request.on("end", () => resolve(body.whole()));
    request.on("error", reject);
    request.on("close", () => reject(new Error("The sender hung up before the body was complete.")));
  });
}
