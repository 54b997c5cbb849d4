import { StatesError } from "./errors.ts";

/** What one input, output, result or Assign may hold, in bytes of UTF-8 (AWS: 256 KiB). */
export const dataLimit = 262_144;

/** What all variables of an execution may hold together, in bytes of UTF-8 (AWS: 10 MiB). */
export const variablesLimit = 10 * 2 ** 20;

export const bytes = (text: string): number => Buffer.byteLength(text);

/** A copy as plain JSON. Throws States.DataLimitExceeded, naming `what`, when it is over the limit. */
export function withinLimit(value: unknown, what: string): unknown {
  const text = JSON.stringify(value ?? null);
  checkLimit(text, what, dataLimit);
  return JSON.parse(text);
}

/** Throws States.DataLimitExceeded, naming `what`, when this JSON has more bytes than the limit. */
export function checkLimit(text: string, what: string, limit: number): void {
  if (text.length * 3 <= limit || bytes(text) <= limit) return;
  throw new StatesError("States.DataLimitExceeded", `${what} has ${bytes(text)} bytes and may have ${limit}.`);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
