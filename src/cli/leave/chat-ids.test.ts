import { expect, test } from "vitest";
import { idsIn } from "./chat-ids.js";

test.each([
  ["with one per line", "a\nb\n", ["a", "b"]],
  ["without a line break at the end", "a\nb", ["a", "b"]],
  ["with Windows line breaks and a byte order mark", "\ufeffa\r\nb\r\n", ["a", "b"]],
  ["with comments, spaces and empty lines", "# chats\n\n  a  # the first\n\t\nb", ["a", "b"]],
  ["that is empty", "", []],
])("reads a list of chat ids %s", (_, list, ids) => {
  expect(idsIn(list)).toEqual(ids);
});
