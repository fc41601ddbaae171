import { expect, test } from "vitest";
import { createJournal, type JournalEntry } from "./request-journal.js";

const entry = (path: string): JournalEntry => ({
  at: "",
  method: "GET",
  path,
  why: "not in the contract",
  traceId: "",
});

test("a journal keeps the last 1,000 entries, and counts the dropped ones", () => {
  const journal = createJournal();
  for (let index = 0; index < 1_002; index++) journal.add(entry(`/${index}`));
  expect(journal.entries).toHaveLength(1_000);
  expect([journal.entries[0]?.path, journal.entries.at(-1)?.path, journal.forgotten]).toEqual(["/2", "/1001", 2]);
  journal.clear();
  expect([journal.entries.length, journal.forgotten]).toEqual([0, 0]);
});
