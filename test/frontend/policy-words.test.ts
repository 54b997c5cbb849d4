import { describe, expect, test } from "vitest";
import type { ShownRule } from "../../core/api.ts";
import type { AllowRule, DenyRule, Rule } from "../../core/policy.ts";
import {
  accountsWords,
  durationWords,
  rolesWords,
  ruleWords,
  termsWords,
  whoWords,
} from "../../frontend/src/features/policy/rule-words.ts";
import { plain as text, type Words } from "../../frontend/src/ui/texts/say.ts";

const database: AllowRule = {
  id: "prod-database",
  deny: false,
  who: { groups: ["engineering", "dba"], people: [] },
  roles: ["DatabaseAdmin"],
  accounts: { under: ["Workloads/Production"], tags: { data: "customer" } },
  maxDuration: 4 * 3600,
  asks: { ticket: { label: "Incident or change", pattern: "(INC|CHG)-[0-9]+", required: true, tag: true } },
  approval: [
    { name: "Database lead", required: 1, groups: ["db-leads"], people: [] },
    { name: "Security", required: 1, groups: ["security"], people: [] },
  ],
  approvalWithin: 8 * 3600,
  signInWithin: 900,
  sessionDuration: 3600,
  alternatives: [],
};
const free: AllowRule = {
  id: "sandbox",
  deny: false,
  who: { groups: ["engineering"], people: [] },
  roles: ["PowerUser"],
  accounts: "all",
  maxDuration: 8 * 3600,
  asks: {},
  approval: "none",
  sessionDuration: 3600,
  alternatives: [],
};

/** With plain spaces, where a number is not to be parted from its unit. */
const plain = (words: Words) => text(words).replaceAll("\u00a0", " ");
const said = (rule: Rule, all: readonly Rule[] = [rule]) => ruleWords(rule, all).map(plain);

describe("a rule that lets people ask", () => {
  test("says who, for what, where, how long and who approves, then whatever else it asks for", () => {
    expect(said(database)).toEqual([
      "engineering and dba may ask for DatabaseAdmin in accounts under Workloads/Production tagged data=customer, for at most 4 h, when Database lead (1 of db-leads) and then Security (1 of security) approve within 8 h.",
      "Asks for Incident or change (looks like (INC|CHG)-[0-9]+, becomes a session tag).",
      "Whoever asks or decides must have signed in within the last 15 min.",
    ]);
  });

  test("says that nobody has to approve", () => {
    expect(said(free)).toEqual([
      "engineering may ask for PowerUser in any account, for at most 8 h; nobody has to approve.",
    ]);
  });

  test.each([
    [1, ["Lead"], "when Lead (1 of leads) approves within 8 h"],
    [2, ["Lead"], "when Lead (2 of leads) approve within 8 h"],
    [1, ["Lead", "Security"], "when Lead (1 of leads) and then Security (1 of leads) approve within 8 h"],
    [1, ["A", "B", "C"], "when A (1 of leads), then B (1 of leads) and then C (1 of leads) approve within 8 h"],
  ])("says of %i required in %j: %s", (required, names, expected) => {
    const approval = names.map((name) => ({ name, required, groups: ["leads"], people: [] }));
    expect(said({ ...database, approval })[0]).toContain(`for at most 4 h, ${expected}.`);
  });

  test("names the groups and the people of a stage", () => {
    const stage = { name: "Two of three", required: 2, groups: ["leads"], people: ["bob@example.com"] };
    expect(said({ ...database, approval: [stage] })[0]).toContain("when Two of three (2 of leads, bob@example.com)");
  });

  test("says of each thing that it asks for how it has to look, whether it is seen in sessions and may be left out", () => {
    const asks = {
      ticket: { label: "Ticket", pattern: "[0-9]+", required: false, tag: true },
      impact: { label: "What is broken", required: true, tag: false },
    };
    expect(said({ ...free, asks })).toContain(
      "Asks for Ticket (looks like [0-9]+, becomes a session tag, may be left out); What is broken.",
    );
  });

  test("says when sessions are shorter than the hour that STS gives, and how often approvers are reminded", () => {
    expect(said({ ...database, sessionDuration: 1800, remindEvery: 300 })).toEqual(
      expect.arrayContaining(["A session lasts at most 30 min.", "Approvers are reminded every 5 min."]),
    );
  });

  test("says which rules may be named instead, and of those which they stand in for", () => {
    const planned = { ...free, id: "planned", alternatives: ["incident", "drill"] };
    const incident = { ...free, id: "incident" };
    const all = [planned, incident, { ...free, id: "other", alternatives: ["incident"] }];
    expect(said(planned, all)).toContain("People may choose incident or drill instead.");
    expect(said(incident, all)).toContain("May be named instead of planned or other.");
  });
});

