/** A body larger than this is not read on, in bytes. */
const LARGEST_BODY = 2 ** 20;

/** The body as text, without a byte order mark, and whether that is the whole of it. */
export async function readText(body: ReadableStream<Uint8Array> | null): Promise<{ text: string; whole: boolean }> {
  if (!body) return { text: "", whole: true };
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let size = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), whole: true };
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
    if (size > LARGEST_BODY) {
      reader.cancel().catch(() => {});
      return { text, whole: false };
    }
  }
}
