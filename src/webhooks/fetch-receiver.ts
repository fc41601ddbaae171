import { collectBody } from "./collect-body.js";
import { createReceiver, type ReceiverOptions } from "./receiver.js";

/**
 * A receiver of webhooks for servers that take a `Request` and return a `Response` (Next.js, Hono, Deno, Bun, Cloudflare Workers): verifies
 * each delivery, runs your work once per event, and responds in time.
 *
 * @throws LinqWebhookError `malformed-secret`, so that a program without its secret does not start.
 * @throws LinqInputError if another option is wrong.
 */
export function createFetchReceiver(options: ReceiverOptions): (request: Request) => Promise<Response> {
  const receive = createReceiver(options);
  return async (request) => {
    const { method, headers } = request;
    const status = await receive({ method, headers, readBody: () => readBody(request) });
    return new Response(null, { status, headers: status === 405 ? { allow: "POST" } : {} });
  };
}

/** `undefined` if something else has read the body: a stream that was read ends like an empty one. */
async function readBody({ body, bodyUsed }: Request): Promise<ArrayBuffer | string | undefined> {
  if (bodyUsed) return undefined;
  if (!body) return "";
  const reader = body.getReader();
  const collected = collectBody();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return await collected.whole();
      collected.add(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
}
