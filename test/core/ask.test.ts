import { describe, expect, test } from "vitest";
import { type Ask, alternativesOf, analyse, stagesOf, staleSignIn } from "../../core/ask.ts";
import type { AllowRule, AskField } from "../../core/policy.ts";
import {
  aDeny,
  alice,
  anAccount,
  anAsk,
  aPerson,
  aRole,
  aRule,
  aStage,
  bothStages,
  day,
  hour,
  later,
  minute,
  noon,
  sam,
  someRules,
} from "./builders.ts";

const analysed = (rule: Partial<AllowRule>, ask: Partial<Ask> = {}, given?: Parameters<typeof someRules>[1]) =>
  analyse(someRules([aRule(rule)], given), alice, anAsk(ask), noon);
const unmet = (...from: Parameters<typeof analysed>) => analysed(...from).unmet;
const ofRule = (condition: string, message: string) => [{ rule: "prod-database", condition, message }];

describe("an ask that meets its rule", () => {
  test("is told rule, role, account, stages and until when they have to be through", () => {
    expect(analysed({})).toEqual({
      allowed: true,
      rule: aRule(),
      role: aRole(),
      account: anAccount(),
      stages: bothStages,
      decideBy: later(8 * hour).toISOString(),
      unmet: [],
    });
  });

  test("has neither stages nor a deadline where nobody has to decide", () => {
    const analysis = analysed({ approval: "none" });
    expect(analysis).toMatchObject({ allowed: true, stages: [] });
    expect(analysis).not.toHaveProperty("decideBy");
  });

  test("has to be decided before a window that was asked for ends, where that is sooner", () => {
    const startsAt = later(hour).toISOString();
    expect(analysed({}, { startsAt })).toMatchObject({ decideBy: later(3 * hour).toISOString() });
    const tomorrow = later(day).toISOString();
    expect(analysed({}, { startsAt: tomorrow })).toMatchObject({ decideBy: later(8 * hour).toISOString() });
  });

  test("may take all of the rule's time, and start 90 days ahead or a minute ago", () => {
    expect(unmet({}, { duration: 4 * hour })).toEqual([]);
    expect(unmet({}, { startsAt: later(90 * day).toISOString() })).toEqual([]);
    expect(unmet({}, { startsAt: later(-minute).toISOString() })).toEqual([]);
  });
});

describe("an ask that nothing allows", () => {
  test("is told so, and by which rule where one denies", () => {
    const rules = someRules([aRule(), aDeny()]);
    const frank = aPerson("frank", { groups: ["engineering", "contractors"] });
    const denied = { rule: "contractors-out", condition: "denied", message: expect.stringContaining("denies") };
    expect(analyse(rules, frank, anAsk(), noon)).toEqual({ allowed: false, unmet: [denied] });
    const none = { condition: "rule", message: expect.stringContaining("No rule lets you ask") };
    expect(analyse(rules, sam, anAsk(), noon)).toEqual({ allowed: false, unmet: [none] });
  });
});

