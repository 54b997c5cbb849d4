import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import {
  accountsQuery,
  askBody,
  catalogQuery,
  commentBody,
  emptyBody,
  explainBody,
  largestBody,
  listQuery,
} from "../../core/input.ts";
import { hour, minute } from "./builders.ts";

const body = { account: "111122223333", role: "DatabaseAdmin", duration: "2h", justification: "The orders are stuck" };
const [bell, turned] = [String.fromCharCode(7), String.fromCharCode(0x202e)];

/** What is wrong, each as `path: message`. */
function wrong(schema: z.ZodMiniType, input: unknown): string[] {
  const { error } = z.safeParse(schema, input);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the body of an ask", () => {
  test("is read with the duration in seconds, and no asks where there are none", () => {
    expect(z.parse(askBody, body)).toEqual({ ...body, duration: 2 * hour, asks: {} });
  });

  test("may say from when, under which rule, and what the rule asks for", () => {
    const more = { startsAt: "2026-11-23T09:00:00Z", rule: "incident", asks: { ticket: "INC-42" }, duration: "1h30m" };
    expect(z.parse(askBody, { ...body, ...more })).toEqual({
      ...body,
      ...more,
      duration: 90 * minute,
      startsAt: "2026-11-23T09:00:00.000Z",
    });
  });

  test("reads one moment as one text, however many digits its seconds have", () => {
    for (const startsAt of ["2026-11-23T09:00:00Z", "2026-11-23T09:00:00.0Z", "2026-11-23T09:00:00.000000Z"])
      expect(z.parse(askBody, { ...body, startsAt }).startsAt).toBe("2026-11-23T09:00:00.000Z");
  });

  test.each([
    ["account", "11112222333", "is not an account id of twelve digits"],
    ["account", "1111222233334", "is not an account id of twelve digits"],
    ["account", "111122223333\n", "is not an account id of twelve digits"],
    ["role", "Database Admin", "is not a name of letters, digits, _ and -"],
    ["role", "", "is not a name of letters, digits, _ and -"],
    ["role", "a".repeat(65), "is not a name of letters, digits, _ and -"],
    ["role", "../Admin", "is not a name of letters, digits, _ and -"],
    ["rule", "a b", "is not a name of letters, digits, _ and -"],
    ["duration", "2 hours", "is not a duration like 2h, 90m or 1h30m"],
    ["duration", "0m", "is not a duration like 2h, 90m or 1h30m"],
    ["startsAt", "tomorrow", "is not a time in UTC like 2026-11-22T09:00:00Z"],
    ["startsAt", "2026-11-23", "is not a time in UTC like 2026-11-22T09:00:00Z"],
    ["startsAt", "2026-02-30T09:00:00Z", "is not a time in UTC like 2026-11-22T09:00:00Z"],
    ["startsAt", "2026-11-23T09:00:00+01:00", "is not a time in UTC like 2026-11-22T09:00:00Z"],
    ["startsAt", "2026-11-23T09:00:00", "is not a time in UTC like 2026-11-22T09:00:00Z"],
    ["justification", "x".repeat(2001), "has more than 2000 characters"],
    ["justification", `look${bell}`, 'contains a character that cannot be seen (U+0007 after "look"); remove it'],
    ["justification", `abc${turned}cba`, 'contains a character that cannot be seen (U+202E after "abc"); remove it'],
    ["justification", "\u200b", "contains a character that cannot be seen (U+200B at its beginning); remove it"],
    [
      "justification",
      `${"😀".repeat(30)} \n${bell}${bell}`,
      `contains a character that cannot be seen (U+0007 after "${"😀".repeat(20)}"); remove it`,
    ],
    ["justification", "\ud800", "contains half of a character"],
    ["justification", `Z${"\u0336".repeat(9)}`, "has more than 8 marks on one character"],
  ])("refuses %s %j", (key, value, message) => {
    expect(wrong(askBody, { ...body, [key]: value })).toEqual([`${key}: ${message}`]);
  });

  test("takes line ends and tabs, and every script", () => {
    const justification = "Zeile 1\r\n\tZeile 2: die Bestellungen hängen — 注文が止まっている, الطلبات 👩‍🔧";
    expect(z.parse(askBody, { ...body, justification }).justification).toBe(justification);
    expect(wrong(askBody, { ...body, justification: "x".repeat(2000) })).toEqual([]);
  });

  test("holds its asks to names and to text that can be seen", () => {
    expect(wrong(askBody, { ...body, asks: { ticket: "x".repeat(257) } })).toEqual([
      "asks.ticket: has more than 256 characters",
    ]);
    expect(wrong(askBody, { ...body, asks: { ticket: bell } })).toHaveLength(1);
    expect(wrong(askBody, { ...body, asks: { "a b": "x" } })).toHaveLength(1);
    expect(wrong(askBody, { ...body, asks: { ticket: 42 } })).toHaveLength(1);
    expect(wrong(askBody, { ...body, asks: "ticket" })).toHaveLength(1);
  });

  test("drops nothing in silence, whatever it is called", () => {
    const asks = JSON.parse('{"__proto__":"INC-42"}');
    const read = z.safeParse(askBody, { ...body, asks });
    expect(read.success && Object.hasOwn(read.data.asks, "__proto__")).toBe(read.success);
  });

  test("names what is missing, and says what was expected", () => {
    for (const key of ["account", "role", "duration", "justification"]) {
      const { [key]: _, ...rest } = body as Record<string, string>;
      expect(wrong(askBody, rest)).toEqual([expect.stringMatching(`^${key}: (?!Invalid input)`)]);
    }
  });

  test("names what it does not know, so that a misspelt key is found", () => {
    const [message, ...others] = wrong(askBody, { ...body, startAt: "2026-11-23T09:00:00Z" });
    expect(others).toEqual([]);
    expect(message).toContain("startAt");
  });

  test("says everything that is wrong at once", () => {
    expect(wrong(askBody, { ...body, account: "1", role: "", duration: "" })).toHaveLength(3);
  });
});

