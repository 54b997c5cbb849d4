import { StatesError } from "./errors.ts";

/** What one input, output, result or Assign may hold, in bytes of UTF-8 (AWS: 256 KiB). */
export const dataLimit = 262_144;

/** What all variables of an execution may hold together, in bytes of UTF-8 (AWS: 10 MiB). */
export const variablesLimit = 10 * 2 ** 20;

export const bytes = (text: string): number => Buffer.byteLength(text);

/** A copy as plain JSON. Throws States.DataLimitExceeded, naming `what`, when it is over the limit. */
export function withinLimit(value: unknown, what: string, limit: number = dataLimit): unknown {
  const text = JSON.stringify(value ?? null);
  if (text.length * 3 > limit && bytes(text) > limit)
    throw new StatesError("States.DataLimitExceeded", `${what} has ${bytes(text)} bytes and may have ${limit}.`);
  return JSON.parse(text);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
