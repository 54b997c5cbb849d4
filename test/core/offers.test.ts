import { describe, expect, test } from "vitest";
import { offersOf } from "../../core/offers.ts";
import { aDeny, alice, anAccount, aPerson, aRole, aRule, sam, someRules, withoutEmail } from "./builders.ts";

const accounts = [
  anAccount({ id: "111122223333", name: "orders-production", ou: "Workloads/Production", tags: { data: "customer" } }),
  anAccount({ id: "444455556666", name: "orders-test", ou: "Workloads/Test", tags: { team: "Orders" } }),
  anAccount({ id: "777788889999", name: "playground", ou: "Sandbox", tags: {} }),
];
const roles = [
  aRole({ name: "DatabaseAdmin", description: "Everything in RDS", purpose: "Repair a database" }),
  aRole({ name: "ReadOnly", description: "Look, touch nothing", purpose: "Find out what is wrong" }),
];
const given = { accounts, roles };
const page = (rules: Parameters<typeof someRules>[0], query = "", from = 0, size = 50, person = alice) =>
  offersOf(someRules(rules, given)).page(person, query, from, size);
const listed = (...from: Parameters<typeof page>) =>
  page(...from).offers.map(({ account, role, rule }) => `${account.name} ${role.name} by ${rule.id}`);

describe("a page of offers", () => {
  test("holds the pairs that a rule allows, by account and role in the catalog's order", () => {
    const workloads = aRule({ id: "workloads", accounts: { under: ["Workloads"] } });
    const readers = aRule({ id: "readers", roles: ["ReadOnly"] });
    expect(listed([workloads, readers])).toEqual([
      "orders-production DatabaseAdmin by workloads",
      "orders-production ReadOnly by workloads",
      "orders-test DatabaseAdmin by workloads",
      "orders-test ReadOnly by workloads",
      "playground ReadOnly by readers",
    ]);
  });

  test("leaves out what a deny rule denies, wherever that rule stands", () => {
    const deny = aDeny({ who: { groups: ["engineering"], people: [] }, accounts: { under: ["Workloads"] } });
    expect(listed([aRule(), deny], "readonly")).toEqual(["playground ReadOnly by prod-database"]);
    expect(listed([deny, aRule()], "readonly")).toEqual(["playground ReadOnly by prod-database"]);
  });

  test("names the first rule that allows, with the alternatives that match there", () => {
    const sandbox = aRule({ id: "sandbox", accounts: { under: ["Sandbox"] } });
    const rules = [
      aRule({ alternatives: ["sandbox", "other"] }),
      sandbox,
      aRule({ id: "other", roles: ["PowerUser"] }),
    ];
    const { offers } = page(rules, "readonly");
    expect(offers.map(({ alternatives }) => alternatives)).toEqual([[], [], [sandbox]]);
    expect(offers[2]).toEqual({ account: accounts[2], role: roles[1], rule: rules[0], alternatives: [sandbox] });
  });

  test("is as long as it was asked to be, and tells where the next begins", () => {
    const first = page([aRule()], "", 0, 4);
    expect(first.offers).toHaveLength(4);
    const second = page([aRule()], "", first.next, 4);
    expect(second.offers.map(({ account }) => account.name)).toEqual(["playground", "playground"]);
    expect(second).not.toHaveProperty("next");
  });

  test("promises no page after it when it is just full", () => {
    expect(page([aRule()], "", 0, 6).offers).toHaveLength(6);
    expect(page([aRule()], "", 0, 6)).not.toHaveProperty("next");
    expect(page([aRule({ accounts: { under: ["Workloads"] } })], "", 0, 4)).not.toHaveProperty("next");
  });

  test("is empty past the end of the catalog", () => {
    expect(page([aRule()], "", 6)).toEqual({ offers: [] });
    expect(page([aRule()], "", 1e9)).toEqual({ offers: [] });
  });

  test("is empty for whoever no rule is about, is blocked, or has no verified e-mail", () => {
    expect(page([aRule()], "", 0, 50, sam)).toEqual({ offers: [] });
    expect(page([aRule()], "", 0, 50, withoutEmail(alice))).toEqual({ offers: [] });
    const blocked = offersOf(someRules([aRule()], { ...given, blocked: ["alice@example.com"] }));
    expect(blocked.page(alice, "", 0, 50)).toEqual({ offers: [] });
  });

  test("is each person's own, though the same offers are asked", () => {
    const offers = offersOf(
      someRules(
        [aRule(), aRule({ id: "named", who: { groups: [], people: ["sam@example.com"] }, roles: ["ReadOnly"] })],
        given,
      ),
    );
    const rulesOf = (person: typeof alice) => new Set(offers.page(person, "", 0, 50).offers.map(({ rule }) => rule.id));
    expect(rulesOf(alice)).toEqual(new Set(["prod-database"]));
    expect(rulesOf(sam)).toEqual(new Set(["named"]));
    expect(rulesOf(aPerson("tom"))).toEqual(new Set());
  });
});

