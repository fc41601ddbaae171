import { createLinqClient } from "linq-openapi";
import { ANY_KEY } from "./requests.js";

/** Whether the client has a method named after the operation. */
export function hasMethod(operationId: string): boolean {
  return operationId in createLinqClient({ apiKey: ANY_KEY });
}
