import { describe, expect, test } from "vitest";
import { type AnswerMutant, answerMutants } from "./answer-mutants.js";

const response = {
  status: 429,
  headers: { "content-type": "application/json; charset=utf-8", "retry-after": "30" },
  body: JSON.stringify({ error: { code: 1007, message: "No" }, success: false }),
};
const all = answerMutants(response, ["retry-after"]);
const mutantsBy = (operator: string) => all.filter((one) => one.operator === operator);
const places = (mutants: AnswerMutant[]) => [...new Set(mutants.map(({ place }) => place))];

describe("the mutants of a response", () => {
  test("every operator that applies makes response mutants", () => {
    expect([...new Set(all.map(({ operator }) => operator))].sort()).toEqual(
      ["R2XX", "R4XX", "R5XX", "CTC", "CTD", "CPC", "CPD", "HC", "HD", "OPA", "OPR", "OTPR"]
        .concat(["PTC", "BPR", "NPS", "NPR", "SPR", "SCA", "SRE"])
        .sort(),
    );
  });

  test("response mutants differ from one another and from the response", () => {
    const responses = all.map((one) => JSON.stringify(one.response));
    expect(responses).not.toContain(JSON.stringify(response));
    const names = all.map(({ operator, place, change }) => `${operator} ${place} ${change}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test("response mutants reach every member of the body", () => {
    const members = ["body/error", "body/error/code", "body/error/message", "body/success"];
    expect(places(mutantsBy("OPR"))).toEqual(members);
    expect(places(mutantsBy("NPS"))).toEqual(members);
    expect(places(mutantsBy("PTC"))).toEqual(["body", ...members]);
  });

  test("making mutants does not change the response", () => {
    expect(JSON.parse(response.body)).toEqual({ error: { code: 1007, message: "No" }, success: false });
  });
});
