import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openJournal } from "./leave-journal.js";

const folder = mkdtempSync(join(tmpdir(), "linq-openapi-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));

const accepted = '{"chat_id":"A","outcome":"accepted"}\n';
const unavailable = '{"chat_id":"b","outcome":"unavailable"}\n';
const failed = '{"chat_id":"c","outcome":"failed"}\n';
let files = 0;

function journalWith(text: string) {
  const file = join(folder, `${files++}`);
  writeFileSync(file, text);
  return { file, open: () => openJournal(file) };
}

test("a chat that was accepted or unavailable is done, one that failed is not", () => {
  const journal = journalWith(accepted + unavailable + failed).open();
  expect(journal.done).toEqual(new Set(["a", "b"]));
  journal.close();
});

test("a file that does not exist is a journal without results", () => {
  const journal = openJournal(join(folder, "new"));
  expect(journal.done.size).toBe(0);
  journal.close();
});

test.each([...'{"chat_id":"c","outc'].map((_, length, all) => all.slice(0, length).join("")))(
  "a last line that was cut off is replaced by the next one: %j",
  (rest) => {
    const { file, open } = journalWith(accepted + rest);
    const journal = open();
    journal.append(failed);
    journal.close();
    expect(readFileSync(file, "utf8")).toBe(accepted + failed);
  },
);

test.each([
  ["ids", "550e8400-e29b-41d4-a716-446655440000\n", "550e8400-e29b-41d4-a716-446655440000"],
  ["one id without a line break", "550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"],
  ["other JSON", '{"a":1}\n', '{\\"a\\":1}'],
  ["null", "null\n", "null"],
])("a file that holds %s is refused and left unchanged", (_, text, shown) => {
  const { file, open } = journalWith(text);
  expect(open).toThrow(`${file} has the line "${shown}"`);
  expect(readFileSync(file, "utf8")).toBe(text);
});
