import { fetchMisuse } from "./fetch-misuse.js";

/** The largest body that is read in full, in bytes. */
const LARGEST_BODY = 2 ** 20;
const decoder = new TextDecoder();

/** A web stream, or one of Node's, as node-fetch gives. */
export type Body = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** The body as text, without a byte order mark, and whether it is complete. */
export async function readText(body: Body | null | undefined): Promise<{ text: string; whole: boolean }> {
  if (!body) return { text: "", whole: true };
  const source = sourceOf(body);
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const { done, value } = await source.next();
    if (done) return { text: decode(chunks, size), whole: true };
    if (!ArrayBuffer.isView(value)) throw fetchMisuse("The body is not made of bytes");
    size += value.byteLength;
    chunks.push(value);
    if (size > LARGEST_BODY) {
      source.cancel()?.catch(() => {});
      return { text: decode(chunks, size), whole: false };
    }
  }
}

interface Source {
  next(): Promise<{ done?: boolean | undefined; value?: Uint8Array | undefined }>;
  cancel(): Promise<unknown> | undefined;
}

/** Prefers a reader to the iterator: not every runtime's web streams can be iterated. */
function sourceOf(body: Body): Source {
  if ("getReader" in body) {
    const reader = body.getReader();
    return { next: () => reader.read(), cancel: () => reader.cancel() };
  }
  const iterator = body[Symbol.asyncIterator]();
  return { next: () => iterator.next(), cancel: () => iterator.return?.() };
}

function decode(chunks: Uint8Array[], size: number): string {
  // Most bodies arrive as one chunk, which needs no copy.
  if (chunks.length === 1) return decoder.decode(chunks[0]);
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return decoder.decode(bytes);
}
