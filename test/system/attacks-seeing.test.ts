import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aPerson, callWith, day, hour, peopleWith, refusal, sessionsOf, tokenWith } from "./attack.ts";
import { type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";
import { steal } from "./tampering.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint({
    people: peopleWith(
      ...["amy", "ann", "ava", "al", "alma"].map((name) => aPerson(name, ["engineering"])),
      aPerson("o-neil", ["engineering"], { email: "o-neil@example.com" }),
      aPerson("o'neil", ["engineering"], { email: "o'neil@example.com" }),
      aPerson("o!neil", ["engineering"], { email: "o!neil@example.com" }),
      aPerson("stan", []),
    ),
  });
});
afterAll(() => stint.close());

const readOnlyAsk = { account: "444455556666", role: "ReadOnly", asks: {} };
const sandbox = { ...sandboxAsk, asks: {} };

describe("another person's request", () => {
  const get = (person: string, id: string) => stint.get(person, `/requests/${id}`);

  test("does not exist, whatever one tries to do with it by its id", async () => {
    const pending = await stint.ask("alice");
    const active = await stint.ask("alice", sandbox);
    const scheduled = await stint.ask("alice", {
      ...sandbox,
      startsAt: new Date(stint.clock.now() + hour).toISOString(),
    });
    const moves = ["approve", "reject", "withdraw", "end", "revoke", "credentials", "console"];
    for (const { id, history } of [pending, active, scheduled]) {
      for (const person of ["frank", "stan", "amy"]) {
        const unknown = await get(person, "0123456789abcdefghjk");
        const known = await get(person, id);
        expect(known).toMatchObject(refusal(404, "not_found"));
        expect(JSON.stringify(known.body).replaceAll(id, "")).toBe(
          JSON.stringify(unknown.body).replaceAll("0123456789abcdefghjk", ""),
        );
        for (const move of moves)
          expect(await stint.post(person, `/requests/${id}/${move}`)).toMatchObject(refusal(404, "not_found"));
      }
      expect((await get("dan", id)).body.history).toEqual(history);
    }
    expect((await get("erin", active.id)).body.may).toEqual(["revoke"]);
    for (const { id } of [active, scheduled]) await stint.post("erin", `/requests/${id}/revoke`);
  });

  test("shows its approver no more of the requester's other requests than helps to judge it", async () => {
    await stint.ask("ava", { ...sandbox, justification: "Between me and the sandbox" });
    const { id } = await stint.ask("ava", readOnlyAsk);
    const { body } = await get("bob", id);
    expect(body.earlier).toHaveLength(1);
    expect(JSON.stringify(body.earlier)).not.toContain("Between me and the sandbox");
  });

  test("nor can many asks push out of sight what the requester was given before", async () => {
    const given = await stint.ask("alma", sandbox);
    await stint.post("alma", `/requests/${given.id}/end`);
    for (let n = 0; n < 3; n++) await stint.ask("alma", readOnlyAsk);
    const { id } = await stint.ask("alma", readOnlyAsk);
    for (let n = 0; n < 3; n++) await stint.ask("alma", readOnlyAsk);
    const { earlier } = (await get("bob", id)).body;
    expect(earlier.map(({ phase }: Shown) => phase)).toEqual(["ended", "pending", "pending", "pending"]);
  });
});

describe("the policy", () => {
  test("shows a person the rules that are about them, and not who is blocked", async () => {
    const { body } = await stint.get("alice", "/policy");
    expect(body.rules.map(({ id }: Shown) => id)).not.toContain("contractors-out");
    for (const key of ["blocked", "administrators", "auditors", "roles"]) expect(body).not.toHaveProperty(key);
    expect((await stint.get("stan", "/policy")).body.rules).toEqual([]);
    expect((await stint.get("stan", "/catalog")).body.items).toEqual([]);
    expect((await stint.get("dan", "/policy")).body).toHaveProperty("blocked");
  });
});

test("a GET changes nothing", async () => {
  // All that was asked for before is over; of these two the workflows wait, and do nothing by themselves.
  stint.clock.advance(2 * day);
  const pending = await stint.ask("alice");
  const active = await stint.ask("alice", sandbox);
  const stolen = steal(stint);
  const settled = async () => {
    const rows = await stolen.dump();
    const of = ({ id }: Shown, what: string) => rows.some((row) => row.includes(id) && row.includes(what));
    const open = rows.filter((row) => row.includes('"unclosed"')).length;
    return open === 2 && of(pending, '"ask/0/0"') && of(active, '"waitsFor":{"S":"active"}');
  };
  await stint.until(settled, (yes) => yes);
  const before = await stolen.dump();
  const mails = stint.inbox().length;
  const paths = ["/health", "/config", "/me", "/catalog", "/catalog?query=prod", "/accounts", "/policy", "/requests"];
  const views = ["mine", "to-approve", "running", "all"].map((view) => `/requests?view=${view}`);
  const moves = ["", "/approve", "/reject", "/withdraw", "/end", "/revoke", "/credentials", "/console"];
  const ofRequests = [pending, active].flatMap(({ id }) => moves.map((move) => `/requests/${id}${move}`));
  const dryRuns = ["/requests/preview", "/policy/explain"];
  for (const person of ["alice", "bob", "dan", "erin"])
    await Promise.all([...paths, ...views, ...ofRequests, ...dryRuns].map((path) => stint.get(person, path)));
  expect(await stolen.dump()).toEqual(before);
  expect(stint.inbox()).toHaveLength(mails);
});

describe("in CloudTrail", () => {
  test("two people are two, whatever has to be replaced in their addresses", async () => {
    const people = ["o-neil", "o'neil", "o!neil", "al", "alice"];
    const parameters = [];
    for (const person of people) {
      const { id } = await stint.ask(person, { ...sandbox });
      expect((await stint.post(person, `/requests/${id}/credentials`)).status).toBe(200);
      parameters.push({ id, ...sessionsOf(stint, id)[0]?.requestParameters });
    }
    expect(new Set(parameters.map(({ sourceIdentity }) => sourceIdentity)).size).toBe(people.length);
    for (const { id, roleSessionName, sourceIdentity } of parameters) {
      expect(roleSessionName?.startsWith(`${id}-`)).toBe(true);
      expect(sourceIdentity).toMatch(/^[\w+=,.@-]{2,64}$/);
    }
  });

  test("nobody reads as another whose address had to be closed with a hash", async () => {
    const closed = stint.trail().find(({ requestParameters }) => requestParameters?.sourceIdentity?.includes("="));
    const email = String(closed?.requestParameters?.sourceIdentity);
    const token = await tokenWith(stint, "stan", { "stint:email": email, "cognito:groups": ["engineering"] });
    const { body } = await callWith(stint, token, "/requests", sandbox);
    expect((await callWith(stint, token, `/requests/${body.id}/credentials`, {})).status).toBe(200);
    expect(sessionsOf(stint, body.id)[0]?.requestParameters?.sourceIdentity).toMatch(/=[0-9a-f]{16}$/);
    expect(sessionsOf(stint, body.id)[0]?.requestParameters?.sourceIdentity).not.toBe(email);
  });
});