describe("the body of a move", () => {
  test("is a comment, empty where there is none", () => {
    expect(z.parse(commentBody, {})).toEqual({ comment: "" });
    expect(z.parse(commentBody, { comment: "fine" })).toEqual({ comment: "fine" });
  });

  test.each([
    ["a comment that is too long", { comment: "x".repeat(1001) }],
    ["a comment that is no text", { comment: 1 }],
    ["a comment that turns text around", { comment: turned }],
    ["the duration, which is the request's", { comment: "", duration: "9h" }],
    ["the account, which is the request's", { account: "999988887777" }],
    ["no object at all", "fine"],
  ])("refuses %s", (_, input) => {
    expect(wrong(commentBody, input)).toHaveLength(1);
  });

  test("takes nothing where nothing is wanted", () => {
    expect(wrong(emptyBody, {})).toEqual([]);
    expect(wrong(emptyBody, { duration: "9h" })).toHaveLength(1);
  });

  test("has at most 16 KB", () => {
    expect(largestBody).toBe(16_384);
  });
});

describe("the body of a question to the policy", () => {
  const about = { account: "111122223333", role: "DatabaseAdmin" };

  test("is about the caller where nobody is given", () => {
    expect(z.parse(explainBody, about)).toEqual(about);
  });

  test("takes groups as they are, and an address as addresses are compared", () => {
    const groups = ["engineering", "Q&A, EMEA"];
    expect(z.parse(explainBody, { ...about, groups, email: " Alice@Example.COM " })).toEqual({
      ...about,
      groups,
      email: "alice@example.com",
    });
    expect(z.parse(explainBody, { ...about, groups: [] })).toEqual({ ...about, groups: [] });
    const most = Array.from({ length: 100 }, () => "g".repeat(256));
    expect(wrong(explainBody, { ...about, groups: most })).toEqual([]);
  });

  test.each([
    ["no account", { role: "DatabaseAdmin" }],
    ["no role", { account: "111122223333" }],
    ["the name of an account", { ...about, account: "orders-production" }],
    ["an address that is none", { ...about, email: "alice" }],
    ["an empty address", { ...about, email: "" }],
    ["a group that is empty", { ...about, groups: [""] }],
    ["a group that is too long", { ...about, groups: ["g".repeat(257)] }],
    ["a group that turns text around", { ...about, groups: [turned] }],
    ["more than 100 groups", { ...about, groups: Array.from({ length: 101 }, () => "g") }],
    ["one group that is no list", { ...about, groups: "engineering" }],
    ["who the caller would be", { ...about, administrator: true }],
  ])("refuses %s", (_, input) => {
    expect(wrong(explainBody, input)).toHaveLength(1);
  });
});

