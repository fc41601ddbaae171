/** A receiver of log lines that breaks nothing: what it throws, at once or later, is dropped. */
export function safeLog(onLog: (line: string) => unknown): (line: string) => void {
  return (line) => {
    (async () => onLog(line))().catch(() => {});
  };
}
