/** The life of a leave, in the contract's names: what mock-ups of Linq remember, and nothing else of the contract is hard-wired. */
export const LEAVE = {
  operation: "leaveChat",
  /** The path parameter by which chats are told apart. */
  chat: "chatId",
  /** The response to every operation that documents it, once the chat was left. */
  onceLeft: "chatUnavailable",
  /** The webhook that follows. */
  event: "participant.removed",
} as const;
