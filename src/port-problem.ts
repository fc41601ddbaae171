import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Listens for a moment, so that a port that cannot be had is known before Prism has taken a second to start.
 *
 * @throws Error that says what to do, if the port is to blame.
 */
export async function tryPort({ port, host }: { port: number; host: string }): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port, host), "listening");
  } catch (error) {
    const problem = portProblem(port, `${error}`);
    if (problem) throw new Error(problem);
  }
  await new Promise((resolve) => server.close(resolve));
}

/** What to do where a server could not listen, if the port is to blame. */
export function portProblem(port: number, failure: string): string | undefined {
  if (failure.includes("EADDRINUSE")) {
    return `Port ${port} is taken. Stop what listens there, or choose another port; 0 takes a free one.`;
  }
  if (failure.includes("EACCES")) return `Port ${port} may not be used by this user. Choose one above 1023.`;
  return undefined;
}
