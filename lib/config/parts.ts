import * as z from "zod";
import { formatDuration, parseDuration } from "../../core/duration.ts";
import { normalEmail } from "../../core/person.ts";

// Pieces of the schemas of the three files. The error texts say what is expected; `validate` adds what was found and where.

/** A mapping that refuses keys it does not know; the error text is the list of those it does. */
export function object<S extends z.ZodRawShape>(shape: S, description: string) {
  const known = Object.keys(shape).join(", ");
  return z
    .strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? known : undefined) })
    .describe(description);
}

export function text(pattern: RegExp, expected: string) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

export function line(longest: number) {
  return text(
    new RegExp(`^(?!\\s)[^\\p{C}\\p{Zl}\\p{Zp}]{1,${longest}}(?<!\\s)$`, "u"),
    `a line of 1 to ${longest} characters, without spaces around it`,
  );
}

/** From and to in seconds, both included. */
export function duration(from: number, to: number) {
  const expected = `a duration such as 2h, 90m or 1h30m, from ${formatDuration(from)} to ${formatDuration(to)}`;
  return text(/^(?=.)([0-9]{1,4}h)?([0-9]{1,5}m)?$/, expected).refine(
    (written) => {
      const seconds = parseDuration(written) ?? 0;
      return from <= seconds && seconds <= to;
    },
    { error: expected },
  );
}

/** A list in which nothing stands twice, `same` being what is compared. */
export function list<T extends z.ZodType<string>>(item: T, same: (entry: string) => string = (entry) => entry) {
  return z.array(item).superRefine(
    (entries: readonly unknown[], { addIssue }) => {
      const seen = new Set<string>();
      for (const [i, entry] of entries.entries()) {
        if (typeof entry !== "string") continue;
        if (seen.has(same(entry)))
          addIssue({ code: "custom", path: [i], message: "each entry once; this one stands above already" });
        seen.add(same(entry));
      }
    },
    // Where an entry is no good the others are still looked at.
    { when: ({ value }) => Array.isArray(value) },
  );
}

export const minute = 60;
export const hour = 3600;
export const flag = z.boolean().optional();
export const accountId = text(/^[0-9]{12}$/, "an account id: twelve digits");
export const email = text(
  /^(?=.{3,254}$)[^\s@<>()[\]{},;:"\\\p{C}]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/u,
  "an e-mail address such as alice@example.com",
);
export const group = line(128).describe("A group, by the whole name that the identity provider gives it.");
export const groups = list(group).describe("Groups, by the whole names that the identity provider gives them.");
export const people = list(email, normalEmail).describe("People, by their verified e-mail addresses.");
export const roleName = text(/^[A-Za-z0-9]{1,48}$/, "a role's name: 1 to 48 letters and digits");
export const ruleId = text(/^[a-z0-9-]{1,64}$/, "a rule's id: 1 to 64 of a-z, 0-9 and -");
const tagText = (from: number, to: number) =>
  text(
    new RegExp(`^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]{${from},${to}}$`, "u"),
    `${from} to ${to} letters, digits, spaces or _ . : / = + - @, as AWS takes them in tags`,
  );
/** Tags of an account, or those that a rule wants. */
export const tags = z.record(tagText(1, 128), tagText(0, 256));
