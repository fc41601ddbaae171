import { expect, test } from "vitest";
import { preferenceOf } from "./prefer-header.js";

test.each([
  [undefined, undefined],
  ["", undefined],
  ["respond-async", undefined],
  ["dynamic=true", undefined],
  ["code=409", { code: "409", example: undefined }],
  ["example=chatUnavailable", { code: undefined, example: "chatUnavailable" }],
  ["code=409, example=chatUnavailable", { code: "409", example: "chatUnavailable" }],
  ["code=409;example=chatUnavailable", { code: "409", example: "chatUnavailable" }],
  ['respond-async, code = "409"', { code: "409", example: undefined }],
])("Prefer: %s asks for %j", (header, preference) => {
  expect(preferenceOf(header)).toEqual(preference);
});
