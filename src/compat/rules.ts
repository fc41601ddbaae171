/**
 * What a change between two contracts means. A change is breaking if a program that was correct under the old contract may be wrong
 * under the new one, additive if the new one promises or accepts more, and neutral otherwise.
 */

export type Level = "breaking" | "additive" | "neutral";
/** Who notices a change. `tests` ask the mock and the sandbox for responses by name. */
export type Audience = "client" | "webhook receiver" | "retries" | "tests";

export interface Rule {
  level: Level;
  reason: string;
}

const breaking = (reason: string): Rule => ({ level: "breaking", reason });
const additive = (reason: string): Rule => ({ level: "additive", reason });

export const RULES = {
  // What goes over the wire.
  "accepts-less": breaking("What you send today may be refused."),
  "accepts-more": additive("What you send today is still accepted."),
  "promises-less": breaking("You may receive something that you do not expect today."),
  "promises-more": additive("You receive only what you expect today."),
  "default-changed": breaking("What you omit today may mean something else."),
  "cannot-be-judged": breaking("Neither includes the other, or that cannot be determined."),

  // What exists.
  "operation-removed": breaking("Requests fail, and the function disappears from generated code."),
  "operation-added": additive("Nobody calls it yet."),
  "webhook-removed": breaking("The event no longer arrives."),
  "webhook-added": additive("Receivers acknowledge events that they do not know."),
  "callback-removed": breaking("The request no longer arrives."),
  "callback-added": additive("Nobody waits for the request yet."),
  "response-removed": breaking("What is sent instead is not documented."),
  "error-added": additive("Clients must expect unlisted errors."),
  "success-added": breaking("A client that expects the listed success treats this one as a failure."),
  "answer-added": additive("One more response is accepted."),
  "parameter-removed": breaking("If you send it, it may be ignored or refused; if you read it, it is missing."),
  "parameter-added": additive("It is optional to send, and nobody reads it yet."),
  "body-removed": breaking("If you send it, it may be ignored or refused; if you read it, it is missing."),
  "body-added": additive("It is optional to send, and nobody reads it yet."),
  "member-removed": breaking("If you send it, it may be ignored or refused; if you read it, it is missing."),
  "member-added": additive("Objects are open: it is optional to send, and readers ignore unknown members."),
  "value-added": additive("Readers must expect unlisted values."),
  deprecated: additive("It works as before, but will be removed."),

  // Names in generated code.
  "name-changed": breaking("Names in generated code are derived from it."),
  "name-added": additive("Generated code has one more name."),
  "discriminator-added": additive("Generated code can tell the alternatives apart."),
  "discriminator-changed": breaking("Generated code uses it to tell the alternatives apart."),

  // Where requests go, and with which credentials.
  "server-removed": breaking("Requests, and the API key, go to the server that is listed first."),
  "server-added": additive("The first server stays the same."),
  "credentials-required": breaking("A request with today's credentials is refused."),
  "credentials-relaxed": additive("Today's credentials are still accepted."),
  "credentials-withdrawn": breaking("A receiver that checks today's credentials refuses the event."),
  "credentials-sent": additive("Nobody checks them yet."),

  // Retries.
  "idempotency-withdrawn": breaking("Clients repeat the request when its response is lost; that can now do harm."),
  "idempotency-granted": additive("Clients may repeat the request when its response is lost."),
  "error-code-removed": breaking("Clients base retries on this code."),
  "error-code-added": additive("Clients must expect unlisted codes."),
  "error-code-changed": breaking("Clients base retries on the rule for this code."),
  "wait-longer": breaking("Clients retry too early."),
  "wait-shorter": additive("Clients wait longer than necessary."),

  // Names that tests use.
  "example-removed": breaking("Tests ask the mock and the sandbox for it by this name."),
  "example-added": additive("Tests can ask for it by this name."),
  "example-changed": breaking("Tests expect the id or the error code that this name stood for."),

  // How the document is read.
  "openapi-version": breaking("Tools for one version refuse or misread the other."),
  dialect: breaking("Schema keywords change their meaning."),

  "no-promise": { level: "neutral", reason: "Descriptions, sources and illustrations: no program relies on them." },
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;

/** How the values that a contract allows at a place compare with those that it allowed before. */
export type Relation = "wider" | "narrower" | "other";
/** Whether the reader of the contract sends or receives what is described. */
export type Direction = "sent" | "received";

const WIRE: Record<Direction, Record<Relation, RuleName>> = {
  sent: { wider: "accepts-more", narrower: "accepts-less", other: "cannot-be-judged" },
  received: { wider: "promises-less", narrower: "promises-more", other: "cannot-be-judged" },
};

export function ruleFor(relation: Relation, direction: Direction): RuleName {
  return WIRE[direction][relation];
}