describe("an ask that does not meet its rule", () => {
  test("is refused with the rule and its stages, and never falls through to a laxer rule", () => {
    const rules = someRules([aRule(), aRule({ id: "lax", maxDuration: 9 * hour, approval: "none" })]);
    const analysis = analyse(rules, alice, anAsk({ duration: 5 * hour }), noon);
    expect(analysis).toMatchObject({ allowed: false, rule: { id: "prod-database" }, stages: bothStages });
    expect(analysis.unmet.map(({ rule }) => rule)).toEqual(["prod-database"]);
  });

  test("asks for too long", () => {
    expect(unmet({}, { duration: 4 * hour + minute })).toEqual(
      ofRule("duration", "4h1m is too long; this rule lends for at most 4h."),
    );
  });

  test("says too little why; space around it does not count, and a character is one however it is encoded", () => {
    const short = (found: number) => ofRule("justification", `Say why in at least 10 characters; these are ${found}.`);
    expect(unmet({}, { justification: "  123456789\n" })).toEqual(short(9));
    expect(unmet({}, { justification: "👩👩👩👩👩👩👩👩👩" })).toEqual(short(9));
    expect(unmet({}, { justification: "1234567890" })).toEqual([]);
  });

  test("starts in the past, or too far ahead", () => {
    expect(unmet({}, { startsAt: later(-61).toISOString() })).toEqual(
      ofRule("startsAt", "The start is in the past. Leave it out to start with the last approval."),
    );
    expect(unmet({}, { startsAt: later(90 * day + 1).toISOString() })).toEqual(
      ofRule("startsAt", "The start is more than 90 days ahead."),
    );
  });

  test("wants clusters for less than the shortest session, which could not be ended in time", () => {
    const roles = [aRole({ kubernetes: true })];
    expect(unmet({}, { duration: 14 * minute }, { roles })).toEqual(
      ofRule("duration", "DatabaseAdmin opens Kubernetes clusters and is lent for at least 16m."),
    );
    expect(unmet({}, { duration: 16 * minute }, { roles })).toEqual([]);
    expect(unmet({}, { duration: 14 * minute })).toEqual([]);
  });

  test("comes from a sign-in that is too old", () => {
    expect(unmet({ signInWithin: 4 * minute })).toEqual(
      ofRule("signIn", "This asks for a sign-in within the last 4m. Sign in again."),
    );
    expect(unmet({ signInWithin: 5 * minute })).toEqual([]);
  });

  test("comes from the only person who could approve it", () => {
    const people = ["alice@example.com", "bob@example.com"];
    const message = 'Nobody but you could approve "Two leads". Ask for the rule to be changed.';
    const stage = aStage({ name: "Two leads", groups: [], people, required: 2 });
    expect(unmet({ approval: [aStage(), stage] })).toEqual(ofRule("approval", message));
    expect(unmet({ approval: [{ ...stage, required: 1 }] })).toEqual([]);
    expect(unmet({ approval: [{ ...stage, groups: ["db-leads"] }] })).toEqual([]);
    expect(unmet({ approval: [{ ...stage, people: ["bob@example.com", "carol@example.com"] }] })).toEqual([]);
    expect(unmet({ approval: [{ ...stage, people: ["alice@example.com"], required: 1 }] })).toHaveLength(1);
  });

  test("is told everything at once", () => {
    const found = unmet(
      { asks: { ticket: { label: "Ticket", required: true, tag: false } }, signInWithin: minute },
      { duration: 5 * hour, justification: "", asks: { colour: "red" }, startsAt: later(-hour).toISOString() },
    );
    expect(found.map(({ condition }) => condition).sort()).toEqual(
      ["asks.colour", "asks.ticket", "duration", "justification", "signIn", "startsAt"].sort(),
    );
  });
});