describe("a query", () => {
  test("of the catalog is everything where nothing is asked", () => {
    expect(z.parse(catalogQuery, {})).toEqual({ query: "" });
    expect(z.parse(catalogQuery, { query: "prod", cursor: "abc" })).toEqual({ query: "prod", cursor: "abc" });
    expect(wrong(catalogQuery, { query: "x".repeat(257) })).toEqual(["query: has more than 256 characters"]);
    expect(wrong(catalogQuery, { cursor: "x".repeat(2049) })).toHaveLength(1);
    expect(wrong(catalogQuery, { q: "prod" })).toHaveLength(1);
  });

  test("of the catalog may name one account and one role instead", () => {
    const one = { account: "111122223333", role: "DatabaseAdmin" };
    expect(z.parse(catalogQuery, one)).toEqual({ query: "", ...one });
    const together = ": takes account and role together";
    expect(wrong(catalogQuery, { account: one.account })).toEqual([together]);
    expect(wrong(catalogQuery, { role: one.role, query: "prod" })).toContain(together);
    for (const more of [{ query: "prod" }, { cursor: "abc" }])
      expect(wrong(catalogQuery, { ...one, ...more })).toEqual([": takes account and role, or query and cursor"]);
    expect(wrong(catalogQuery, { ...one, account: "prod" })).toHaveLength(1);
    expect(wrong(catalogQuery, { ...one, role: "Database Admin" })).toHaveLength(1);
  });

  test("of accounts is everything where nothing is asked", () => {
    expect(z.parse(accountsQuery, {})).toEqual({ query: "" });
    expect(wrong(accountsQuery, { query: "x".repeat(257) })).toHaveLength(1);
    expect(wrong(accountsQuery, { account: "111122223333" })).toHaveLength(1);
  });

  test("of requests is for my own where nothing is asked", () => {
    expect(z.parse(listQuery, {})).toEqual({ view: "mine" });
  });

  test("of requests takes every filter that there is, and every phase", () => {
    const filters = { view: "all", account: "111122223333", role: "DatabaseAdmin", rule: "prod-database" };
    const more = { requester: "alice@example.com", from: "2026-11-01", to: "2026-11-30", cursor: "abc" };
    expect(z.parse(listQuery, { ...filters, ...more })).toEqual({ ...filters, ...more });
    const day = { from: "2026-11-22", to: "2026-11-22" };
    expect(z.parse(listQuery, day)).toEqual({ view: "mine", ...day });
    for (const view of ["mine", "to-approve", "running", "all"]) expect(z.parse(listQuery, { view })).toEqual({ view });
    const phases = ["pending", "scheduled", "active", "rejected", "withdrawn", "ended", "revoked", "lapsed", "expired"];
    phases.push("open");
    for (const phase of phases) expect(z.parse(listQuery, { phase })).toEqual({ view: "mine", phase });
  });

  test.each([
    [{ view: "everybody" }],
    [{ phase: "approved" }],
    [{ account: "1" }],
    [{ role: "a b" }],
    [{ rule: "a/b" }],
    [{ from: "22.11.2026" }],
    [{ to: "2026-02-30" }],
    [{ requester: turned }],
    [{ page: "2" }],
    [{ from: "2026-11-23", to: "2026-11-22" }],
  ])("of requests refuses %j", (query) => {
    expect(wrong(listQuery, query)).toHaveLength(1);
  });
});
