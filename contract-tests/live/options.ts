export interface VerifyOptions {
  /** The base URL of the deployment, as a client takes it, without `/v3`: `https://api.linqapp.com/api/partner`. */
  url: string;
  /** The API key; without it only unauthenticated requests are made. A mock takes any key. */
  apiKey?: string | undefined;
  /** A chat to really leave. @default none, and nothing is changed */
  leaveChatId?: string | undefined;
  /** Ids for which you know the response, by the name of its example in the contract: `{ groupChatsOnly: "…" }`. @default none */
  known?: Readonly<Record<string, string>> | undefined;
  /** The port on 127.0.0.1 where the webhook of the leave arrives, and the subscription's secret. @default none */
  webhook?: { port: number; secret: string } | undefined;
  /** Resolves with the webhook's body, if something else receives it. @default none */
  webhookBody?: (() => Promise<string>) | undefined;
  /** How long to wait for the webhook, in milliseconds. @default 60_000 */
  webhookTimeout?: number | undefined;
  /** Whether the target is a mock, which must be told which response to return. @default whether it is on this machine */
  mock?: boolean | undefined;
  /** Whether requests may be sent to Linq's production API. @default false */
  allowProduction?: boolean | undefined;
  /** Whether plain http is allowed to a target that is not on this machine. @default false */
  allowInsecureHttp?: boolean | undefined;
  /** The time limit of one exchange, in milliseconds. @default 10_000 */
  timeout?: number | undefined;
  /** Receives a line for each step. @default none */
  onProgress?: ((line: string) => void) | undefined;
}

export interface JudgeOptions {
  /** A HAR file, or NDJSON with one exchange per line. It is read as a stream. */
  traffic: string;
  /** Receives a line of progress for every 10,000 exchanges. @default none */
  onProgress?: ((line: string) => void) | undefined;
}
