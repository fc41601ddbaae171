import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readAll } from "./read-all.js";

const chunks = () => Readable.from([Buffer.from("abc"), Buffer.from("de")], { objectMode: false });

test.each([undefined, 5, 6])("readAll reads everything if at most %s bytes are allowed", async (limit) => {
  expect(`${await readAll(chunks(), limit)}`).toBe("abcde");
});

test("readAll returns nothing for a stream that is too long, and reads it to the end", async () => {
  const stream = chunks();
  expect(await readAll(stream, 4)).toBeUndefined();
  await new Promise((resolve) => stream.on("close", resolve));
});

test("readAll rejects if the stream fails", async () => {
  const stream = new Readable({
    read() {
      this.destroy(new Error("broken"));
    },
  });
  await expect(readAll(stream)).rejects.toThrow("broken");
});
