import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ExecutionRecord, executionRecord } from "./record.ts";

/**
 * Keeps each execution in a file of its own, and each definition that was ever started under its hash. A file is written
 * beside its place and then renamed, so `kill -9` leaves the old or the new one, never a half (a power cut may).
 */
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
  loadDefinition(hash: string): unknown;
}

/** Opens the journal in this folder, which is created when missing. */
export function openJournal(folder: string): Journal {
  const executions = join(folder, "executions");
  const definitions = join(folder, "definitions");
  for (const path of [executions, definitions]) {
    mkdirSync(path, { recursive: true });
    // What a killed process had begun to write.
    for (const file of readdirSync(path)) if (file.endsWith(".new")) rmSync(join(path, file));
  }
  const fileOf = (arn: string) => {
    const name = arn.slice(arn.lastIndexOf(":") + 1).replace(/[^A-Za-z0-9_-]/g, "_");
    return join(executions, `${name}-${sha256(arn).slice(0, 16)}.json`);
  };

  const read = (file: string): ExecutionRecord => {
    const record = executionRecord.safeParse(parse(file));
    if (!record.success) {
      const issue = record.error.issues[0];
      throw damaged(file, `${issue?.path.join(".")}: ${issue?.message}`);
    }
    if (fileOf(record.data.arn) !== file) throw damaged(file, `it holds the execution ${record.data.arn}`);
    if ((record.data.status === "RUNNING") !== (record.data.position !== undefined))
      throw damaged(
        file,
        `an execution that is ${record.data.status} has ${record.data.position ? "a" : "no"} position`,
      );
    return record.data;
  };

  return {
    save: (record) => write(fileOf(record.arn), JSON.stringify(record)),
    load: (arn) => read(fileOf(arn)),
    *all() {
      for (const file of readdirSync(executions)) if (file.endsWith(".json")) yield read(join(executions, file));
    },
    damaged: (arn, why) => damaged(fileOf(arn), why),
    remove: (arn) => rmSync(fileOf(arn), { force: true }),
    saveDefinition(definition) {
      const text = JSON.stringify(definition);
      const hash = sha256(text);
      const file = join(definitions, `${hash}.json`);
      if (!existsSync(file)) write(file, text);
      return hash;
    },
    loadDefinition(hash) {
      const file = join(definitions, `${hash}.json`);
      const definition = parse(file);
      if (sha256(JSON.stringify(definition)) !== hash) throw damaged(file, "its content does not have that hash");
      return definition;
    },
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function write(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
}

function damaged(file: string, why: string): Error {
  return new Error(`the journal file ${file} is damaged (${why}); restore it, or remove it to give up its executions`);
}
