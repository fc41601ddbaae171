import type { Outcome } from "../outcome.js";
import type { Choice } from "../testing/chooser.js";
import { personal } from "../testing/personal.js";
import { problem } from "../testing/problem.js";
import type { Exchange, Reply } from "../testing/service.js";
import { harmlessHeaders, type Target } from "./harmless.js";
import type { Answer, KeptMock } from "./kept-mock.js";
import type { Incoming } from "./server.js";

/** A request to the API. */
export interface ApiExchange extends Exchange {
  readonly incoming: Incoming;
  readonly target: Target;
}

/** Has Prism give the response that was chosen, so that every request is checked by it and every body is the contract's. */
export function fromPrism(mock: Pick<KeptMock, "ask">, retryAfter: number | undefined) {
  function ask({ incoming, asked, target }: ApiExchange, takesBody: boolean, outcome?: Outcome): Promise<Answer> {
    const { request, body } = incoming;
    const { prefer: _, ...headers } = harmlessHeaders(request.headers, body, takesBody);
    const path = target.path + target.query;
    const wanted = outcome && { prefer: preferenceFor(outcome) };
    return mock.ask({ method: asked.method, path, body, headers: { ...headers, ...wanted } });
  }

  return {
    async give(choice: Choice, exchange: ApiExchange): Promise<Reply> {
      const { why, route, outcome } = choice;
      const isRefused = why === "no API key" || why === "invalid request";
      if (choice.problem && !isRefused) return problem(choice.problem);
      const answer = await ask(exchange, route?.operation.takesBody ?? false, isRefused ? undefined : outcome);
      return ofExchange(answer, exchange.traceId, choice.retryAfter ?? retryAfter);
    },

    /** What Prism says to a request that is not the API's, such as the preflight of a browser. */
    pass: (exchange: ApiExchange): Promise<Reply> => ask(exchange, false),
  };
}

function preferenceFor({ status, example }: Outcome): string {
  return example === undefined ? `code=${status}` : `code=${status}, example=${example}`;
}

function ofExchange({ status, headers, body }: Answer, traceId: string, retryAfter: number | undefined): Reply {
  const changes = retryAfter !== undefined || body.includes('"trace_id"');
  if (!changes || headers["content-type"] !== "application/json") return { status, headers, body };
  const own = personal({ headers: {}, body: JSON.parse(`${body}`) }, { traceId, retryAfter });
  return { status, headers: { ...headers, ...own.headers }, body: JSON.stringify(own.body) };
}
