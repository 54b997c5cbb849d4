import { en } from "zod/locales";
import * as z from "zod/mini";
import { parseDuration } from "./duration.ts";
import {
  accountIdPattern,
  emailPattern,
  longestComment,
  longestJustification,
  longestText,
  namePattern,
} from "./patterns.ts";
import { normalEmail } from "./person.ts";
import { phases } from "./request.ts";

/** Bodies over this many bytes are refused unread. */
export const largestBody = 16 * 1024;

// On its own "zod/mini" says "Invalid input" and no more.
const { localeError } = en();
z.config({
  localeError(issue) {
    const said = localeError(issue);
    return typeof said === "string" ? said.replace(/^Invalid input: /, "") : said;
  },
});

/**
 * What may not stand in typed text: control characters but for line ends and tabs, marks that turn text around, and
 * whatever else takes no space, but for the joiners and selectors that scripts and emoji are written with.
 */
const invisible = /[^\P{Cc}\n\r\t]|(?!\u200c|\u200d|[\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/u;

/** Marks that stand on each other until they cover what is around them; no script needs as many. */
const stacked = /\p{M}{9}/u;

/** Names what cannot be seen, and what stands before it, so that it can be found. */
function unseen(text: string): string {
  const index = text.search(invisible);
  const code = text.codePointAt(index)?.toString(16).toUpperCase().padStart(4, "0");
  const before = [...text.slice(0, index).trimEnd()].slice(-20).join("").replace(/\s+/g, " ");
  const where = before === "" ? "at its beginning" : `after "${before}"`;
  return `contains a character that cannot be seen (U+${code} ${where}); remove it`;
}

/** Text that a person typed: hostile until escaped, but at least what it looks like. */
const typed = (most: number) =>
  z.string().check(
    z.maxLength(most, `has more than ${most} characters`),
    z.refine((text) => text.isWellFormed(), "contains half of a character"),
    z.refine((text) => !invisible.test(text), { error: ({ input }) => unseen(String(input)) }),
    z.refine((text) => !stacked.test(text), "has more than 8 marks on one character"),
  );

/** Read as seconds. */
const duration = z.pipe(
  z.string().check(z.refine((text) => parseDuration(text) !== undefined, "is not a duration like 2h, 90m or 1h30m")),
  z.transform((text) => parseDuration(text) ?? 0),
);

/** Milliseconds always, so that equal moments are equal text. */
const moment = z.pipe(
  z.iso.datetime("is not a time in UTC like 2026-11-22T09:00:00Z"),
  z.transform((text) => new Date(text).toISOString()),
);

const accountId = z.string().check(z.regex(accountIdPattern, "is not an account id of twelve digits"));
const name = z.string().check(z.regex(namePattern, "is not a name of letters, digits, _ and -"));

/** Anything without the key `__proto__`, over which a record passes without a word. */
const members = z
  .unknown()
  .check(z.refine((value) => !Object.hasOwn(Object(value), "__proto__"), "has the key __proto__, which nothing takes"));

/** Read as {@link normalEmail} writes it. */
const emailAddress = z.pipe(
  z.pipe(typed(longestText), z.transform(normalEmail)),
  z.string().check(z.regex(emailPattern, "is not an e-mail address")),
);

/** A day in UTC. */
const day = z.iso.date("is not a day like 2026-11-22");

/** Opaque to clients; lambda/api/cursor.ts reads it. */
const cursor = z.string().check(z.maxLength(2048));

/** Body of `POST /requests` and of its preview. */
export const askBody = z.strictObject({
  account: accountId,
  role: name,
  duration,
  justification: typed(longestJustification),
  asks: z._default(z.pipe(members, z.record(name, typed(longestText))), {}),
  startsAt: z.optional(moment),
  rule: z.optional(name),
});

/** Body of every move that people make: a comment, and nothing that could change what was asked for. */
export const commentBody = z.strictObject({ comment: z._default(typed(longestComment), "") });

/** Body of what takes nothing. */
export const emptyBody = z.strictObject({});

/** Body of `POST /policy/explain`: about the caller, or about whoever has these groups and this e-mail address. */
export const explainBody = z.strictObject({
  groups: z.optional(
    z.array(typed(longestText).check(z.minLength(1, "is empty"))).check(z.maxLength(100, "has more than 100 groups")),
  ),
  email: z.optional(emailAddress),
  account: accountId,
  role: name,
});

/** Query of `GET /catalog`: a search and its pages, or the one offer of an account and a role. */
export const catalogQuery = z
  .strictObject({
    query: z._default(typed(longestText), ""),
    cursor: z.optional(cursor),
    account: z.optional(accountId),
    role: z.optional(name),
  })
  .check(
    z.refine(
      ({ account, role }) => (account === undefined) === (role === undefined),
      "takes account and role together",
    ),
    z.refine(
      ({ query, cursor, account, role }) =>
        (account === undefined && role === undefined) || (query === "" && cursor === undefined),
      "takes account and role, or query and cursor",
    ),
  );

export const accountsQuery = z.strictObject({ query: z._default(typed(longestText), ""), cursor: z.optional(cursor) });

/**
 * Query of `GET /requests`. `requester` is an id or an e-mail address; `from` and `to` are days in UTC, both included. The phase
 * `open` means pending, scheduled or active.
 */
export const listQuery = z
  .strictObject({
    view: z._default(z.enum(["mine", "to-approve", "running", "all"]), "mine"),
    phase: z.optional(z.enum([...phases, "open"])),
    account: z.optional(accountId),
    role: z.optional(name),
    rule: z.optional(name),
    requester: z.optional(typed(longestText).check(z.minLength(1, "is empty"))),
    from: z.optional(day),
    to: z.optional(day),
    cursor: z.optional(cursor),
  })
  .check(z.refine(({ from, to }) => from === undefined || to === undefined || from <= to, "from is after to"));

/** An ask as a client writes it. The values of `asks` are text here too: what checks its keys would take anything. */
export type SentAsk = Omit<z.input<typeof askBody>, "asks"> & Pick<z.infer<typeof askBody>, "asks">;
export type AskBody = z.infer<typeof askBody>;
export type ListQuery = z.infer<typeof listQuery>;
