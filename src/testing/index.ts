export type { AnswerName } from "../../generated/outcomes.js";
export type { Reason } from "./answer-chooser.js";
export type { AnswerFaultName } from "./answer-faults.js";
export type { AnswerOptions } from "./answer-options.js";
export { type DocumentedFetch, documentedFetch } from "./documented-fetch.js";
export type { JournalEntry } from "./request-journal.js";