test("a rule that denies says so in one sentence", () => {
  const rule: DenyRule = {
    id: "out",
    deny: true,
    who: { groups: ["contractors"], people: ["mallory@example.com"] },
    roles: "all",
    accounts: { under: ["Workloads/Production"] },
  };
  expect(said(rule)).toEqual([
    "contractors and mallory@example.com may not ask for any role in accounts under Workloads/Production, whatever another rule says.",
  ]);
});

test("what an answer's rule asks for is said alike, from its durations in text", () => {
  const rule: ShownRule = {
    id: "clusters",
    maxDuration: "1h30m",
    asks: { change: { label: "Change", required: true, tag: false } },
    approval: [{ name: "Platform", required: 1, approvers: { groups: ["platform-admins"], people: [] } }],
    approvalWithin: "24h",
    signInWithin: "15m",
  };
  expect(termsWords(rule).map(plain)).toEqual([
    "For at most 1 h 30 min, when Platform (1 of platform-admins) approves within 24 h.",
    "Asks for Change.",
    "Whoever asks or decides must have signed in within the last 15 min.",
  ]);
  expect(termsWords({ id: "x", maxDuration: "8h", asks: {}, approval: "none" } as ShownRule).map(plain)).toEqual([
    "For at most 8 h; nobody has to approve.",
  ]);
});

describe("lists", () => {
  test.each([
    [["a"], "a"],
    [["a", "b"], "a or b"],
    [["a", "b", "c"], "a, b or c"],
  ])("%j reads %s", (groups, expected) => {
    expect(plain(whoWords({ groups, people: [] }))).toBe(expected);
    expect(plain(rolesWords(groups))).toBe(expected);
  });

  test("every role reads so", () => {
    expect(plain(rolesWords("all"))).toBe("any role");
  });
});

describe("accounts", () => {
  test.each([
    ["all" as const, "any account"],
    [{ ids: ["111122223333"] }, "account 111122223333"],
    [{ ids: ["1", "2", "3"] }, "the accounts 1, 2 or 3"],
    [{ under: ["Sandbox", "Workloads/Staging"] }, "accounts under Sandbox or Workloads/Staging"],
    [{ tags: { data: "customer", team: "shop" } }, "accounts tagged data=customer and team=shop"],
    [{ under: ["Sandbox"], tags: { team: "shop" } }, "accounts under Sandbox tagged team=shop"],
    [{ ids: ["1"], under: ["Sandbox"] }, "account 1 if it is under Sandbox"],
    [{ ids: ["1", "2"], tags: { team: "shop" } }, "those of the accounts 1 or 2 that are tagged team=shop"],
    [
      { ids: ["1", "2"], under: ["A", "B"], tags: { team: "shop" } },
      "those of the accounts 1 or 2 that are under A or B and tagged team=shop",
    ],
  ])("%j reads: %s", (selector, expected) => {
    expect(plain(accountsWords(selector))).toBe(expected);
  });
});

describe("durations", () => {
  test.each([
    [4 * 3600, "4 h"],
    [5400, "1 h 30 min"],
    [900, "15 min"],
    [61, "2 min"],
    ["90m", "1 h 30 min"],
    ["24h", "24 h"],
  ])("%s reads %s", (duration, expected) => {
    expect(plain([durationWords(duration)])).toBe(expected);
  });
});

test("names are marked, so that they stand out from the words around them", () => {
  const [first] = ruleWords(database, [database]);
  const marked = first?.flatMap((part) => (typeof part === "string" ? [] : [part.name]));
  expect(marked).toEqual([
    "engineering",
    "dba",
    "DatabaseAdmin",
    "Workloads/Production",
    "data=customer",
    "Database lead",
    "db-leads",
    "Security",
    "security",
  ]);
});
