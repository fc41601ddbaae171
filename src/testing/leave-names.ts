/** The life cycle of a leave, in the contract's names: what the sandbox and `documentedFetch` remember. Nothing else from the contract is hard-coded. */
export const LEAVE = {
  operation: "leaveChat",
  /** The path parameter that identifies a chat. */
  chat: "chatId",
  /** The response of every operation that documents it, once the chat has been left. */
  onceLeft: "chatUnavailable",
  /** The webhook that follows. */
  event: "participant.removed",
} as const;
