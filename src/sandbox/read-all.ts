import type { Readable } from "node:stream";

/** The bytes of a stream, or `undefined` if there are more than `limit`; the rest is then read and discarded. */
export function readAll(stream: Readable, limit = Number.POSITIVE_INFINITY): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    stream
      .on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > limit) resolve(undefined);
        else chunks.push(chunk);
      })
      .on("end", () => resolve(Buffer.concat(chunks)))
      .on("error", reject);
  });
}