describe("what a rule asks for besides", () => {
  const ticket: AskField = { label: "Ticket", pattern: "INC-[0-9]+|CHG-[0-9]+", required: true, tag: false };
  const about = (field: Partial<AskField>, value?: string) =>
    unmet({ asks: { ticket: { ...ticket, ...field } } }, { asks: value === undefined ? {} : { ticket: value } });
  const refusal = (message: string) => ofRule("asks.ticket", message);
  const { pattern: _, ...free } = ticket;

  test("is missing where it is required, and not given or empty", () => {
    expect(about({})).toEqual(refusal("Ticket is missing."));
    expect(about({}, "")).toEqual(refusal("Ticket is missing."));
    expect(about({ required: false })).toEqual([]);
    expect(about({ required: false }, "")).toEqual([]);
  });

  test("matches the pattern as a whole, each of its alternatives too", () => {
    expect(about({}, "INC-42")).toEqual([]);
    expect(about({}, "CHG-42")).toEqual([]);
    for (const value of ["INC-", "xINC-42", "INC-42x", "INC-42\n", "inc-42", "see CHG-42"])
      expect(about({}, value)).toEqual(refusal(`Ticket is "${value}", which does not look like ${ticket.pattern}.`));
  });

  test("is at most 256 characters long, which is checked before the pattern runs", () => {
    expect(about({ pattern: "(does not compile" }, "a".repeat(257))).toEqual(
      refusal("Ticket has 257 characters; at most 256 are taken."),
    );
    expect(about({ pattern: "a+" }, "a".repeat(256))).toEqual([]);
  });

  test("takes only what STS takes, where it becomes a session tag", () => {
    const only = refusal(
      "Ticket becomes a session tag, so only letters, numbers, spaces and _ . : / = + - @ are taken.",
    );
    const tagged = (value: string) => unmet({ asks: { ticket: { ...free, tag: true } } }, { asks: { ticket: value } });
    for (const value of ["a,b", "(a)", 'say "a"', "it's", "a;b", "a\tb", "a\nb", "a&b"])
      expect(tagged(value)).toEqual(only);
    expect(tagged("Größe 12 _.:/=+-@ 漢")).toEqual([]);
    expect(tagged(`${"漢".repeat(16)}x`)).toEqual(
      refusal("Ticket becomes a session tag, so at most 48 bytes are taken."),
    );
    expect(tagged("漢".repeat(16))).toEqual([]);
    expect(unmet({ asks: { ticket: free } }, { asks: { ticket: "(a, b)" } })).toEqual([]);
  });

  test("is nothing that the rule does not ask for, whatever its name", () => {
    for (const name of ["colour", "constructor", "toString"])
      expect(unmet({}, { asks: { [name]: "red" } })).toEqual(
        ofRule(`asks.${name}`, `This rule does not ask for "${name}".`),
      );
  });
});

describe("stagesOf", () => {
  test("are the rule's, and none where it says so", () => {
    expect(stagesOf(aRule())).toBe(bothStages);
    expect(stagesOf(aRule({ approval: "none" }))).toEqual([]);
  });
});

describe("staleSignIn", () => {
  test("has nothing to say where the rule does not ask", () => {
    const { authenticatedAt: _, ...unknown } = alice;
    expect(staleSignIn(undefined, unknown, noon)).toBeUndefined();
  });

  test("takes a sign-in to the moment", () => {
    expect(staleSignIn(5 * minute, alice, noon)).toBeUndefined();
    expect(staleSignIn(5 * minute, alice, later(0.001))).toContain("within the last 5m");
  });

  test("forgives clocks a minute, and takes no moment further ahead for a sign-in", () => {
    const ahead = (seconds: number) => ({ ...alice, authenticatedAt: later(seconds).toISOString() });
    expect(staleSignIn(5 * minute, ahead(minute), noon)).toBeUndefined();
    expect(staleSignIn(5 * minute, ahead(minute + 0.001), noon)).toContain("Sign in again");
  });

  test("counts a sign-in as too old when no claim carries its moment, or one that cannot be read", () => {
    const { authenticatedAt: _, ...unknown } = alice;
    expect(staleSignIn(day, unknown, noon)).toContain("Sign in again");
    expect(staleSignIn(day, { ...alice, authenticatedAt: "yesterday" }, noon)).toContain("Sign in again");
  });
});

describe("alternativesOf", () => {
  test("are those that the rule lists and that match as well, in its order", () => {
    const rule = aRule({ alternatives: ["b", "elsewhere", "deny", "gone", "a"] });
    const rules = someRules([
      rule,
      aRule({ id: "a" }),
      aRule({ id: "b" }),
      aRule({ id: "unlisted" }),
      aRule({ id: "elsewhere", accounts: { under: ["Sandbox"] } }),
      aDeny({ id: "deny", who: rule.who }),
    ]);
    expect(alternativesOf(rules, alice, rule, aRole(), anAccount()).map(({ id }) => id)).toEqual(["b", "a"]);
  });
});
