import { createServer } from "node:net";
import { type Listener, listen } from "../helpers/listen.js";

export interface RecordedWire extends Listener {
  /** All bytes of each connection, one string of Latin-1 characters per connection. */
  readonly connections: string[];
}

/** Records what it is sent, byte by byte, and answers each connection once with `response`. */
export async function recordWire(response: string): Promise<RecordedWire> {
  const connections: string[] = [];
  const server = createServer((socket) => {
    const index = connections.push("") - 1;
    socket.setEncoding("latin1").on("data", (chunk) => {
      const complete = connections[index]?.includes("\r\n\r\n");
      connections[index] += `${chunk}`;
      if (!complete && connections[index]?.includes("\r\n\r\n")) socket.write(response);
    });
  });
  return { ...(await listen(server)), connections };
}
