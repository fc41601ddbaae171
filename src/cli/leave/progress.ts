import type { WriteStream } from "node:tty";

export interface Tally {
  /** How many chats to leave. */
  readonly total: number;
  /** How many more were done in an earlier run. */
  readonly skipped: number;
  done: number;
  failed: number;
}

export interface Progress {
  /** Clears the line before output that may go to the same terminal. */
  hide(): void;
  stop(): void;
}

const INTERVAL = 100;

/** Draws and redraws a progress line. Does nothing unless the stream is a terminal. */
export function showProgress(stream: WriteStream, tally: Tally, pause: () => number): Progress {
  if (!stream.isTTY) return { hide() {}, stop() {} };
  const start = performance.now();
  const clear = () => stream.write("\r\u001b[K");
  const draw = () => {
    const line = progressLine(tally, performance.now() - start, pause());
    stream.write(`\r${line.slice(0, stream.columns - 1)}\u001b[K`);
  };
  const timer = setInterval(draw, INTERVAL).unref();
  draw();
  return {
    hide: clear,
    stop() {
      clearInterval(timer);
      clear();
    },
  };
}

/**
 * @param elapsed milliseconds since the start
 * @param pause milliseconds until requests are sent again
 */
export function progressLine({ total, done, failed }: Omit<Tally, "skipped">, elapsed: number, pause: number): string {
  const finished = done + failed;
  const counts = `${done} of ${total} done, ${failed} failed`;
  if (pause > 0) return `${counts}, paused for ${duration(pause)} as Linq asked`;
  if (finished === 0) return counts;
  const perSecond = finished / (elapsed / 1000);
  const rate = perSecond < 10 ? perSecond.toFixed(1) : perSecond.toFixed(0);
  return `${counts}, ${rate} per second, ${duration(((total - finished) / perSecond) * 1000)} left`;
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
