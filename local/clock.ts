/**
 * The time of the embedded run: real time plus one offset, shared with every worker thread through a
 * SharedArrayBuffer. Tests move the offset; hours then pass in milliseconds through the served routes.
 */
export interface Clock {
  /** Milliseconds since the epoch, as the embedded world sees them. */
  now(): number;
  /**
   * Calls `due` once the embedded time reaches `at` (milliseconds, `Infinity` for never); returns a function that
   * cancels it. What is already due is called soon, never at once.
   */
  at(at: number, due: () => void): () => void;
  /**
   * Moves the embedded time forward by so many milliseconds, then calls what became due, earliest first; each sees the
   * time after the whole move. Never backwards.
   */
  advance(milliseconds: number): void;
  /** The shared offset in milliseconds, a Float64 in its first eight bytes; handed to workers. */
  readonly offset: SharedArrayBuffer;
  /** Cancels everything that waits, and what is asked for later. */
  close(): void;
}

/** Timers stand still while a laptop sleeps and hold at most 2^31-1 ms; so whoever waits looks at the time again. */
const lookAgain = 15_000;

/** Starts a clock whose time is real time plus `offset` milliseconds (whole ones). */
export function startClock(offset = 0): Clock {
  if (!Number.isFinite(offset)) throw new RangeError(`the clock's offset is a number of milliseconds, not ${offset}`);
  const shared = new SharedArrayBuffer(8);
  const view = new Float64Array(shared);
  view[0] = Math.round(offset);
  const waiting = new Set<Wait>();
  let closed = false;
  const now = () => Date.now() + (view[0] ?? 0);

  const cancel = (wait: Wait) => {
    clearTimeout(wait.timer);
    waiting.delete(wait);
  };
  const look = (wait: Wait) => {
    if (!waiting.has(wait)) return;
    const left = wait.at - now();
    if (left > 0) {
      clearTimeout(wait.timer);
      wait.timer = setTimeout(look, Math.min(left, lookAgain), wait);
      return;
    }
    cancel(wait);
    wait.due();
  };

  return {
    now,
    offset: shared,
    at(at, due) {
      if (Number.isNaN(at)) throw new RangeError("a time to wait for is a number of milliseconds, not NaN");
      if (closed) return () => {};
      const wait: Wait = { at, due };
      waiting.add(wait);
      wait.timer = setTimeout(look, Math.min(Math.max(at - now(), 0), lookAgain), wait);
      return () => cancel(wait);
    },
    advance(milliseconds) {
      if (!(milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY))
        throw new RangeError(`the clock moves forward by milliseconds, not by ${milliseconds}`);
      view[0] = Math.round((view[0] ?? 0) + milliseconds);
      for (const wait of [...waiting].sort((a, b) => a.at - b.at)) look(wait);
    },
    close() {
      closed = true;
      for (const wait of [...waiting]) cancel(wait);
    },
  };
}

interface Wait {
  readonly at: number;
  readonly due: () => void;
  timer?: NodeJS.Timeout;
}
