import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ShownPolicy } from "../../core/api.ts";
import { timeHeader } from "../../core/routes.ts";
import { breakGlassAsk, hour, refusal, send } from "./attack.ts";
import { type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint();
});
afterAll(() => stint.close());

const sandbox = { ...sandboxAsk, asks: {} };
const readOnlyAsk = { account: "444455556666", role: "ReadOnly", asks: {} };
const database = { account: "111122223333", role: "DatabaseAdmin" };

describe("every answer", () => {
  type Asking = readonly [person: string | undefined, method: string, path: string, body?: string];

  /** What the answer says of the time, and when it was fetched by the system's clock. */
  async function timed([person, method, path, body]: Asking) {
    const token = person === undefined ? [] : [["authorization", `Bearer ${await stint.token(person)}`] as const];
    const before = stint.clock.now();
    const { status, headers } = await send(stint, {
      method,
      path: `/api${path}`,
      headers: token,
      ...(body !== undefined && { body }),
    });
    return { status, before, said: String(headers[timeHeader]), after: stint.clock.now() };
  }

  test("says the server's time to the millisecond, whatever it answers and wherever the clock has moved", async () => {
    const active = await stint.ask("alice", sandbox);
    const pending = await stint.ask("alice", readOnlyAsk);
    for (const ahead of [0, 31 * 60_000, 8 * hour]) {
      stint.clock.advance(ahead);
      const askings: (readonly [status: number, ...Asking])[] = [
        [200, undefined, "GET", "/health"],
        [200, "alice", "GET", "/me"],
        [400, "alice", "GET", "/catalog?nonsense=1"],
        [400, "alice", "POST", "/requests", "{"],
        [403, "alice", "GET", "/requests?view=all"],
        [404, "alice", "GET", "/requests/0123456789abcdefghjk"],
        [403, "alice", "POST", `/requests/${pending.id}/approve`],
        [ahead > hour ? 409 : 200, "alice", "POST", `/requests/${active.id}/credentials`],
      ];
      for (const [status, ...about] of askings) {
        const answer = await timed(about);
        expect({ about, status: answer.status }).toEqual({ about, status });
        expect(answer.said).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect(Date.parse(answer.said)).toBeGreaterThanOrEqual(answer.before);
        expect(Date.parse(answer.said)).toBeLessThanOrEqual(answer.after);
      }
    }
  });
});

describe("a request", () => {
  test("says how many sessions were begun and who ended it, by id and in lists, without their address", async () => {
    const { id } = await stint.ask("alice", sandbox);
    await stint.post("alice", `/requests/${id}/credentials`);
    await stint.post("alice", `/requests/${id}/console`);
    await stint.post("erin", `/requests/${id}/revoke`, { comment: "Not now" });
    const by = { id: (await stint.get("erin", "/me")).body.id, name: "Erin Eze" };
    const { items } = (await stint.get("alice", "/requests?phase=revoked")).body;
    for (const request of [(await stint.get("alice", `/requests/${id}`)).body, items[0]]) {
      expect(request).toMatchObject({ id, sessions: 2 });
      expect(request.outcome).toEqual({ by, at: expect.stringMatching(/Z$/), comment: "Not now" });
    }
  });

  test("shows by id what its role can do, the same to everybody who may see it and after every move but a decision", async () => {
    const role = {
      name: "BreakGlass",
      description: "Everything",
      purpose: "Get an account back that nothing else gets back.",
      policies: ["AdministratorAccess"],
      chaining: [],
      kubernetes: false,
      lasting: "yes",
    };
    const asked = await stint.ask("alice", breakGlassAsk);
    expect(asked.role).toEqual(role);
    for (const person of ["alice", "bob", "dan", "erin"])
      expect((await stint.get(person, `/requests/${asked.id}`)).body.role).toEqual(role);
    const { body } = await stint.post("bob", `/requests/${asked.id}/approve`);
    expect(body.role).toEqual({ name: "BreakGlass" });
    expect((await stint.post("alice", `/requests/${asked.id}/withdraw`)).body.role).toEqual(role);
    expect((await stint.get("alice", "/requests")).body.items[0].role).toEqual({ name: "BreakGlass" });
  });
});

