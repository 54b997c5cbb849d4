import { describe, expect, test } from "vitest";
import { noLongerAllows } from "../../core/policy.ts";
import { aDeny, alice, anAccount, aRole, aRule, sam, someRules, withoutEmail } from "./builders.ts";

const granted = { rule: "prod-database", role: "DatabaseAdmin", account: "111122223333" };
const today = (rules: Parameters<typeof someRules>[0], given?: Parameters<typeof someRules>[1]) =>
  noLongerAllows(someRules(rules, given), alice, granted);
const denied = aDeny({ id: "freeze", who: { groups: ["engineering"], people: [] } });

describe("noLongerAllows", () => {
  test("has nothing to say while the rule of that id matches person, role and account", () => {
    expect(today([aRule()])).toBeUndefined();
  });

  test("does not reach back: limits, asks and stages that have changed since count for nothing", () => {
    const asks = { ticket: { label: "Ticket", required: true, tag: true } };
    expect(today([aRule({ maxDuration: 60, asks, approval: "none", signInWithin: 1 })])).toBeUndefined();
  });

  test("goes by the rule of the request, though another one decides by now", () => {
    expect(today([aRule({ id: "new-and-first" }), aRule()])).toBeUndefined();
  });

  test("names the deny rule that matches by now, wherever it stands", () => {
    expect(today([denied, aRule()])).toBe("rule freeze now denies it");
    expect(today([aRule(), denied])).toBe("rule freeze now denies it");
  });

  test("leaves alone what a deny rule about others denies", () => {
    expect(today([aDeny(), aRule()])).toBeUndefined();
  });

  test("says that the requester is blocked", () => {
    expect(today([aRule()], { blocked: ["alice@example.com"] })).toBe("the requester is blocked");
  });

  test("says that the rule is gone, though another one would allow the same", () => {
    expect(today([aRule({ id: "another" })])).toBe("rule prod-database is gone");
    expect(today([aDeny({ id: "prod-database" })])).toBe("rule prod-database is gone");
  });

  test.each([
    ["role", aRule({ roles: ["PowerUser"] })],
    ["account", aRule({ accounts: { under: ["Sandbox"] } })],
    ["person", aRule({ who: { groups: ["dba"], people: [] } })],
  ])("says that the rule no longer covers the %s", (_, rule) => {
    expect(today([rule])).toBe("rule prod-database no longer covers this person, role and account");
  });

  test("looks at the groups of today", () => {
    const left = { ...alice, groups: [] };
    expect(noLongerAllows(someRules([aRule()]), left, granted)).toContain("no longer covers this person");
    expect(noLongerAllows(someRules([aRule()]), sam, granted)).toContain("no longer covers this person");
  });

  test("says what the catalog no longer has", () => {
    expect(today([aRule()], { roles: [aRole({ name: "PowerUser" })] })).toBe(
      "the role DatabaseAdmin is no longer in the catalog",
    );
    expect(today([aRule()], { accounts: [anAccount({ id: "999988887777" })] })).toBe(
      "the account 111122223333 is no longer in the catalog",
    );
  });

  test("no longer allows whoever has lost the verified e-mail, for neither a block nor a deny rule could find them", () => {
    const rules = someRules([aRule()], { blocked: ["alice@example.com"] });
    expect(noLongerAllows(rules, withoutEmail(alice), granted)).toBeDefined();
  });
});
