import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * A file of JSON lines that only its owner may read (mode 0600). An entry survives `kill -9` once `append` has returned;
 * it is not synced, so a power cut may lose the last ones.
 */
export interface Journal<Entry> {
  /** The last entries, oldest first: those of earlier runs and those appended since. */
  readonly entries: readonly Entry[];
  append(entry: Entry): void;
}

export interface JournalOptions {
  /** At most so many of the last entries are held in memory. Without it, all of them. */
  readonly keep?: number;
  /** Drop from the file, too, what is no longer kept. */
  readonly cut?: boolean;
}

/**
 * Opens or creates the journal. A last line without its end was never acknowledged (a crash cut it off) and is removed;
 * any other line that is not JSON is an error naming file and line, for what it said is lost.
 */
export function openJournal<Entry>(
  path: string,
  { keep = Infinity, cut = false }: JournalOptions = {},
): Journal<Entry> {
  const entries: Entry[] = [];
  let lines = 0;

  const append = (entry: Entry): void => {
    appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    entries.push(entry);
    lines += 1;
    if (entries.length > keep) entries.shift();
    if (cut && lines >= 2 * keep) rewrite();
  };
  const rewrite = (): void => {
    writeFileSync(`${path}.new`, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""), { mode: 0o600 });
    renameSync(`${path}.new`, path);
    lines = entries.length;
  };

  if (existsSync(path)) {
    const whole = readWholeLines(path);
    const first = Math.max(whole.length - keep, 0);
    whole.slice(first).forEach((line, index) => {
      entries.push(parse<Entry>(line, path, first + index + 1));
    });
    lines = whole.length;
  } else {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  }
  return { entries, append };
}

function readWholeLines(path: string): string[] {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) truncateSync(path, end);
  return bytes.toString("utf8", 0, end).split("\n").slice(0, -1);
}

function parse<Entry>(line: string, path: string, number: number): Entry {
  try {
    return JSON.parse(line) as Entry;
  } catch (cause) {
    throw new Error(`${path} is damaged: line ${number} is not JSON. Restore the file, or delete it to start empty.`, {
      cause,
    });
  }
}
