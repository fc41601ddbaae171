export type { AnswerName } from "../../generated/outcomes.js";
export type { Reason } from "./answer-chooser.js";
export type { AnswerOptions } from "./answer-options.js";
export { type DocumentedFetch, documentedFetch } from "./documented-fetch.js";
export type { AnswerFaultName } from "./faults.js";
export type { JournalEntry } from "./journal.js";
