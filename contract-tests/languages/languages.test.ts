/** The scenarios of `npm run test:languages`, and proof that they can fail; that command tests the clients themselves. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { outcomes } from "../engine/outcomes.js";
import { root, scratchCopy } from "../helpers/scratch-copy.js";
import { contractIn, failures, type Results, scenariosOf } from "./client-scenarios.js";
import { brokenContract, faults } from "./contract-faults.js";
import { languages } from "./languages.js";
import { commands } from "./readme-commands.js";

const urls = { documented: "http://a", newMembers: "http://b", newCode: "http://c" };
const { input, expected } = scenariosOf(await contractIn(root), urls);
const { calls, events } = input;

describe("the scenarios", () => {
  test("the scenarios ask for every documented response, verbatim and with new members", () => {
    const names = outcomes.filter(({ operation }) => operation === "leaveChat").map(({ example }) => example ?? "");
    expect(calls.map(({ name }) => name)).toEqual(
      expect.arrayContaining(names.flatMap((name) => [name, `${name}, with new members`])),
    );
  });

  test("the scenarios expect 401 without credentials", () => {
    expect(calls.filter(({ api_key }) => api_key === null).map(({ name }) => expected[name])).toEqual([
      { http: 401, code: 2004 },
    ]);
  });

  test("the scenarios read webhooks with nulls, new members and new values", () => {
    expect(events.map(({ name }) => name)).toEqual([
      "participantRemoved",
      "participantRemovedUnknown",
      "new members",
      "null wherever it is allowed",
      "a new data.participant.service",
      "a new data.participant.status",
      "a new data.participant.line_type",
    ]);
    const participant = (name: string) => {
      const { body } = events.find((event) => event.name === name) as (typeof events)[number];
      return JSON.parse(body).data.participant;
    };
    expect(participant("null wherever it is allowed")).toMatchObject({ is_me: null, left_at: null, status: null });
    expect(participant("a new data.participant.service").service).not.toBe("iMessage");
    expect(participant("new members")).toHaveProperty("member_of_next_year");
  });
});

describe("a client", () => {
  test("a client passes if it finds what the contract says", () => {
    expect(failures(expected, expected)).toEqual(new Map());
  });

  test.each(Object.keys(expected))("a client fails a scenario that it does not run: %s", (name) => {
    const { [name]: _, ...others } = expected;
    expect(failures(expected, others)).toEqual(new Map([[name, "was not run"]]));
  });

  test.each([
    ["a different code", { http: 409, code: 2014 }, 'expected {"http":409,"code":2013}, got {"http":409,"code":2014}'],
    [
      "a different status",
      { http: 400, code: 2013 },
      'expected {"http":409,"code":2013}, got {"http":400,"code":2013}',
    ],
    ["no code", { http: 409 }, 'expected {"http":409,"code":2013}, got {"http":409,"code":null}'],
    ["an error", { error: "cannot decode" }, "cannot decode"],
  ])("a client fails a scenario in which it finds %s", (_, found, text) => {
    const results: Results = { ...expected, chatUnavailable: found };
    expect(failures(expected, results)).toEqual(new Map([["chatUnavailable", text]]));
  });
});

describe("the languages", () => {
  test.each(Object.keys(languages))(
    "the languages have commands in examples/languages, with the version that the table shows: %s",
    (name) => {
      const version = languages[name]?.generator.split(" ").at(-1);
      expect(commands.get(name)?.join("\n")).toContain(version);
    },
  );

  test("every language in examples/languages is run, and every program belongs to one", async () => {
    const entries = await readdir(join(root, "contract-tests/languages"), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const programs = Object.values(languages).flatMap(({ program }) => (program ? [program.folder] : []));
    expect([...commands.keys()]).toEqual(Object.keys(languages));
    expect(programs.sort()).toEqual(folders.sort());
  });

  test.each(Object.keys(faults))("the languages can be run on a contract with a fault: %s", async (fault) => {
    const [whole, broken] = [
      await contractIn(root),
      await contractIn(await brokenContract(fault, await scratchCopy([]))),
    ];
    expect(Object.keys(scenariosOf(broken, urls).expected)).toEqual(Object.keys(scenariosOf(whole, urls).expected));
  });
});