describe("the catalog", () => {
  const one = async (person: string, account: string, role: string) =>
    (await stint.get(person, `/catalog?account=${account}&role=${role}`)).body;

  test("has the one offer that a link names, as the search shows it", async () => {
    const { items } = (await stint.get("alice", "/catalog?query=shop-prod+databaseadmin")).body;
    expect(items).toHaveLength(1);
    expect(await one("alice", database.account, database.role)).toEqual({ items });
    expect(items[0].role).toMatchObject({ policies: ["job-function/DatabaseAdministrator"], lasting: "possible" });
  });

  test("has nothing under a link to what the person may not ask for, or what is not there", async () => {
    expect(await one("frank", database.account, database.role)).toEqual({ items: [] });
    expect(await one("dan", database.account, database.role)).toEqual({ items: [] });
    expect(await one("alice", "999988887777", database.role)).toEqual({ items: [] });
    expect(await one("alice", database.account, "Database")).toEqual({ items: [] });
  });

  test.each([
    "account=111122223333",
    "role=DatabaseAdmin",
    "account=111122223333&role=DatabaseAdmin&query=shop",
    "account=111122223333&role=DatabaseAdmin&cursor=abc",
    "account=shop-prod&role=DatabaseAdmin",
    "account=111122223333&role=Database+Admin",
  ])("refuses %s", async (query) => {
    expect(await stint.get("alice", `/catalog?${query}`)).toMatchObject(refusal(400, "invalid_input"));
  });

  test("is searched by tags, written as key=value or in parts", async () => {
    const found = async (query: string) => {
      const path = `/catalog?${new URLSearchParams({ query: `${query} poweruser` })}`;
      return (await stint.get("alice", path)).body.items.map(({ account }: Shown) => account.name);
    };
    expect(await found("team=shop")).toEqual(["sandbox-blue"]);
    expect(await found("team")).toEqual(["sandbox-blue", "sandbox-green"]);
    expect(await found("payments")).toEqual(["sandbox-green"]);
  });
});

describe("the accounts", () => {
  test("are all listed to auditors and administrators, and searched by every word", async () => {
    for (const person of ["dan", "erin"]) {
      const { body } = await stint.get(person, "/accounts");
      expect(body).toEqual({ items: expect.any(Array) });
      expect(body.items).toHaveLength(12);
      expect(body.items[0]).toEqual({
        id: "111122223333",
        name: "shop-prod",
        ou: "Workloads/Production",
        tags: { team: "shop", data: "customer" },
      });
    }
    const { items } = (await stint.get("dan", "/accounts?query=data%3Dcustomer+regulated")).body;
    expect(items.map(({ name }: Shown) => name)).toEqual(["payments-prod"]);
  });

  test("are nobody else's to see", async () => {
    for (const person of ["alice", "bob", "carol", "frank"])
      for (const query of ["", "?query=sandbox", "?cursor=abc"])
        expect(await stint.get(person, `/accounts${query}`)).toMatchObject(
          refusal(403, "not_allowed", /Your catalog lists/),
        );
  });

  test.each(["account=111122223333", "cursor=abc", `query=${"x".repeat(257)}`])("refuse %s", async (query) => {
    expect(await stint.get("dan", `/accounts?${query}`)).toMatchObject(refusal(400, "invalid_input"));
  });
});

describe("the policy", () => {
  test("shows the roles to auditors and administrators, and to nobody else", async () => {
    for (const person of ["dan", "erin"]) {
      const { roles = [] } = (await stint.get<ShownPolicy>(person, "/policy")).body;
      expect(roles.map(({ name, lasting }) => `${name}: ${lasting}`)).toEqual([
        "ReadOnly: no",
        "PowerUser: possible",
        "DatabaseAdmin: possible",
        "NetworkAdmin: possible",
        "ClusterAdmin: possible",
        "BreakGlass: yes",
      ]);
      expect(roles[3]?.chaining).toEqual(["arn:aws:iam::888899990000:role/TransitGatewayOperator"]);
    }
    for (const person of ["alice", "bob", "carol", "frank"])
      expect((await stint.get(person, "/policy")).body).not.toHaveProperty("roles");
  });
});
