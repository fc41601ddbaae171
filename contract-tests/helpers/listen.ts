import { once } from "node:events";
import { Server as HttpServer } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";

export interface Listener {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Destroys all connections. Resolves once the port is free again. */
  stop(): Promise<void>;
}

/** Makes a server listen on this machine only. @param port 0 picks a free one */
export async function listen(server: Server, port = 0): Promise<Listener> {
  // A server that is too busy to read must not treat a connection as idle.
  if (server instanceof HttpServer) server.keepAliveTimeout = 0;
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  const closed = once(server, "close");
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
