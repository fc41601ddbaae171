import type { Answer } from "./transport.js";

/** A real response with this body. Node takes longer to build one than for the rest of a call, so only who wants to read it gets it. */
export function responseOf({ response, text }: Pick<Answer, "response" | "text">): Response {
  const headers = new Headers([...response.headers]);
  // Those are about the body as it was sent.
  for (const name of ["content-length", "content-encoding"]) headers.delete(name);
  const { status, statusText = "" } = response;
  return new Response(text || null, { status, statusText, headers });
}

/** The members of a response whose body was read. */
export class ReceivedResponse {
  readonly headers: Headers;
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly url: string;
  readonly redirected = false;
  readonly type: ResponseType;
  readonly body = null;
  readonly bodyUsed = true;
  /** @returns a response whose body can be read */
  readonly clone: () => Response;

  constructor(answer: Pick<Answer, "response" | "text">) {
    const { headers, status, statusText, ok, url, type } = answer.response;
    this.headers = headers;
    this.status = status;
    this.statusText = statusText;
    this.ok = ok;
    this.url = url;
    this.type = type;
    this.clone = () => responseOf(answer);
  }

  async text(): Promise<string> {
    return "";
  }

  async json(): Promise<undefined> {}
}
