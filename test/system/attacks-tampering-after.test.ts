import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { breakGlassAsk, claimsOf, refusal, sessionsOf } from "./attack.ts";
import { sandboxAsk } from "./stint.ts";
import { askChanged, chained, startTampered, type Tampered } from "./tampering.ts";

let stint: Tampered;
beforeAll(async () => {
  stint = await startTampered();
});
afterAll(() => stint.close());

describe("a real approval does not hold for what is changed after it", () => {
  test.each<[string, object]>([
    ["the duration", { duration: 4 * 3600 }],
    ["the account", { account: { id: "222233334444", name: "payments-prod" } }],
    ["the justification", { justification: "Something else entirely" }],
    ["a tagged ask", { asks: { ticket: "INC-1" } }],
  ])("%s", async (_, change) => {
    const { id } = await stint.approved();
    const changed = askChanged(await stint.stolen.historyOf(id), change);
    await stint.stolen.put(id, changed);
    expect(await stint.post("alice", `/requests/${id}/credentials`)).toMatchObject(
      refusal(403, "not_allowed", /event 1 does not fit the history/),
    );
    expect(sessionsOf(stint, id)).toEqual([]);
    await stint.stolen.put(id, chained(changed));
    expect(await stint.post("alice", `/requests/${id}/credentials`)).toMatchObject(
      refusal(403, "not_allowed", /carries no valid seal/),
    );
    expect(sessionsOf(stint, id)).toEqual([]);
  });

  test("its stages, to do without the second", async () => {
    const { id } = await stint.ask("alice");
    await stint.post("bob", `/requests/${id}/approve`);
    const [asked, ...rest] = await stint.stolen.historyOf(id);
    if (asked?.type !== "asked") throw new Error("not asked");
    await stint.stolen.put(id, chained(askChanged([asked, ...rest], { stages: asked.ask.stages.slice(0, 1) })));
    await stint.expectRefused(id, /the decision of Bob Brandt carries no valid seal/);
  });

  test("the moment of the last decision, and with it the window", async () => {
    const { id } = await stint.approved();
    const [asked, first, last] = (await stint.stolen.historyOf(id)).slice(0, 3) as object[];
    const later = new Date(stint.clock.now() - 1000).toISOString();
    await stint.stolen.put(id, chained([asked, first, { ...last, at: later }] as object[]));
    await stint.expectRefused(id, /the decision of Carol Chen carries no valid seal/);
  });

  test("what an approver wrote", async () => {
    const { id } = await stint.approved();
    const [asked, first, last] = (await stint.stolen.historyOf(id)).slice(0, 3) as object[];
    await stint.stolen.put(id, chained([asked, first, { ...last, comment: "Do whatever you like" }] as object[]));
    await stint.expectRefused(id, /the decision of Carol Chen carries no valid seal/);
  });

  test("a rejection, cut out with a yes in its place", async () => {
    const { id } = await stint.ask("alice", breakGlassAsk);
    await stint.post("carol", `/requests/${id}/approve`);
    expect((await stint.post("erin", `/requests/${id}/reject`)).body.phase).toBe("rejected");
    const [asked, first] = (await stint.stolen.historyOf(id)) as object[];
    const actor = await stint.actor("bob", "Bob Brandt");
    const yes = { type: "approved", stage: 0, comment: "", at: stint.now(), actor };
    await stint.stolen.put(id, chained([asked, first, yes] as object[]));
    await stint.expectRefused(id, /the decision of Bob Brandt carries no valid seal/);
  });

  test("a rejection, turned into a yes", async () => {
    const { id } = await stint.ask("alice", breakGlassAsk);
    await stint.post("carol", `/requests/${id}/approve`);
    await stint.post("erin", `/requests/${id}/reject`);
    const [asked, first, last] = (await stint.stolen.historyOf(id)) as object[];
    await stint.stolen.put(id, chained([asked, first, { ...last, type: "approved" }] as object[]));
    await stint.expectRefused(id, /the decision of Erin Eze carries no valid seal/);
  });
});

describe("who asked cannot be changed into somebody else", () => {
  test.each([
    ["e-mail address", { email: "carol@example.com" }],
    ["user name", { username: "carol" }],
  ])("so nobody borrows a role under another's %s", async (_, change) => {
    const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    const history = await stint.stolen.historyOf(id);
    if (history[0]?.type !== "asked") throw new Error("not asked");
    const requester = { ...history[0].ask.requester, ...change };
    await stint.stolen.put(id, chained(askChanged(history, { requester })));
    expect(await stint.post("alice", `/requests/${id}/credentials`)).toMatchObject(
      refusal(403, "not_allowed", /asked for as .*carol.*, and you are alice/),
    );
    expect(sessionsOf(stint, id)).toEqual([]);
  });

  test("so nobody borrows what was approved for another", async () => {
    const { id } = await stint.approved();
    const history = await stint.stolen.historyOf(id);
    if (history[0]?.type !== "asked") throw new Error("not asked");
    const { sub } = claimsOf(await stint.token("frank"));
    const frank = { id: sub, name: "Frank", email: "frank@example.com", username: "frank", groups: ["engineering"] };
    await stint.stolen.put(id, chained(askChanged(history, { requester: frank })));
    expect((await stint.post("frank", `/requests/${id}/credentials`)).status).toBe(403);
    expect(sessionsOf(stint, id)).toEqual([]);
  });

  test("so the history of one request, put under the id of another's, stays its requester's", async () => {
    const real = await stint.approved();
    const { id } = await stint.ask("frank", { ...sandboxAsk, asks: {} });
    await stint.stolen.put(id, await stint.stolen.historyOf(real.id));
    expect(await stint.post("frank", `/requests/${id}/credentials`)).toMatchObject(refusal(404, "not_found"));
  });
});

test("a history that cannot be read keeps no other request from being mended", async () => {
  const { id: broken } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
  const { id, endsAt } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
  const history = await stint.stolen.historyOf(broken);
  await stint.stolen.put(broken, chained([...history, { ...history[0], type: "active" }]));
  expect((await stint.get("dan", "/requests?view=all")).status).toBe(200);
  stint.moveTo(endsAt);
  expect((await stint.reconcile()).failed).toBe(1);
  expect(stint.logged.some((line) => line.includes("not reconciled") && line.includes(broken))).toBe(true);
  await stint.until(
    () => stint.stolen.historyOf(id),
    (events) => events.at(-1)?.type === "closed",
  );
});
