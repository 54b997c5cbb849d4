import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../../core/moves.ts";
import { newId } from "../../lambda/ids.ts";
import { aPerson, peopleWith, refusal } from "./attack.ts";
import { behind } from "./behind.ts";
import { type Shown, type Stint, startStint } from "./stint.ts";

let stint: Stint;
/** Ids of what each has asked for. */
const asked: Record<string, string[]> = {};
beforeAll(async () => {
  const people = ["amy", "ann", "al"].map((name) => aPerson(name, ["engineering"]));
  stint = await startStint({ people: peopleWith(...people, aPerson("stan", [])) });
  asked.alice = [(await stint.ask("alice")).id];
  for (const [name, count] of [
    ["amy", 80],
    ["ann", 12],
    ["al", 12],
  ] as const)
    asked[name] = await many(name, count);
  for (const id of (asked.amy ?? []).slice(0, 3)) await stint.post("bob", `/requests/${id}/reject`);
});
afterAll(() => stint.close());

/** Asks once, and puts as many like it into the table as a person cannot have open at once. */
async function many(person: string, count: number): Promise<string[]> {
  const { id } = await stint.ask(person, { account: "444455556666", role: "ReadOnly", asks: {} });
  const { item, put } = behind({ ...stint, accessKeyId: stint.keyOf("api") });
  const first = await item(id);
  const [event] = first.history as Shown[];
  const ids = [id];
  for (let n = 1; n < count; n++) {
    const { history, ...summary } = ask(newId(), event.ask, new Date(Date.parse(event.at) + n));
    const keys = { pk: summary.id, askedAt: `${summary.askedAt}#${summary.id}` };
    await put(marshall({ ...first, history, summary, ...keys }, { removeUndefinedValues: true }));
    ids.push(summary.id);
  }
  return ids;
}

const sorted = (ids: readonly string[] = []) => [...ids].sort();

/** Every page of a list, and how many there were. */
async function all(person: string, query: string): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let [pages, cursor] = [0, ""];
  do {
    const more = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await stint.get(person, `/requests?${query}${more}`);
    expect(status).toBe(200);
    ids.push(...body.items.map(({ id }: Shown) => id));
    cursor = body.cursor ?? "";
    pages++;
  } while (cursor !== "");
  return { ids, pages };
}

