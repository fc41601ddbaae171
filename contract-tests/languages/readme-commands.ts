/** The commands of `examples/languages/README.md` that generate a client in each language. */
import { readFile } from "node:fs/promises";

const readme = await readFile(new URL("../../examples/languages/README.md", import.meta.url), "utf8");

/** Command lines by the comment above them. */
export const commands: ReadonlyMap<string, string[]> = read();

function read(): Map<string, string[]> {
  const block = /^```sh\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
  const paragraphs = block.split("\n\n").map((paragraph) =>
    paragraph
      .trim()
      .replaceAll(/ *\\\n */g, " ")
      .split("\n"),
  );
  return new Map(paragraphs.map(([comment = "", ...lines]) => [comment.replace(/^# |:.*/g, ""), lines]));
}
