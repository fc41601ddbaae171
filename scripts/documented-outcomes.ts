/** Every answer that the contract documents for `leaveChat`, read from the bundle. */
import bundle from "linq-openapi/openapi.json" with { type: "json" };
import { dereference } from "./generate/dereference.js";

export interface Outcome {
  /** The name of the answer's example. */
  name: string;
  /** The chat id that stands for this answer. */
  chatId: string;
  status: number;
  body: { message?: string; error?: { code: number; message: string } };
  /** Whether the contract says that another attempt makes sense. */
  retried: boolean;
}

interface Examples<Value> {
  examples: Record<string, { value: Value }>;
}
interface Spec {
  paths: { "/v3/chats/{chatId}/leave": { post: Operation } };
  components: { schemas: { ErrorCode: { "x-error-codes": { code: number; retry: string }[] } } };
}
interface Operation {
  parameters: [Examples<string>];
  responses: Record<string, { content: { "application/json": Examples<Outcome["body"]> } }>;
}

export function documentedOutcomes(): Outcome[] {
  const { paths, components } = dereference(bundle) as Spec;
  const { parameters, responses } = paths["/v3/chats/{chatId}/leave"].post;
  const codes = components.schemas.ErrorCode["x-error-codes"];

  return Object.entries(responses).flatMap(([status, { content }]) =>
    Object.entries(content["application/json"].examples).map(([name, { value: body }]) => {
      const chatId = parameters[0].examples[name]?.value;
      const retry = codes.find(({ code }) => code === body.error?.code)?.retry ?? "never";
      if (!chatId) throw new Error(`The contract has no chat id for the example ${name}.`);
      return { name, chatId, status: Number(status), body, retried: retry !== "never" };
    }),
  );
}
