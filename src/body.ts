/** A body larger than this is not read on, in bytes. */
const LARGEST_BODY = 2 ** 20;
const decoder = new TextDecoder();

/** The body as text, without a byte order mark, and whether that is the whole of it. */
export async function readText(body: ReadableStream<Uint8Array> | null): Promise<{ text: string; whole: boolean }> {
  if (!body) return { text: "", whole: true };
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return { text: decode(chunks, size), whole: true };
    size += value.byteLength;
    chunks.push(value);
    if (size > LARGEST_BODY) {
      reader.cancel().catch(() => {});
      return { text: decode(chunks, size), whole: false };
    }
  }
}

function decode(chunks: Uint8Array[], size: number): string {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return decoder.decode(bytes);
}
