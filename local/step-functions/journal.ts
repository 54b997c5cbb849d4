import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { keptEvents } from "./history.ts";
import { beginning, type ExecutionRecord, progress } from "./record.ts";

/** Keeps executions and the definitions that they were started with. What is saved survives `kill -9` (not a power cut). */
export interface Journal {
  save(record: ExecutionRecord): void;
  /** Reads an execution. Throws an Error naming the file when it is damaged. */
  load(arn: string): ExecutionRecord;
  /** Every execution that is kept. Throws as `load` does. */
  all(): Generator<ExecutionRecord>;
  remove(arn: string): void;
  /** The error for an execution whose file cannot be right. */
  damaged(arn: string, why: string): Error;
  /** Keeps a definition and returns its hash. */
  saveDefinition(definition: unknown): string;
  /** Reads a definition. Throws an Error naming the file when it is missing or damaged. */
  loadDefinition(hash: string): unknown;
}

/** A file that grows longer (in characters) is written anew; that of an execution that is over, from a sixteenth on. */
const longestFile = 2 ** 20;

/**
 * Opens the journal in this folder, which is created when missing. Each execution is a file: a line of what it began with,
 * then a line for each time that it was saved, of which the last counts; events stand in the line that they were new in.
 * Appending a line is many times cheaper than writing a file. Only the last line can be torn by a kill; it is then dropped.
 */
export function openJournal(folder: string): Journal {
  const executions = join(folder, "executions");
  const definitions = join(folder, "definitions");
  for (const path of [executions, definitions]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    // What a killed process had begun to write.
    for (const file of readdirSync(path)) if (file.endsWith(".new")) rmSync(join(path, file));
  }
  /** What the files of running executions hold: the number of the last event, and the length. */
  const written = new Map<string, { events: number; length: number }>();

  const note = ({ arn, events, position }: ExecutionRecord, length: number): void => {
    if (position === undefined) written.delete(arn);
    else written.set(arn, { events, length });
  };
  const fileOf = (arn: string) => {
    const name = arn.slice(arn.lastIndexOf(":") + 1).replace(/[^A-Za-z0-9_-]/g, "_");
    return join(executions, `${name}-${sha256(arn).slice(0, 16)}.jsonl`);
  };

  const read = (file: string): ExecutionRecord => {
    const text = readFileSync(file, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const [first, ...later] = whole
      .split("\n")
      .slice(0, -1)
      .map((line) => parse(line, file));
    const begun = beginning.safeParse(first);
    const lines = later.map((line) => line as { readonly history?: readonly unknown[] });
    const history = lines.flatMap((line) => line?.history ?? []).slice(-keptEvents);
    const last = progress.safeParse({ ...lines.at(-1), history });
    for (const { error } of [begun, last])
      if (error !== undefined)
        throw damaged(file, `${error.issues[0]?.path.join(".") || "a line"}: ${error.issues[0]?.message}`);
    const record = { ...(begun.data as ExecutionRecord), ...(last.data as ExecutionRecord) };
    if (fileOf(record.arn) !== file) throw damaged(file, `it holds the execution ${record.arn}`);
    if ((record.status === "RUNNING") !== (record.position !== undefined))
      throw damaged(file, `it is ${record.status} ${record.position ? "with" : "without"} a position`);
    if (whole.length < text.length) writeWhole(file, record);
    else note(record, text.length);
    return record;
  };

  const writeWhole = (file: string, record: ExecutionRecord): void => {
    const { format, arn, stateMachineArn, name, definition, startedAt, input, ...changing } = record;
    const begun = { format, arn, stateMachineArn, name, definition, startedAt, input };
    const text = `${JSON.stringify(begun)}\n${JSON.stringify(changing)}\n`;
    write(file, text);
    note(record, text.length);
  };

  const append = (file: string, record: ExecutionRecord, before: { events: number; length: number }): void => {
    const { status, stoppedAt, output, error, cause, events, position } = record;
    const added = events - before.events;
    const history = added === 0 ? [] : record.history.slice(-added);
    const line = `${JSON.stringify({ status, stoppedAt, output, error, cause, events, history, position })}\n`;
    const length = before.length + line.length;
    if (length > (position === undefined ? longestFile / 16 : longestFile)) {
      writeWhole(file, record);
      return;
    }
    // Should it fail half-way, as on a full disk, the next one writes the file anew.
    written.delete(record.arn);
    appendFileSync(file, line);
    note(record, length);
  };

  return {
    save(record) {
      const before = written.get(record.arn);
      if (before === undefined) writeWhole(fileOf(record.arn), record);
      else append(fileOf(record.arn), record, before);
    },
    load: (arn) => read(fileOf(arn)),
    *all() {
      for (const file of readdirSync(executions)) if (file.endsWith(".jsonl")) yield read(join(executions, file));
    },
    remove: (arn) => rmSync(fileOf(arn), { force: true }),
    damaged: (arn, why) => damaged(fileOf(arn), why),
    saveDefinition(definition) {
      const text = JSON.stringify(definition);
      const file = join(definitions, `${sha256(text)}.json`);
      if (!existsSync(file)) write(file, text);
      return sha256(text);
    },
    loadDefinition(hash) {
      const file = join(definitions, `${hash}.json`);
      if (!existsSync(file)) throw damaged(file, "it is missing");
      const text = readFileSync(file, "utf8");
      if (sha256(text) !== hash) throw damaged(file, "its name is not the hash of its content");
      return parse(text, file);
    },
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Never leaves half a file in its place. Only its owner may read it: there are task tokens in it. */
function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
}

function damaged(file: string, why: string): Error {
  return new Error(`the journal file ${file} is damaged (${why}); restore it, or remove it to give up what it holds`);
}
