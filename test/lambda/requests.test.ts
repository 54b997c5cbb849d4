import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { approve, ask, close, issue, reject, withdraw } from "../../core/moves.ts";
import type { Recorded } from "../../core/request.ts";
import { requestKey } from "../../core/table.ts";
import type { Requests } from "../../lambda/deps.ts";
import { newId } from "../../lambda/ids.ts";
import { openRequests } from "../../lambda/requests.ts";
import { alice, anAsked, aPerson, aStage, bob, carol, dan, noon, refused, sam } from "../core/builders.ts";
import { aTable, type TestTable } from "./table-fixture.ts";

/*
 * What the store promises, against the DynamoDB at AWS_ENDPOINT_URL_DYNAMODB, or an embedded one where that is not set.
 */
let fixture: TestTable;
let requests: Requests;
const logged: Record<string, unknown>[] = [];
beforeAll(async () => {
  fixture = await aTable();
  const line = (message: string, fields = {}) => void logged.push({ message, ...fields });
  const log = { info: line, warn: line, error: line };
  requests = openRequests({ table: fixture.table, log, newWriteId: newId });
});
afterAll(() => fixture.close());
beforeEach(() => {
  logged.length = 0;
});

const pending = (about: Parameters<typeof anAsked>[0] = {}) => ask(newId(), anAsked(about), noon);
/** One that has been saved. */
async function saved(about: Parameters<typeof anAsked>[0] = {}): Promise<Recorded> {
  return (await requests.add(pending(about))).request;
}
const item = (id: string) => fixture.table.get(requestKey(id));

describe("a new request", () => {
  test("is kept with its history, and read back the same", async () => {
    const request = pending();
    expect(await requests.add(request)).toEqual({ request, added: true });
    expect(await requests.get("stint", request.id)).toEqual(request);
    expect(await requests.get(alice, request.id)).toEqual(request);
  });

  test("does not replace the one that has its id, which is answered instead", async () => {
    const first = await saved();
    const second = ask(first.id, anAsked({ justification: "Something else entirely" }), noon);
    expect(await requests.add(second)).toEqual({ request: first, added: false });
    expect(await requests.get("stint", first.id)).toEqual(first);
  });

  test("is added by one of many who add it at once", async () => {
    const id = newId();
    const reasons = Array.from({ length: 10 }, (_, i) => `This is reason number ${i}`);
    const answers = await Promise.all(
      reasons.map((justification) => requests.add(ask(id, anAsked({ justification }), noon))),
    );
    expect(answers.filter(({ added }) => added)).toHaveLength(1);
    expect(new Set(answers.map(({ request }) => request.justification)).size).toBe(1);
  });
});

describe("reading a request", () => {
  test.each([
    ["its requester", alice],
    ["an approver of the first stage", bob],
    ["an approver of a later stage", carol],
    ["an auditor", dan],
  ])("is open to %s", async (_who, caller) => {
    const { id } = await saved();
    expect((await requests.get(caller, id)).id).toBe(id);
  });

  test("tells anybody else what it tells about one that does not exist", async () => {
    const { id } = await saved();
    await expect(requests.get(sam, id)).rejects.toEqual(refused("not_found", new RegExp(id)));
    await expect(requests.change(sam, id, (request) => request)).rejects.toEqual(refused("not_found", new RegExp(id)));
    const none = newId();
    await expect(requests.get(dan, none)).rejects.toEqual(refused("not_found", new RegExp(none)));
    await expect(requests.get("stint", none)).rejects.toEqual(refused("not_found", new RegExp(none)));
  });

  test("believes the history, whatever the rest of the item says", async () => {
    const request = await saved();
    await fixture.tamper(request.id, "summary", { ...request, history: undefined, status: "approved" });
    expect(await requests.get("stint", request.id)).toEqual(request);
  });

  test.each([
    ["is of a newer schema", 2],
    ["does not say its schema", "1"],
  ])("refuses an item that %s", async (_what, schema) => {
    const { id } = await saved();
    await fixture.tamper(id, "schema", schema);
    await expect(requests.get("stint", id)).rejects.toThrow(
      `the request ${id} has schema ${schema}, and this version reads up to 1`,
    );
    await expect(requests.change(alice, id, (request) => withdraw(request, alice, "", noon))).rejects.toThrow("schema");
  });
});

