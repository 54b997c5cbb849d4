import { describe, expect, test } from "vitest";
import { isAbout, isBlocked, matches, namesAsApprover, ruleFor, standingOf } from "../../core/policy.ts";
import {
  aDeny,
  alice,
  anAccount,
  aPerson,
  aRole,
  aRule,
  aStage,
  bob,
  dan,
  erin,
  sam,
  someRules,
  withoutEmail,
} from "./builders.ts";

const contractor = aPerson("frank", { groups: ["engineering", "contractors"] });
const account = "111122223333";
const decide = (rules: Parameters<typeof someRules>[0], given?: Parameters<typeof someRules>[1], person = alice) =>
  ruleFor(someRules(rules, given), person, "DatabaseAdmin", account);

describe("matches", () => {
  const rule = aRule({ roles: ["DatabaseAdmin"], accounts: { ids: [account] } });

  test("when person, role and account all do", () => {
    expect(matches(rule, alice, aRole(), anAccount())).toBe(true);
  });

  test("not when one of them does not", () => {
    expect(matches(rule, bob, aRole(), anAccount())).toBe(false);
    expect(matches(rule, alice, aRole({ name: "PowerUser" }), anAccount())).toBe(false);
    expect(matches(rule, alice, aRole(), anAccount({ id: "999988887777" }))).toBe(false);
  });
});

describe("isAbout", () => {
  test("goes by the whole name of the role", () => {
    const rule = aRule({ roles: ["S3Admin"] });
    expect(isAbout(rule, "S3Admin")).toBe(true);
    expect(isAbout(rule, "Admin")).toBe(false);
    expect(isAbout(rule, "S3AdminPlus")).toBe(false);
    expect(isAbout(rule, "s3admin")).toBe(false);
    expect(isAbout(aRule({ roles: [] }), "S3Admin")).toBe(false);
  });

  test("covers every role where all is written", () => {
    expect(isAbout(aRule({ roles: "all" }), "S3Admin")).toBe(true);
  });
});

describe("isBlocked", () => {
  const { policy } = someRules([], { blocked: ["alice@example.com"] });

  test("finds the person by e-mail, however it is written", () => {
    expect(isBlocked(policy, alice)).toBe(true);
    expect(isBlocked(policy, { email: "Alice@EXAMPLE.com" })).toBe(true);
    expect(isBlocked(policy, bob)).toBe(false);
  });
});

describe("ruleFor", () => {
  test("finds the rule that matches, with role and account", () => {
    const rule = aRule();
    expect(decide([rule])).toEqual({ rule, role: aRole(), account: anAccount() });
  });

  test("takes the first rule in the file that matches, though a later one is laxer", () => {
    const strict = aRule({ id: "strict" });
    const lax = aRule({ id: "lax", approval: "none", maxDuration: 999_999 });
    expect(decide([strict, lax])).toMatchObject({ rule: { id: "strict" } });
    expect(decide([lax, strict])).toMatchObject({ rule: { id: "lax" } });
  });

  test("goes past the rules that do not match", () => {
    const others = [
      aRule({ id: "other-people", who: { groups: ["dba"], people: [] } }),
      aRule({ id: "other-role", roles: ["PowerUser"] }),
      aRule({ id: "other-account", accounts: { ids: ["999988887777"] } }),
      aDeny({ id: "denies-others" }),
    ];
    expect(decide([...others, aRule({ id: "mine" })])).toMatchObject({ rule: { id: "mine" } });
  });

  test("does not put two rules together into what neither allows", () => {
    const role = aRule({ id: "role", roles: ["DatabaseAdmin"], accounts: { ids: ["999988887777"] } });
    const where = aRule({ id: "where", roles: ["PowerUser"], accounts: { ids: [account] } });
    expect(decide([role, where])).toMatchObject({ condition: "rule" });
  });

  test.each(["before", "behind"])("lets a deny rule decide that stands %s the rule that allows", (where) => {
    const rules = where === "before" ? [aDeny(), aRule()] : [aRule(), aDeny()];
    expect(decide(rules, {}, contractor)).toEqual({
      refusedBy: "contractors-out",
      condition: "denied",
      message: `Rule contractors-out denies DatabaseAdmin in ${account} to you.`,
    });
  });

  test("says of a denial what its rule says", () => {
    const deny = aDeny({ description: "Contractors stay out of production." });
    expect(decide([deny], {}, contractor)).toMatchObject({ message: "Contractors stay out of production." });
  });

  test("refuses whoever is blocked, before any rule", () => {
    const verdict = decide([aDeny(), aRule()], { blocked: ["frank@example.com"] }, contractor);
    expect(verdict).toEqual({ condition: "blocked", message: expect.stringContaining("blocked from elevated access") });
  });

  test("refuses whoever has no verified e-mail, for neither a block nor a rule could name them", () => {
    expect(decide([aRule()], {}, withoutEmail(alice))).toEqual({
      condition: "email",
      message: expect.stringContaining("does not vouch for your e-mail"),
    });
  });

  test("refuses where no rule matches", () => {
    expect(decide([aRule()], {}, sam)).toEqual({
      condition: "rule",
      message: "No rule lets you ask for DatabaseAdmin in 111122223333. Your catalog lists what you may ask for.",
    });
  });

  test("tells an unknown account and an unknown role apart from what is none of one's business in nothing", () => {
    const unknown = decide([aRule()], { accounts: [] });
    expect(unknown).toEqual(decide([], {}));
    expect(decide([aRule()], { roles: [] })).toEqual(unknown);
  });
});

describe("namesAsApprover", () => {
  test("finds whoever any stage of the rule names", () => {
    const rule = aRule({ approval: [aStage(), aStage({ groups: [], people: ["sam@example.com"] })] });
    expect(namesAsApprover(rule, bob)).toBe(true);
    expect(namesAsApprover(rule, sam)).toBe(true);
    expect(namesAsApprover(rule, alice)).toBe(false);
  });

  test("finds nobody where nobody approves, or the rule denies", () => {
    expect(namesAsApprover(aRule({ approval: "none" }), bob)).toBe(false);
    expect(namesAsApprover(aDeny({ who: { groups: ["db-leads"], people: [] } }), bob)).toBe(false);
  });
});

describe("standingOf", () => {
  const rules = [aDeny(), aRule({ approval: "none" }), aRule()];
  const administrators = ["cloud-team", "platform-admins"];
  const { policy } = someRules(rules, { administrators, auditors: ["security-audit", "auditors"] });

  test.each([
    ["an engineer", alice, { approver: false, auditor: false, administrator: false }],
    ["whoever a stage names", bob, { approver: true, auditor: false, administrator: false }],
    ["an auditor", dan, { approver: false, auditor: true, administrator: false }],
    ["an administrator", erin, { approver: false, auditor: false, administrator: true }],
  ])("is what the policy says of %s", (_, person, standing) => {
    expect(standingOf(policy, person)).toEqual(standing);
  });

  test("makes nobody administrator or auditor by a group that only contains the name", () => {
    const crafted = aPerson("mallory", { groups: ["x] [platform-admins", "security-audit2", "platform"] });
    expect(standingOf(policy, crafted)).toEqual({ approver: false, auditor: false, administrator: false });
  });
});
