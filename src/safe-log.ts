/** A receiver of log lines that cannot break anything: whatever it throws, at once or later, is ignored. */
export function safeLog(onLog: (line: string) => unknown): (line: string) => void {
  return (line) => {
    (async () => onLog(line))().catch(() => {});
  };
}
