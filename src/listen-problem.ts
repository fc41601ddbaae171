import { once } from "node:events";
import { createServer } from "node:net";

export interface Place {
  port: number;
  host: string;
}

/**
 * Listens briefly, to report an unavailable port or host before Prism takes a second to start.
 *
 * @throws Error that says what to do, if the port or the host is the problem.
 */
export async function tryListening(place: Place): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(place.port, place.host), "listening");
  } catch (error) {
    throw new Error(listenProblem(place, `${error}`) ?? (error as Error).message);
  }
  await new Promise((resolve) => server.close(resolve));
}

/** What to do if a server could not listen because of the port or the host. */
export function listenProblem({ port, host }: Place, failure: string): string | undefined {
  if (failure.includes("EADDRINUSE")) {
    return `Port ${port} is taken. Stop the program that is listening there, or choose another port; 0 picks a free one.`;
  }
  if (failure.includes("EACCES")) return `Port ${port} is not available to this user. Choose one above 1023.`;
  const cure = "Choose an address of this machine, such as 127.0.0.1; 0.0.0.0 listens on all of them.";
  if (failure.includes("getaddrinfo")) return `The host ${host} cannot be resolved. ${cure}`;
  if (failure.includes("EADDRNOTAVAIL")) return `${host} is not an address of this machine. ${cure}`;
  return undefined;
}
