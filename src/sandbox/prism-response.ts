import type { Outcome } from "../outcome.js";
import type { Choice } from "../testing/answer-chooser.js";
import { type ExchangeValues, withExchangeValues } from "../testing/exchange-values.js";
import type { Exchange, Reply } from "../testing/simulated-service.js";
import { problem } from "../testing/undocumented-problem.js";
import type { Incoming } from "./http-server.js";
import { prismSafeHeaders, type Target } from "./prism-safe-request.js";
import type { MockResponse, RestartingMock } from "./restarting-mock.js";

export interface ApiExchange extends Exchange {
  readonly incoming: Incoming;
  readonly target: Target;
}

/** Gets the chosen response from Prism, so that Prism checks every request and every body is from the contract. */
export function fromPrism(mock: Pick<RestartingMock, "ask">, retryAfter: number | undefined) {
  function ask({ incoming, asked, target }: ApiExchange, takesBody: boolean, outcome?: Outcome): Promise<MockResponse> {
    const { request, body } = incoming;
    const headers = prismSafeHeaders(request.headers, body, takesBody);
    if (outcome) headers.prefer = preferenceFor(outcome);
    return mock.ask({ method: asked.method, path: target.path + target.query, body, headers });
  }

  return {
    async give(choice: Choice, exchange: ApiExchange): Promise<Reply> {
      const { why, route, outcome } = choice;
      const isRefused = why === "no API key" || why === "invalid request";
      if (choice.problem && !isRefused) return problem(choice.problem);
      const answer = await ask(exchange, route?.operation.takesBody ?? false, isRefused ? undefined : outcome);
      return ofExchange(answer, outcome, {
        traceId: exchange.traceId,
        retryAfter: choice.retryAfter ?? retryAfter,
      });
    },

    /** Prism's response to a request that is not the API's, such as a browser's preflight. */
    pass: (exchange: ApiExchange): Promise<Reply> => ask(exchange, false),
  };
}

function preferenceFor({ status, example }: Outcome): string {
  return example === undefined ? `code=${status}` : `code=${status}, example=${example}`;
}

/** @param outcome the response that Prism is expected to give */
function ofExchange(answer: MockResponse, outcome: Outcome | undefined, exchange: ExchangeValues): Reply {
  const { status, headers, body } = answer;
  const isOwn = exchange.retryAfter !== undefined || Object.hasOwn(Object(outcome?.body), "trace_id");
  if (!isOwn || headers["content-type"] !== "application/json") return answer;
  const own = withExchangeValues({ headers: {}, body: JSON.parse(`${body}`) }, exchange);
  return { status, headers: { ...headers, ...own.headers }, body: JSON.stringify(own.body) };
}
