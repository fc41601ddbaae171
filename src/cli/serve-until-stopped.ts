interface Server {
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Keeps a server running until Ctrl-C or a signal. Fails if the server stops on its own. */
export async function serveUntilStopped(server: Server): Promise<void> {
  const stopped = new Promise<"stopped">((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve("stopped"));
  });
  const ended = server.ended.then(() => "ended" as const);

  if ((await Promise.race([stopped, ended])) === "ended") throw new Error("The server stopped unexpectedly.");
  await server.stop();
}