describe("a list", () => {
  test("is complete over all its pages: mine, with and without filters", async () => {
    const mine = await all("amy", "view=mine");
    expect(mine.pages).toBeGreaterThan(3);
    expect(sorted(mine.ids)).toEqual(sorted(asked.amy));
    expect(sorted((await all("amy", "view=mine&phase=rejected")).ids)).toEqual(sorted(asked.amy?.slice(0, 3)));
  });

  test("is complete over all its pages: what waits for me", async () => {
    const waiting = await all("bob", "view=to-approve");
    expect(waiting.pages).toBeGreaterThan(3);
    const open = [asked.alice, asked.amy?.slice(3), asked.ann, asked.al].flatMap((ids) => ids ?? []);
    expect(sorted(waiting.ids)).toEqual(sorted(open));
    expect((await all("bob", "view=to-approve&rule=prod-database")).ids).toEqual(asked.alice);
  });

  test("is complete over all its pages: everybody's, with and without filters", async () => {
    const everything = await all("dan", "view=all");
    expect(everything.pages).toBeGreaterThan(1);
    expect(sorted(everything.ids)).toEqual(sorted(Object.values(asked).flat()));
    for (const requester of ["amy@example.com", "AMY@example.com"])
      expect(sorted((await all("dan", `view=all&requester=${requester}`)).ids)).toEqual(sorted(asked.amy));
    // The oldest of all, behind more than a hundred that do not belong on the list.
    expect((await all("erin", "view=all&role=DatabaseAdmin")).ids).toEqual(asked.alice);
    expect((await all("erin", "view=all&account=111122223333&phase=pending")).ids).toEqual(asked.alice);
    const { askedAt } = (await stint.get("dan", `/requests/${asked.alice}`)).body;
    const days = `from=${askedAt.slice(0, 10)}&to=${new Date(stint.clock.now()).toISOString().slice(0, 10)}`;
    expect((await all("dan", `view=all&${days}`)).ids).toHaveLength(everything.ids.length);
    expect((await all("dan", "view=all&to=2020-01-01")).ids).toEqual([]);
  });

  test("is not another's, whose name has this one in it", async () => {
    expect(sorted((await all("al", "view=mine")).ids)).toEqual(sorted(asked.al));
    expect(sorted((await all("dan", "view=all&requester=al@example.com")).ids)).toEqual(sorted(asked.al));
    for (const part of ["l@example.com", "al", "%25al%25", "@", "*@example.com"])
      expect((await all("dan", `view=all&requester=${part}`)).ids).toEqual([]);
    expect((await all("al", "view=mine&requester=amy@example.com")).ids).toEqual([]);
  });

  test("of everybody's is for auditors and administrators", async () => {
    for (const person of ["alice", "bob", "stan"])
      for (const query of ["view=all", "view=all&requester=alice@example.com", "view=all&account=444455556666"])
        expect(await stint.get(person, `/requests?${query}`)).toMatchObject(refusal(403, "not_allowed"));
    for (const query of ["view=mine&view=all", "VIEW=all", "view=ALL", "view=all%00", "view=all&admin=true"])
      expect(await stint.get("alice", `/requests?${query}`)).toMatchObject(refusal(400, "invalid_input"));
  });

  test("of those that wait has none for whoever is not asked", async () => {
    for (const person of ["alice", "amy", "dan", "erin", "stan"])
      expect((await all(person, "view=to-approve")).ids).toEqual([]);
  });

  test("of those that run has nothing that still waits, for anybody", async () => {
    for (const person of ["alice", "bob", "dan", "erin", "stan"])
      expect((await all(person, "view=running")).ids).toEqual([]);
  });

  test.each([
    "from=2026-11-23&to=2026-11-22",
    "requester=",
    "from=11/23/26",
    "phase=approved",
    "limit=1000",
    "cursor=x",
  ])("refuses %s with a reason", async (query) =>
    expect(await stint.get("dan", `/requests?view=all&${query}`)).toMatchObject(refusal(400, "invalid_input")),
  );

  test("goes on with nobody else's cursor, nor with that of another query", async () => {
    const cursorOf = async (person: string, query: string) =>
      encodeURIComponent((await stint.get(person, `/requests?${query}`)).body.cursor);
    const cursor = await cursorOf("amy", "view=mine");
    const refused = refusal(400, "invalid_input", /cursor/);
    for (const person of ["ann", "dan", "bob"])
      expect(await stint.get(person, `/requests?view=mine&cursor=${cursor}`)).toMatchObject(refused);
    for (const query of [
      "view=to-approve",
      "view=running",
      "view=mine&phase=rejected",
      "view=mine&account=444455556666",
    ])
      expect(await stint.get("amy", `/requests?${query}&cursor=${cursor}`)).toMatchObject(refused);
    const audit = await cursorOf("dan", "view=all");
    expect(await stint.get("erin", `/requests?view=all&cursor=${audit}`)).toMatchObject(refused);
    for (const path of ["catalog", "accounts"])
      expect(await stint.get("dan", `/${path}?cursor=${audit}`)).toMatchObject(refused);
    const [, sort, binding] = JSON.parse(Buffer.from(decodeURIComponent(cursor), "base64url").toString());
    // Moved by hand to another place of one's own list it leads there, and nowhere else.
    const forged = Buffer.from(JSON.stringify(["0123456789abcdefghjk", sort, binding])).toString("base64url");
    const { body } = await stint.get("amy", `/requests?view=mine&cursor=${forged}`);
    for (const { id } of body.items) expect(asked.amy).toContain(id);
  });
});
