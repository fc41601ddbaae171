import { demandSize, LARGEST_BODY } from "./raw-body.js";

/** Collects a body that arrives in chunks, up to the largest size. */
export function collectBody() {
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  return {
    /** @throws LinqWebhookError `too-large` for the chunk that exceeds the limit and every later one; nothing is kept */
    add(chunk: string | Uint8Array<ArrayBuffer>): void {
      const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
      size += bytes.byteLength;
      if (size > LARGEST_BODY) chunks = [];
      demandSize(size);
      chunks.push(bytes);
    },
    whole: (): Promise<ArrayBuffer> => new Blob(chunks).arrayBuffer(),
  };
}
