import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

export interface RecordedWire {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** All bytes of each connection, one string of Latin-1 characters per connection. */
  readonly connections: string[];
  stop(): Promise<void>;
}

/** A raw socket that keeps what it is sent, byte by byte, and answers each connection once with `answer`. */
export async function recordWire(answer: string): Promise<RecordedWire> {
  const connections: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const index = connections.push("") - 1;
    sockets.add(socket);
    socket.setEncoding("latin1").on("data", (chunk) => {
      const complete = connections[index]?.includes("\r\n\r\n");
      connections[index] += `${chunk}`;
      if (!complete && connections[index]?.includes("\r\n\r\n")) socket.write(answer);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
