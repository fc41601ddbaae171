/** What to do where a server could not listen, if the port is to blame. */
export function portProblem(port: number, failure: string): string | undefined {
  if (failure.includes("EADDRINUSE")) {
    return `Port ${port} is taken. Stop what listens there, or choose another port; 0 takes a free one.`;
  }
  if (failure.includes("EACCES")) return `Port ${port} may not be used by this user. Choose one above 1023.`;
  return undefined;
}
