import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Listens briefly, to report an unavailable port before Prism takes a second to start.
 *
 * @throws Error that says what to do, if the port is the problem.
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

/** What to do if a server could not listen because of the port. */
export function portProblem(port: number, failure: string): string | undefined {
  if (failure.includes("EADDRINUSE")) {
    return `Port ${port} is taken. Stop the program that is listening there, or choose another port; 0 picks a free one.`;
  }
  if (failure.includes("EACCES")) return `Port ${port} is not available to this user. Choose one above 1023.`;
  return undefined;
}
