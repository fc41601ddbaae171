import spec from "../../generated/openapi.json" with { type: "json" };

/** A documented answer, and the chat id that the contract pairs with it by name. */
export interface PairedAnswer {
  name: string;
  id: string;
  status: number;
  body: { error?: { status: number; code: number } };
}

interface Response {
  description: string;
  content?: { "application/json": { examples: Record<string, unknown> } };
}
const responses: Record<string, Response> = spec.components.responses;
const examples: Record<string, { value: unknown }> = spec.components.examples;

/** The answers to a leave that a well-formed request can meet, by their names. */
export const pairedAnswers = Object.fromEntries(
  Object.entries(spec.components.parameters.chatId.examples).map(([name, { value: id }]): [string, PairedAnswer] => {
    const body = examples[name]?.value as PairedAnswer["body"];
    return [name, { name, id, status: statusOf(name), body }];
  }),
) as Record<keyof typeof spec.components.parameters.chatId.examples, PairedAnswer>;

function statusOf(name: string): number {
  const entries = Object.entries(spec.paths["/v3/chats/{chatId}/leave"].post.responses);
  const found = entries.find(([, { $ref }]) => {
    const response = responses[$ref.replace("#/components/responses/", "")];
    return name in (response?.content?.["application/json"].examples ?? {});
  });
  return Number(found?.[0]);
}
