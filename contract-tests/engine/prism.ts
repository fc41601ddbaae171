/** Prism in this process: as the mock of a document in memory, and as a validator of exchanges that happened elsewhere. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { MIMEType } from "node:util";
import type { IHttpRequest, IHttpResponse } from "@stoplight/prism-http";
import type { HttpRequest, HttpResponse, Send } from "./exchange.js";
import type { Json } from "./json-pointers.js";
import type { Spec } from "./openapi.js";

/** One of Prism's violations, in the form of its `sl-violations` header. */
export interface PrismViolation {
  location: string[];
  message: string;
  code?: string | number;
}

export interface Prism {
  /** Responds as `prism mock` does, the `Prefer` header included. */
  mock: Send;
  /** What Prism objects to in an exchange that happened elsewhere. */
  validate(request: HttpRequest, response: HttpResponse): Promise<PrismViolation[]>;
}

const CHECKS = {
  checkSecurity: true,
  validateRequest: true,
  validateResponse: true,
  errors: false,
  upstreamProxy: undefined,
};
const MOCK = { isProxy: false as const, mock: { dynamic: false }, ...CHECKS };
const PROXY = { isProxy: true as const, mock: { dynamic: false }, ...CHECKS, upstream: new URL("http://127.0.0.1") };

export function prismFor(spec: Spec): Prism {
  let starting: ReturnType<typeof start> | undefined;
  const started = () => {
    starting ??= start(spec);
    return starting;
  };

  return {
    async mock(request) {
      const { createInstance, ProblemJsonError, operations } = await started();
      const [, code] = /code=(\d+)/.exec(request.headers.prefer ?? "") ?? [];
      const [, exampleKey] = /example=(\w+)/.exec(request.headers.prefer ?? "") ?? [];
      const preference = { dynamic: false, ...(code && { code: Number(code) }), ...(exampleKey && { exampleKey }) };
      const config = { ...MOCK, mock: preference };
      const result = await createInstance(config, { logger: SILENT }).request(toPrismRequest(request), operations)();
      if (result._tag === "Left") return problem(ProblemJsonError.toProblemJson(result.left));

      const { output, validations } = result.right;
      const violations = [...flat("request", validations.input), ...flat("response", validations.output)];
      const { body } = output;
      return {
        status: output.statusCode,
        headers: {
          ...lowerCased(output.headers ?? {}),
          ...(violations.length > 0 && { "sl-violations": JSON.stringify(violations) }),
        },
        body: body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
      };
    },

    async validate(request, response) {
      const { createInstance, operations } = await started();
      // Prism's validation proxy without its upstream, because the response is already known. So the proxy's own behaviour
      // (it follows redirects, mocks a 501 again, and sends the key over the network) cannot affect the verdict.
      const forward = () => () => () => Promise.resolve({ _tag: "Right" as const, right: toPrismResponse(response) });
      const prism = createInstance(PROXY, { logger: SILENT, forward });
      const ask = async () => prism.request(toPrismRequest(request), operations)();
      const result = await ask().catch((error: Error) => error);
      if (result instanceof Error) {
        // Prism throws if it cannot parse an escape in the path or a media type.
        const part = isMediaType(response.headers["content-type"]) ? "request" : "response";
        return [{ location: [part], message: result.message }];
      }
      if (result._tag === "Left") throw result.left;
      const { input, output } = result.right.validations;
      return [...flat("request", input), ...flat("response", output)];
    },
  };
}

/** Loads Prism on demand: it takes a second, and many contracts are only read. */
async function start(spec: Spec) {
  const prism: typeof import("@stoplight/prism-http") = await import(findPrism());
  // Prism dereferences the object in place.
  return { ...prism, operations: await prism.getHttpOperationsFromSpec(structuredClone(spec)) };
}

/**
 * The module to import. Users install Prism's command beside the package; its dependencies are wherever the package manager put them.
 *
 * @throws Error that says how to install Prism if it is missing
 */
export function findPrism(): string {
  const own = createRequire(import.meta.url);
  try {
    const ofPrism = createRequire(own.resolve("@stoplight/prism-cli/package.json"));
    return pathToFileURL(ofPrism.resolve("@stoplight/prism-http")).href;
  } catch (cause) {
    const command = "npm install --save-dev @stoplight/prism-cli@5.14.2";
    throw new Error(`This needs Prism, which is not installed. Install it beside linq-openapi: ${command}`, { cause });
  }
}

interface Diagnostic {
  path?: (string | number)[];
  message: string;
  code?: string | number;
}

function flat(prefix: string, diagnostics: Diagnostic[]): PrismViolation[] {
  return diagnostics.map(({ path = [], message, code }) => ({
    location: [prefix, ...path.map(String)],
    message,
    ...(code !== undefined && { code }),
  }));
}

function toPrismRequest({ method, path, headers, body }: HttpRequest): IHttpRequest {
  const { pathname, searchParams } = new URL(path, "http://127.0.0.1");
  const query = Object.fromEntries(searchParams);
  const length = body === undefined ? {} : { "content-length": `${Buffer.byteLength(body)}` };
  return {
    method: method.toLowerCase() as IHttpRequest["method"],
    url: { path: pathname, query },
    headers: { ...headers, ...length },
    ...(body !== undefined && { body: parsed(body, headers["content-type"]) }),
  };
}

function toPrismResponse({ status, headers, body }: HttpResponse): IHttpResponse {
  const content = body === "" ? undefined : parsed(body, headers["content-type"]);
  return { statusCode: status, headers, body: content };
}

function parsed(body: string, contentType = ""): Json {
  if (!/^application\/([^;]+\+)?json/i.test(contentType)) return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function isMediaType(text = "text/plain"): boolean {
  try {
    return Boolean(new MIMEType(text));
  } catch {
    return false;
  }
}

function problem(body: { status: number }): HttpResponse {
  return { status: body.status, headers: { "content-type": "application/problem+json" }, body: JSON.stringify(body) };
}

function lowerCased(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), `${value}`]));
}

// biome-ignore lint/suspicious/noExplicitAny: Prism wants a whole pino logger; it gets one that swallows every call.
const SILENT: any = new Proxy({}, { get: (_, name) => (name === "child" ? () => SILENT : () => {}) });
