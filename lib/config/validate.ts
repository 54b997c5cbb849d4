import type * as z from "zod";
import { mismatch, shown } from "./mismatch.ts";
import type { Path, Problem, YamlFile } from "./yaml-file.ts";

/** A value of which what is not sound stands there as undefined, so that the rest can be checked further. */
export type Sound<T> = T extends readonly (infer Item)[]
  ? readonly (Sound<Item> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Sound<T[K]> | undefined }
    : T;

/** What a file holds, with everything that is wrong with it so far. */
export interface Validated<T> {
  readonly problems: readonly Problem[];
  /** Absent where the file cannot be read at all. */
  readonly sound?: Sound<T>;
  /** Present where the schema accepts the whole file. */
  readonly value?: T;
}

/** Whether nothing of an entry had to be left out. */
export function isWhole(entry: object | undefined): boolean {
  return entry !== undefined && !Object.values(entry).includes(undefined);
}

/**
 * Checks a file against its schema and returns everything that is wrong. The schemas' error texts say what is expected;
 * what was found and where is added here. For unknown keys the text is the list of the known ones.
 */
export function validate<S extends z.ZodType>(schema: S, file: YamlFile): Validated<z.infer<S>> {
  if (file.value === undefined) return { problems: file.problems };
  const result = schema.safeParse(file.value, { error: expectation });
  const refused = (result.error?.issues ?? []).flatMap((issue) => refusals(issue, [], file));
  const problems = once(refused).map(({ path, message }) => ({ ...file.place(path), message }));
  return {
    problems: [...file.problems, ...problems],
    sound: without(file.value, refused) as Sound<z.infer<S>>,
    ...(result.success && { value: result.data }),
  };
}

/** Something that the schema refuses, and the path of what is unsound because of it. */
interface Refusal {
  readonly path: Path;
  readonly message: string;
  readonly unsound: Path;
}

function refusals(issue: z.core.$ZodIssue, prefix: Path, file: YamlFile): Refusal[] {
  const path: Path = [...prefix, ...(issue.path as Path)];
  if (issue.code === "unrecognized_keys") {
    const known = issue.message.split(", ");
    return issue.keys.map((key) => {
      const at = [...path, key];
      return { path: at, message: mismatch(key, `one of ${issue.message}`, known), unsound: at };
    });
  }
  if (issue.code === "invalid_union") {
    // `all`, or something longer: an attempt at the longer one is told what is wrong within it.
    const attempt = issue.errors.find((errors) => !errors.some(isOtherKind));
    if (attempt) return attempt.flatMap((inner) => refusals(inner, path, file));
  }
  const message = issue.code === "invalid_key" ? mismatch(path.at(-1), issue.message) : found(issue, path, file);
  // Where `deny` is neither true nor false nothing else of the rule was looked at.
  const unsound = issue.code === "invalid_union" && issue.errors.length === 0 ? path.slice(0, -1) : path;
  return [{ path, message, unsound }];
}

/** Several checks of one value can say the same about it. */
function once(refused: readonly Refusal[]): readonly Refusal[] {
  return [...new Map(refused.map((refusal) => [JSON.stringify([refusal.path, refusal.message]), refusal])).values()];
}

function isOtherKind({ path, code }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value");
}

function found(issue: z.core.$ZodIssue, path: Path, file: YamlFile): string {
  const expected = issue.message;
  const value = path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | null)?.[key], file.value);
  if (value === undefined) return `is missing: expected ${expected}`;
  if (issue.code === "invalid_value") return mismatch(value, expected, issue.values.map(String));
  if (typeof value !== "number" && typeof value !== "boolean") return mismatch(value, expected);
  const quotes = issue.code === "invalid_type" && issue.expected === "string" ? ": put it in quotes" : "";
  return `found ${file.written(path) ?? shown(value)}, expected ${expected}${quotes}`;
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
  boolean: "true or false",
  int: "a whole number",
  number: "a whole number",
};

/** What is expected, where the schema itself does not say. */
function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected];
    case "invalid_value":
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(", ")}`;
    case "too_small":
      return issue.origin === "array" ? "at least one entry" : `at least ${issue.minimum}`;
    case "too_big":
      return `at most ${issue.maximum}`;
    case "invalid_key":
      return issue.issues[0]?.message;
    default:
      return undefined;
  }
}

/** A copy with undefined in the place of what is unsound. */
function without(value: unknown, refused: readonly Refusal[]): unknown {
  if (refused.length === 0) return value;
  const copy = { value: structuredClone(value) };
  for (const { unsound } of refused) {
    const path: Path = ["value", ...unsound];
    let at: unknown = copy;
    for (const key of path.slice(0, -1)) at = (at as Record<string | number, unknown> | undefined)?.[key];
    const last = path.at(-1);
    if (typeof at === "object" && at !== null && last !== undefined && last in at)
      (at as Record<string | number, unknown>)[last] = undefined;
  }
  return copy.value;
}
