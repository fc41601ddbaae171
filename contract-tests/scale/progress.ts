/** In milliseconds. Longer in a log, where every line remains. */
const PAUSE = process.stderr.isTTY ? 200 : 15_000;

export function progressOf(what: string, end: number) {
  const start = Date.now();
  let shownAt = start;
  return {
    show(done: number): void {
      if (Date.now() < shownAt + PAUSE) return;
      shownAt = Date.now();
      write(`${what}: ${done} of ${end}, ${Math.round((shownAt - start) / 1_000)} s`);
    },
    end: () => write(""),
  };
}

function write(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else if (text) process.stderr.write(`${text}\n`);
}