describe("changing a request", () => {
  test("saves what the move made of it, and answers that", async () => {
    const { id } = await saved();
    const changed = await requests.change(bob, id, (request) => approve(request, bob, "go", noon));
    expect(changed).toMatchObject({ version: 2, status: "pending" });
    expect(await requests.get("stint", id)).toEqual(changed);
  });

  test("saves nothing where the move changes nothing", async () => {
    const { id } = await saved();
    const before = await item(id);
    await requests.change("stint", id, (request) => close(request, noon));
    expect(await item(id)).toEqual(before);
  });

  test("saves nothing where the move refuses", async () => {
    const { id } = await saved();
    const before = await item(id);
    await expect(requests.change(alice, id, (request) => approve(request, alice, "", noon))).rejects.toEqual(
      refused("self_approval", /Someone else/),
    );
    expect(await item(id)).toEqual(before);
  });

  test("tries again on what others have made of it, so that no change is lost", async () => {
    const people = Array.from({ length: 12 }, (_, i) => aPerson(`lead${i}`, { groups: ["db-leads"] }));
    const { id } = await saved({ stages: [aStage({ required: people.length })] });
    const answers = await Promise.all(
      people.map((person) => requests.change(person, id, (request) => approve(request, person, "", noon))),
    );
    expect(answers.map(({ version }) => version).sort((a, b) => a - b)).toEqual(people.map((_, i) => i + 2));
    const { status, stages } = await requests.get("stint", id);
    expect(status).toBe("approved");
    expect(new Set(stages[0]?.decisions.map(({ by }) => by.id))).toEqual(new Set(people.map(({ sub }) => sub)));
  });

  test("lets the move meet what somebody faster did, and tells who it was", async () => {
    const { id } = await saved({ stages: [aStage()] });
    const ben = aPerson("ben", { groups: ["db-leads"] });
    const answers = await Promise.allSettled([
      requests.change(bob, id, (request) => approve(request, bob, "", noon)),
      requests.change(ben, id, (request) => reject(request, ben, "", noon)),
    ]);
    const { status, outcome, version } = await requests.get("stint", id);
    expect(version).toBe(2);
    const [lost] = answers.filter((answer) => answer.status === "rejected");
    expect(lost?.reason).toEqual(refused("wrong_state", new RegExp(`${status} by ${outcome?.by.name}`)));
  });

  test("gives up after twenty lost tries", async () => {
    const { id } = await saved({ stages: [] });
    let tries = 0;
    const always = requests.change(alice, id, async (request) => {
      tries++;
      await requests.change(alice, id, (current) => issue(current, alice, "console", noon));
      return issue(request, alice, "credentials", noon);
    });
    await expect(always).rejects.toEqual(refused("too_many", /Try again/));
    expect(tries).toBe(20);
    const { history } = await requests.get("stint", id);
    expect(history.filter(({ type }) => type === "issuing")).toHaveLength(20);
    expect(history.some((event) => event.type === "issuing" && event.purpose === "credentials")).toBe(false);
  });
});

describe("the log", () => {
  test("holds the hash of each event that was saved, once", async () => {
    const { id, history } = await saved();
    const changed = await requests.change(bob, id, (request) => approve(request, bob, "", noon));
    await expect(requests.change(bob, id, (request) => approve(request, bob, "", noon))).rejects.toThrow();
    expect(logged).toEqual(
      [history[0], changed.history[1]].map((event) => ({
        message: "request event",
        request: id,
        seq: event?.seq,
        type: event?.type,
        hash: event?.hash,
      })),
    );
  });
});
