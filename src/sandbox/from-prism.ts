import type { Outcome } from "../outcome.js";
import type { Choice } from "../testing/answer-chooser.js";
import { type Personal, personal } from "../testing/personal-response.js";
import type { Exchange, Reply } from "../testing/service.js";
import { problem } from "../testing/undocumented-problem.js";
import type { Answer, KeptMock } from "./kept-mock.js";
import { harmlessHeaders, type Target } from "./safe-for-prism.js";
import type { Incoming } from "./server.js";

/** A request to the API. */
export interface ApiExchange extends Exchange {
  readonly incoming: Incoming;
  readonly target: Target;
}

/** Gets the chosen response from Prism, so that Prism checks every request and every body is from the contract. */
export function fromPrism(mock: Pick<KeptMock, "ask">, retryAfter: number | undefined) {
  function ask({ incoming, asked, target }: ApiExchange, takesBody: boolean, outcome?: Outcome): Promise<Answer> {
    const { request, body } = incoming;
    const headers = harmlessHeaders(request.headers, body, takesBody);
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
function ofExchange(answer: Answer, outcome: Outcome | undefined, exchange: Personal): Reply {
  const { status, headers, body } = answer;
  const isOwn = exchange.retryAfter !== undefined || Object.hasOwn(Object(outcome?.body), "trace_id");
  if (!isOwn || headers["content-type"] !== "application/json") return answer;
  const own = personal({ headers: {}, body: JSON.parse(`${body}`) }, exchange);
  return { status, headers: { ...headers, ...own.headers }, body: JSON.stringify(own.body) };
}
