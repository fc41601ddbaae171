/** What workers, receiver and enqueuer agree on. */
export const QUEUE = "leaves";
export const WORKFLOW = "leaveAndConfirm";
export const REMOVED = "removed";

/** One workflow per chat: whoever enqueues a chat again meets the one that is there. */
export const workflowOf = (chatId: string) => `leave-${chatId.toLowerCase()}`;

export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; the README says to what.`);
  return value;
}
