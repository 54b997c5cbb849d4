import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { startClock } from "../../local/clock.ts";
import { type Functions, type LocalFunction, startFunctions } from "../../local/functions.ts";

/** Where the functions' code is, a folder each. */
export const code = mkdtempSync(join(tmpdir(), "stint-functions-"));
export const clock = startClock();
afterAll(() => {
  clock.close();
  rmSync(code, { recursive: true });
});

/** What the functions logged since `start`, as `name: line`. */
export let lines: string[] = [];

/** A function with this source as its module. */
export function written(
  name: string,
  source: string,
  more: Partial<LocalFunction> & { file?: string } = {},
): LocalFunction {
  const { file = "index.mjs", ...rest } = more;
  const dir = join(code, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, file), source);
  const arn = `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
  return { arn, name, dir, handler: "index.handler", timeout: 20, memory: 256, environment: {}, ...rest };
}

export function start(...functions: LocalFunction[]): Functions {
  lines = [];
  return startFunctions({ clock, functions, log: (name, line) => lines.push(`${name}: ${line}`) });
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setTimeout(next, 5));
}

/** Does what its event says; counts its events, so that a fresh worker shows. */
export const obedient = `
  let count = 0;
  const held = [];
  export async function handler(event, context) {
    count += 1;
    switch (event.do) {
      case "answer": return event.value;
      case "count": return count;
      case "hang": return new Promise(() => {});
      case "hold": return new Promise((done) => held.push(done));
      case "release": for (const done of held) done("released"); return held.length;
      case "spin": for (;;);
      case "exit": return process.exit(event.code);
      case "crash": setImmediate(() => { throw new TypeError("nobody catches this"); }); return new Promise(() => {});
      case "reject": Promise.reject(new Error("nobody awaits this")); return new Promise(() => {});
      case "throw": throw Object.assign(new RangeError("out of range"), event.as);
      case "throw text": throw "just text";
      case "print": console.log("one\\ntwo"); console.error("three"); process.stdout.write("four\\n"); return;
      case "big": return "x".repeat(event.size);
      case "circular": { const a = {}; a.a = a; return a; }
      case "environment": return process.env;
      case "context": return { ...context, left: context.getRemainingTimeInMillis() };
      case "date": return {
        now: Date.now(), made: new Date().getTime(), called: Date(), given: new Date(0).toISOString(),
        parts: new Date(2026, 0, 1).getFullYear(), parsed: Date.parse("2026-01-01T00:00:00Z"), utc: Date.UTC(2026, 0),
        isDate: new Date() instanceof Date, constructed: new Date().constructor === Date, name: Date.name,
        derived: new (class Day extends Date { get day() { return this.getUTCDay(); } })(0).day,
        cloned: structuredClone(new Date(5)) instanceof Date, clock: performance.timeOrigin + performance.now(),
      };
    }
  }`;
