import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Explained } from "../../core/api.ts";
import { aPerson, peopleWith, refusal } from "./attack.ts";
import { type Shown, type Stint, startStint } from "./stint.ts";
import { steal } from "./tampering.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint({ people: peopleWith(aPerson("stan", [])) });
});
afterAll(() => stint.close());

const database = { account: "111122223333", role: "DatabaseAdmin" };
const post = (person: string, body: object) => stint.post(person, "/policy/explain", body);
const explain = async (person: string, body: object) => {
  const { status, body: answer } = await stint.post<Explained>(person, "/policy/explain", body);
  expect(status).toBe(200);
  return answer;
};
const decider = ({ rules }: Explained) => rules.filter(({ decides }) => decides).map(({ id }) => id);

describe("who may do what", () => {
  test("is explained to the caller about themselves, by the rule that would decide", async () => {
    const allowed = await explain("alice", database);
    expect(allowed).toMatchObject({ allowed: true, rule: { id: "prod-database", maxDuration: "4h" } });
    expect(allowed.message).toMatch(/^Rule prod-database lets you ask for DatabaseAdmin in shop-prod/);
    expect(decider(allowed)).toEqual(["prod-database"]);
    const denied = await explain("frank", database);
    expect(denied).toMatchObject({ allowed: false, condition: "denied" });
    expect(decider(denied)).toEqual(["contractors-out"]);
    const clusters = await explain("alice", { account: "444455556666", role: "ClusterAdmin" });
    expect(clusters.alternatives?.map(({ id }) => id)).toEqual(["clusters-incident"]);
  });

  test("is what a preview of the ask says, for everybody and everything", async () => {
    const { items } = (await stint.get("dan", "/accounts")).body;
    for (const person of ["alice", "erin", "frank", "stan"])
      for (const account of items.slice(0, 9).map(({ id }: Shown) => id))
        for (const role of ["ReadOnly", "DatabaseAdmin", "BreakGlass"]) {
          const ask = { account, role, duration: "1h", justification: "To see what it says" };
          const preview = (await stint.post(person, "/requests/preview", ask)).body;
          const { allowed, rule, message } = await explain(person, { account, role });
          expect(rule).toEqual(preview.rule);
          if (!allowed) expect(message).toBe(preview.unmet[0].message);
        }
  });

  test("is explained to auditors and administrators about anybody's groups and address", async () => {
    for (const person of ["dan", "erin"]) {
      const engineer = await explain(person, { ...database, groups: ["engineering"] });
      expect(engineer).toMatchObject({ allowed: true, rule: { id: "prod-database" } });
      const contractor = await explain(person, { ...database, groups: ["engineering", "contractors"] });
      expect(decider(contractor)).toEqual(["contractors-out"]);
      expect(contractor.message).toMatch(/^Rule contractors-out denies .* to them\.$/);
      const nobody = await explain(person, { ...database, groups: [] });
      expect(nobody).toMatchObject({ allowed: false, condition: "rule" });
      const network = { account: "888899990000", role: "NetworkAdmin" };
      const named = await explain(person, { ...network, email: "ALICE@example.com" });
      expect(named).toMatchObject({ allowed: true, rule: { id: "network" } });
      expect((await explain(person, { ...network, groups: ["engineering"] })).allowed).toBe(false);
    }
  });

  test("shows auditors every rule, in the order of the policy", async () => {
    const { rules } = (await stint.get("dan", "/policy")).body;
    const ids = rules.map(({ id }: Shown) => id);
    expect((await explain("dan", { ...database, groups: [] })).rules.map(({ id }) => id)).toEqual(ids);
    expect((await explain("dan", database)).rules.map(({ id }) => id)).toEqual(ids);
  });

  test("is asked about others by nobody else, not even about oneself by one's groups", async () => {
    const { groups, email } = (await stint.get("alice", "/me")).body;
    for (const person of ["alice", "bob", "carol", "frank", "stan"])
      for (const about of [{ groups }, { groups: [] }, { email }, { groups, email }])
        expect(await post(person, { ...database, ...about })).toMatchObject(
          refusal(403, "not_allowed", /Leave groups and email out/),
        );
  });

  test("shows the others no rule that their policy does not", async () => {
    for (const person of ["alice", "bob", "carol", "frank", "stan"]) {
      const { rules } = (await stint.get(person, "/policy")).body;
      const explained = await explain(person, database);
      expect(explained.rules.map(({ id }) => id)).toEqual(rules.map(({ id }: Shown) => id));
    }
    expect((await explain("stan", database)).rules).toEqual([]);
  });

  test("tells whom no rule concerns nothing of accounts and roles, not even whether they exist", async () => {
    const told = async (account: string, role: string) =>
      JSON.stringify(await explain("stan", { account, role }))
        .replace(account, "")
        .replace(role, "");
    const nothing = await told("999999999999", "Unheard");
    const { items } = (await stint.get("dan", "/accounts")).body;
    for (const { id } of items)
      for (const role of ["ReadOnly", "BreakGlass"]) expect(await told(id, role)).toBe(nothing);
  });

  test("tells an approver whether their rule covers an account, and of no other rule", async () => {
    const { rules } = await explain("bob", { account: "111122223333", role: "ReadOnly" });
    expect(rules).toMatchObject([
      { id: "prod-database", who: false, role: false, account: true },
      { id: "read-workloads", who: false, role: true, account: true },
      { id: "clusters-incident", who: false, role: false, account: true },
      { id: "break-glass", who: false, role: false, account: true },
    ]);
  });

  test("says to an auditor what the catalog has not", async () => {
    const groups = ["engineering"];
    const role = await explain("dan", { ...database, groups, role: "Unheard" });
    expect(role.message).toBe("The catalog has no role Unheard.");
    const account = await explain("dan", { ...database, groups, account: "999999999999" });
    expect(account.message).toBe("The catalog has no account 999999999999.");
  });

  test.each([
    ["no account", { role: "ReadOnly" }],
    ["no role", { account: "111122223333" }],
    ["groups that are no list", { ...database, groups: "engineering" }],
    ["101 groups", { ...database, groups: Array.from({ length: 101 }, (_, n) => `g${n}`) }],
    ["a group of 257 characters", { ...database, groups: ["g".repeat(257)] }],
    ["an address that is none", { ...database, email: "alice" }],
    ["another key", { ...database, administrator: true }],
  ])("refuses a question with %s", async (_, body) => {
    for (const person of ["alice", "dan"])
      expect(await post(person, body)).toMatchObject(refusal(400, "invalid_input"));
  });

  test("changes nothing, and is not asked with a GET", async () => {
    const stolen = steal(stint);
    const before = await stolen.dump();
    await explain("dan", { ...database, groups: ["engineering"], email: "alice@example.com" });
    expect((await stint.get("dan", "/policy/explain")).status).toBe(404);
    expect(await stolen.dump()).toEqual(before);
  });
});
