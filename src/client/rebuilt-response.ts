import type { DocumentedResponse } from "./transport.js";

type Received = Pick<DocumentedResponse, "response" | "text" | "error">;

/** A real response with this body. Node takes longer to build one than the rest of a call takes, so it is built only when read. */
export function responseOf(answer: Received): Response {
  const { status, statusText, headers } = headOf(answer);
  const own = new Headers(headers);
  // These describe the body as sent.
  for (const name of ["content-length", "content-encoding"]) own.delete(name);
  return new Response(answer.text || null, { status, statusText, headers: own });
}

/** The members of a response whose body was read. Only its clone has a body. */
export function consumedResponseOf(answer: Received): Response {
  const { headers, status, statusText } = headOf(answer);
  const { ok, url, type } = answer.response;
  const members = {
    headers,
    status,
    statusText,
    ok,
    url,
    type,
    redirected: false,
    body: null,
    bodyUsed: true,
    text: async () => "",
    json: async () => undefined,
    clone: () => responseOf(answer),
  };
  return members as unknown as Response;
}

/** An error may echo the API key, so its headers are the redacted ones. */
function headOf({ response, error }: Received): { status: number; statusText: string; headers: Headers } {
  const { status, statusText, headers } = response;
  return error ? { status, statusText: "", headers: new Headers(error.headers) } : { status, statusText, headers };
}
