import { describe, expect, test } from "vitest";
import { readText } from "./read-text.js";

const mebibyte = 2 ** 20;
const bytes = (text: string) => new TextEncoder().encode(text);

function stream(...chunks: Uint8Array[]): { body: ReadableStream<Uint8Array>; log: string[] } {
  const log: string[] = [];
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks.shift();
        log.push(chunk ? "chunk" : "end");
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
      cancel() {
        log.push("cancelled");
      },
    },
    { highWaterMark: 0 },
  );
  return { body, log };
}

describe("readText", () => {
  test("readText reads a missing body as empty text", async () => {
    expect(await readText(null)).toEqual({ text: "", whole: true });
  });

  test("readText reads an empty body as empty text", async () => {
    expect(await readText(stream().body)).toEqual({ text: "", whole: true });
  });

  test("readText joins chunks, even if one ends within a character", async () => {
    const [one, two] = [bytes("é").slice(0, 1), bytes("é").slice(1)];
    expect(await readText(stream(bytes("a"), one, two, bytes("b")).body)).toEqual({ text: "aéb", whole: true });
  });

  test("readText drops a byte order mark", async () => {
    expect(await readText(stream(bytes("\ufeff{}")).body)).toEqual({ text: "{}", whole: true });
  });

  test("readText reads a body of exactly 1 MiB", async () => {
    const { text, whole } = await readText(stream(new Uint8Array(mebibyte - 1), new Uint8Array(1)).body);
    expect([text.length, whole]).toEqual([mebibyte, true]);
  });

  test("readText stops at more than 1 MiB, keeps what it has, and hangs up", async () => {
    const { body, log } = stream(bytes("begin"), new Uint8Array(mebibyte), bytes("never read"));

    const { text, whole } = await readText(body);

    expect(whole).toBe(false);
    expect(text).toHaveLength(mebibyte + 5);
    expect(text.startsWith("begin")).toBe(true);
    expect(log).toEqual(["chunk", "chunk", "cancelled"]);
  });

  test("readText copes with a body that cannot be cancelled", async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(mebibyte + 1)),
      cancel: () => Promise.reject(new Error("no")),
    });

    expect((await readText(body)).whole).toBe(false);
  });

  test("readText rejects if reading the body rejects", async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("connection lost")),
    });

    await expect(readText(body)).rejects.toThrow("connection lost");
  });
});
