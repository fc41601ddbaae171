/** The names that workers, receiver and enqueuer share. */
export const QUEUE = "leaves";
export const WORKFLOW = "leaveAndConfirm";
export const REMOVED = "removed";

/** One workflow per chat: enqueuing a chat again finds the existing one. */
export const workflowOf = (chatId: string) => `leave-${chatId.toLowerCase()}`;

export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}; see the README.`);
  return value;
}
