/** What can go wrong between a server and its client, in ways that no contract documents. Each is triggered by its chat id or by `next`. */
export interface Fault {
  /** The chat id that always has this fault. Never an example of the contract. */
  readonly chatId: string;
  /** What happens, as a sentence. */
  readonly meaning: string;
}

export const answerFaults = {
  slowAnswer: {
    chatId: "fa170000-0001-4000-8000-000000000000",
    meaning: "The request is handled only after a pause; nothing is done if the caller is gone by then.",
  },
  connectionReset: {
    chatId: "fa170000-0002-4000-8000-000000000000",
    meaning: "The connection is reset, and nothing is done.",
  },
  answerLost: {
    chatId: "fa170000-0003-4000-8000-000000000000",
    meaning: "The request is carried out, but no response arrives: the connection is reset.",
  },
  truncatedBody: {
    chatId: "fa170000-0004-4000-8000-000000000000",
    meaning: "The connection ends in the middle of the body, and nothing is done.",
  },
  gatewayPage: {
    chatId: "fa170000-0005-4000-8000-000000000000",
    meaning: "A gateway responds with 502 and an HTML page, and nothing is done.",
  },
} as const satisfies Record<string, Fault>;

export type AnswerFaultName = keyof typeof answerFaults;

/** The response of a gateway that cannot reach its API. */
export const GATEWAY_PAGE = {
  status: 502,
  headers: { "content-type": "text/html" },
  body: "<html>\n<head><title>502 Bad Gateway</title></head>\n<body><h1>502 Bad Gateway</h1></body>\n</html>\n",
} as const;
