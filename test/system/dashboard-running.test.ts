import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../../core/moves.ts";
import { newId } from "../../lambda/ids.ts";
import { aPerson, day, hour, peopleWith, refusal } from "./attack.ts";
import { behind } from "./behind.ts";
import { type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
/** The indexes that the API has read since a test last looked. */
let read = new Set<string>();
beforeAll(async () => {
  stint = await startStint({
    people: peopleWith(aPerson("ines", ["engineering", "db-leads"]), aPerson("stan", [])),
    onAwsCall: async (call, answer) => {
      if (call.function === "api" && call.action === "Query") read.add(call.resource.replace(/.*\//, ""));
      return answer();
    },
  });
});
afterAll(() => stint.close());

const sandbox = { ...sandboxAsk, asks: {} };

/** Every page of a list, and how long each was. */
async function all(person: string, query: string): Promise<{ ids: string[]; sizes: number[] }> {
  const [ids, sizes]: [string[], number[]] = [[], []];
  let cursor = "";
  do {
    const more = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await stint.get(person, `/requests?${query}${more}`);
    expect(status).toBe(200);
    ids.push(...body.items.map(({ id }: Shown) => id));
    sizes.push(body.items.length);
    cursor = body.cursor ?? "";
  } while (cursor !== "");
  return { ids, sizes };
}
const running = async (person: string, query = "") => (await all(person, `view=running${query}`)).ids;

describe("the requests that run", () => {
  test("are those that were approved and are not over, to their approvers, auditors and administrators", async () => {
    const [pending, rejected, active] = [await stint.ask("alice"), await stint.ask("alice"), await stint.ask("alice")];
    await stint.post("bob", `/requests/${rejected.id}/reject`);
    for (const person of ["bob", "carol"]) await stint.post(person, `/requests/${active.id}/approve`);
    const startsAt = new Date(stint.clock.now() + 2 * hour).toISOString();
    const scheduled = await stint.ask("alice", { ...sandbox, startsAt });
    const alone = await stint.ask("alice", sandbox);
    for (const person of ["dan", "erin"]) expect(await running(person)).toEqual([alone.id, scheduled.id, active.id]);
    // Carol has approved it, Bob as well; nobody approves what the policy gives without approval.
    for (const person of ["bob", "carol"]) expect(await running(person)).toEqual([active.id]);
    for (const person of ["alice", "frank", "stan"]) expect(await running(person)).toEqual([]);
    expect(await running("bob")).not.toContain(pending.id);
    expect((await stint.get("bob", "/requests?view=running")).body.items[0].may).toEqual(["revoke"]);
  });

  test("are one's own too, where one approves such requests", async () => {
    const { id } = await stint.ask("ines");
    for (const person of ["bob", "carol"]) await stint.post(person, `/requests/${id}/approve`);
    expect(await running("ines")).toContain(id);
    expect(await running("dan", "&requester=ines@example.com")).toEqual([id]);
  });

  test("are gone from the list as soon as they are over, whether or not anything has recorded it", async () => {
    const before = await running("dan");
    const { id } = await stint.ask("alice", sandbox);
    expect(await running("dan")).toEqual([id, ...before]);
    await stint.post("alice", `/requests/${id}/end`);
    expect(await running("dan")).toEqual(before);
    stint.clock.advance(day);
    expect(await running("dan")).toEqual([]);
    expect(await running("bob")).toEqual([]);
  });

  test("are filtered as other lists are, and read from the index of what is not through", async () => {
    const [power, look] = [
      await stint.ask("alice", sandbox),
      await stint.ask("alice", { ...sandbox, account: "777788889999" }),
    ];
    read = new Set();
    expect(await running("dan", "&account=777788889999")).toEqual([look.id]);
    expect(await running("dan", "&role=PowerUser&rule=sandbox&phase=active")).toEqual([look.id, power.id]);
    expect(await running("dan", "&phase=scheduled")).toEqual([]);
    expect(await running("dan", "&to=2020-01-01")).toEqual([]);
    expect([...read]).toEqual(["unclosed"]);
    expect(await stint.get("dan", "/requests?view=Running")).toMatchObject(refusal(400, "invalid_input"));
    for (const { id } of [power, look]) await stint.post("erin", `/requests/${id}/revoke`);
  });
});

describe("of many requests", () => {
  let [ids, half]: [string[], string] = [[], ""];
  beforeAll(async () => {
    stint.clock.advance(day);
    const first = await stint.ask("alice", sandbox);
    const { item, put } = behind({ ...stint, accessKeyId: stint.keyOf("api") });
    const stored = await item(first.id);
    const [event] = stored.history as Shown[];
    half = new Date(stint.clock.now() - 2 * day).toISOString();
    for (let n = 0; n < 240; n++) {
      // A fifth are over, and not through; they were asked for two days ago, as half of the others were.
      const old = n % 2 === 0 || n % 5 === 0;
      const at = new Date(Date.parse(old ? half : event.at) + n);
      const lasting = { ...event.ask, duration: n % 5 === 0 ? 60 : 5 * 86_400 };
      const { history, ...summary } = ask(newId(), lasting, at);
      const keys = { pk: summary.id, askedAt: `${summary.askedAt}#${summary.id}` };
      await put(marshall({ ...stored, history, summary, ...keys }, { removeUndefinedValues: true }));
      if (n % 5 !== 0) ids.push(summary.id);
    }
    ids = [...ids, first.id].sort();
  });

  test("those that run are complete over pages of a hundred, newest first", async () => {
    const { ids: found, sizes } = await all("dan", "view=running");
    expect([...found].sort()).toEqual(ids);
    expect(sizes).toEqual([100, 93]);
    const asked = await Promise.all(
      [found[0], found[99], found[100], found.at(-1)].map(
        async (id) => (await stint.get("dan", `/requests/${id}`)).body.askedAt,
      ),
    );
    expect(asked).toEqual([...asked].sort().reverse());
  });

  test("all of an open phase are found without walking those of the past", async () => {
    read = new Set();
    for (const query of ["phase=active", "phase=open", "phase=active&requester=alice@example.com&role=PowerUser"])
      expect((await all("erin", `view=all&${query}`)).ids.sort()).toEqual(ids);
    for (const phase of ["pending", "scheduled"]) expect((await all("dan", `view=all&phase=${phase}`)).ids).toEqual([]);
    expect([...read]).toEqual(["unclosed"]);
  });

  test("all of an open phase are bounded by days", async () => {
    const to = half.slice(0, 10);
    const before = (await all("dan", `view=all&phase=active&to=${to}`)).ids;
    const from = new Date(Date.parse(half) + day).toISOString().slice(0, 10);
    const after = (await all("dan", `view=all&phase=active&from=${from}`)).ids;
    expect(before).toHaveLength(96);
    expect([...before, ...after].sort()).toEqual(ids);
  });

  test("those of a person or an account, and those that are over, are found where these are", async () => {
    const { id } = (await stint.get("alice", "/me")).body;
    for (const [query, index] of [
      [`requester=${id}&phase=active`, "byRequester"],
      ["account=666677778888&phase=active", "byAccount"],
    ] as const) {
      read = new Set();
      expect((await all("dan", `view=all&${query}`)).ids.sort()).toEqual(ids);
      expect([...read]).toEqual([index]);
    }
    read = new Set();
    expect((await all("dan", "view=all&phase=expired")).ids.length).toBeGreaterThanOrEqual(48);
    expect([...read]).toEqual(["everything"]);
  });

  test("mine still come by 25", async () => {
    expect((await stint.get("alice", "/requests")).body.items).toHaveLength(25);
  });
});