describe("one offer", () => {
  const rules = [
    aRule({ id: "workloads", accounts: { under: ["Workloads"] }, alternatives: ["readers"] }),
    aRule({ id: "readers", roles: ["ReadOnly"] }),
    aDeny({ accounts: { under: ["Sandbox"] } }),
  ];
  const find = (role: string, account: string, person = alice) =>
    offersOf(someRules(rules, given)).find(person, role, account);

  test("is found by the role's name and the account's id, with its rule and the alternatives", () => {
    const [workloads, readers] = rules;
    const found = { account: accounts[0], role: roles[1], rule: workloads, alternatives: [readers] };
    expect(find("ReadOnly", "111122223333")).toEqual(found);
  });

  test("is not there by a part of either, nor by the account's name", () => {
    for (const [role, account] of [
      ["Read", "111122223333"],
      ["ReadOnly", "1111"],
      ["ReadOnly", "orders-production"],
      ["readonly", "111122223333"],
    ] as const)
      expect(find(role, account)).toBeUndefined();
  });

  test("is not there where no rule allows it, a deny rule denies it, or the person may not ask", () => {
    expect(find("DatabaseAdmin", "777788889999")).toBeUndefined();
    expect(find("ReadOnly", "777788889999")).toBeDefined();
    const contractor = aPerson("frank", { groups: ["engineering", "contractors"] });
    expect(find("ReadOnly", "777788889999", contractor)).toBeUndefined();
    expect(find("ReadOnly", "111122223333", sam)).toBeUndefined();
    expect(find("ReadOnly", "111122223333", withoutEmail(alice))).toBeUndefined();
  });
});

describe("a search", () => {
  test.each([
    ["the account's id", "4444", ["orders-test"]],
    ["the account's name, in whatever case", "ORDERS", ["orders-production", "orders-test"]],
    ["the OU", "sandbox", ["playground"]],
    ["the value of a tag", "customer", ["orders-production"]],
    ["the key of a tag", "team", ["orders-test"]],
    ["key and value of a tag", "TEAM=orders", ["orders-test"]],
    ["several words in any order", "test  orders ", ["orders-test"]],
    ["only what has every word", "orders sandbox", []],
    ["nothing by the key of one tag and the value of another", "data=orders", []],
  ])("finds by %s", (_, query, names) => {
    expect(listed([aRule({ roles: ["ReadOnly"] })], query)).toEqual(names.map((n) => `${n} ReadOnly by prod-database`));
  });

  test.each([
    ["the role's name", "dataBASE", "DatabaseAdmin"],
    ["its description", "rds", "DatabaseAdmin"],
    ["its purpose", "wrong", "ReadOnly"],
    ["words of account and role together", "touch sand", "ReadOnly"],
  ])("finds by %s", (_, query, role) => {
    expect(listed([aRule()], `${query} playground`)).toEqual([`playground ${role} by prod-database`]);
  });

  test("goes on where its last page ended", () => {
    const first = page([aRule()], "readonly", 0, 2);
    expect(first.offers.map(({ account }) => account.name)).toEqual(["orders-production", "orders-test"]);
    expect(listed([aRule()], "readonly", first.next, 2)).toEqual(["playground ReadOnly by prod-database"]);
  });
});
