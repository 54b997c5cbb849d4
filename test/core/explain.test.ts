import { describe, expect, test } from "vitest";
import { explain, supposedPerson } from "../../core/explain.ts";
import type { Rule } from "../../core/policy.ts";
import { shownRule } from "../../core/shown.ts";
import { aDeny, alice, anAccount, aPerson, aRole, aRule, hour, sam, someRules, withoutEmail } from "./builders.ts";

const wanted = { role: "DatabaseAdmin", account: "111122223333" };
const given = {
  accounts: [anAccount(), anAccount({ id: "777788889999", name: "playground", ou: "Sandbox" })],
  roles: [aRole(), aRole({ name: "ReadOnly" })],
  blocked: ["mallory@example.com"],
};
const database = aRule({ roles: ["DatabaseAdmin"], accounts: { under: ["Workloads"] }, description: "Repair" });
const contractor = aPerson("frank", { groups: ["engineering", "contractors"] });

/** Told to the person. */
const told = (rules: readonly Rule[], person = alice, about = wanted) =>
  explain(someRules(rules, given), person, about, { shown: rules, to: "person" });
/** Told to an auditor, about somebody. */
const toldOf = (rules: readonly Rule[], about: Parameters<typeof supposedPerson>[0], what = wanted) =>
  explain(someRules(rules, given), supposedPerson(about), what, { shown: rules, to: "auditor" });
const engineering = { groups: ["engineering"] };

describe("an explanation", () => {
  test("of what is allowed says by which rule, for how long and who approves", () => {
    const other = aRule({ id: "incident" });
    expect(told([aRule({ ...database, alternatives: ["incident"] }), other])).toMatchObject({
      allowed: true,
      message:
        "Rule prod-database lets you ask for DatabaseAdmin in orders-production for at most 4h. Approved by: Database lead, then Security.",
      rule: { id: "prod-database", maxDuration: "4h" },
      alternatives: [shownRule(other)],
    });
    const alone = told([aRule({ approval: "none", maxDuration: hour })]);
    expect(alone.message).toMatch(/for at most 1h\. Nobody has to approve\.$/);
    expect(alone).not.toHaveProperty("alternatives");
    expect(alone).not.toHaveProperty("condition");
  });

  test("shows each rule as to person, role and account, in the policy's order", () => {
    const elsewhere = aRule({ id: "elsewhere", accounts: { under: ["Sandbox"] } });
    const readers = aRule({ id: "readers", roles: ["ReadOnly"] });
    const rules = [aDeny(), elsewhere, readers, database, aRule({ id: "later" })];
    const row = (id: string, who: boolean, role: boolean, account: boolean, decides = false) =>
      expect.objectContaining({ id, who, role, account, decides });
    expect(told(rules).rules).toEqual([
      { id: "contractors-out", deny: true, who: false, role: true, account: true, decides: false },
      row("elsewhere", true, true, false),
      row("readers", true, false, true),
      { id: "prod-database", description: "Repair", deny: false, who: true, role: true, account: true, decides: true },
      row("later", true, true, true),
    ]);
  });

  test("of what a deny rule denies marks that rule, wherever it stands", () => {
    const deny = aDeny({ description: "Contractors stay out" });
    for (const rules of [
      [deny, database],
      [database, deny],
    ]) {
      const answer = told(rules, contractor);
      expect(answer).toMatchObject({ allowed: false, condition: "denied", message: "Contractors stay out" });
      expect(answer.rules.filter(({ decides }) => decides)).toMatchObject([{ id: "contractors-out", deny: true }]);
      expect(answer).not.toHaveProperty("rule");
    }
  });

  test("marks no rule where the person may ask for nothing at all", () => {
    const mallory = aPerson("mallory", engineering);
    for (const [person, condition] of [
      [withoutEmail(alice), "email"],
      [mallory, "blocked"],
      [sam, "rule"],
    ] as const) {
      const answer = told([database], person);
      expect(answer).toMatchObject({ allowed: false, condition });
      expect(answer.rules).toMatchObject([{ decides: false }]);
    }
  });

  test("shows no other rules than it was given, whatever decided", () => {
    const rules = someRules([aDeny(), database], given);
    const answer = explain(rules, alice, wanted, { shown: [database], to: "person" });
    expect(answer.rules.map(({ id }) => id)).toEqual(["prod-database"]);
  });

  test("does not tell the person whether an account that is not theirs exists", () => {
    const rules = [aRule({ ...database, accounts: { under: ["Workloads"] } })];
    const [there, nowhere] = ["777788889999", "999988887777"].map((account) =>
      JSON.stringify(told(rules, alice, { ...wanted, account })).replaceAll(account, ""),
    );
    expect(there).toBe(nowhere);
  });

  test("matches no role and no account that the catalog has not, not even by a rule for all", () => {
    const [rule] = told([aRule()], alice, { role: "Unheard", account: "999988887777" }).rules;
    expect(rule).toMatchObject({ who: true, role: false, account: false, decides: false });
  });
});

describe("an explanation about somebody else", () => {
  test("says what their groups let them ask for", () => {
    expect(toldOf([database], engineering).message).toMatch(/^Rule prod-database lets them ask for DatabaseAdmin in/);
    expect(toldOf([database], {})).toMatchObject({
      allowed: false,
      condition: "rule",
      message: "No rule lets them ask for DatabaseAdmin in 111122223333.",
    });
  });

  test("without an address is about one that no rule names, and that is verified", () => {
    const named = aRule({ who: { groups: [], people: ["alice@example.com"] } });
    expect(toldOf([named], engineering).allowed).toBe(false);
    expect(toldOf([named], { email: "alice@example.com" }).allowed).toBe(true);
    expect(toldOf([database], engineering).condition).toBeUndefined();
  });

  test("says in words about them what stands against it", () => {
    const both = { groups: ["engineering", "contractors"] };
    expect(toldOf([aDeny({ description: "Out" }), database], both)).toMatchObject({
      condition: "denied",
      message: "Rule contractors-out denies DatabaseAdmin in 111122223333 to them.",
    });
    expect(toldOf([database], { ...engineering, email: "mallory@example.com" })).toMatchObject({
      condition: "blocked",
      message: "The policy blocks mallory@example.com from elevated access.",
    });
  });

  test("says when the catalog has no such role or account", () => {
    expect(toldOf([database], engineering, { ...wanted, role: "Unheard" }).message).toBe(
      "The catalog has no role Unheard.",
    );
    expect(toldOf([database], engineering, { ...wanted, account: "999988887777" }).message).toBe(
      "The catalog has no account 999988887777.",
    );
  });
});
