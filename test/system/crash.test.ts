import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Crashing, startCrashing } from "./crashing.ts";
import { sandboxAsk } from "./stint.ts";
import type { StintProcess } from "./stint-process.ts";

/*
 * `kill -9` at each step of a request's way until access is lent, then a restart on the same state. Each test takes a
 * request of its own; the last one looks at all of them.
 */
let crashing: Crashing;
let stint: StintProcess;
beforeAll(async () => {
  crashing = await startCrashing();
  stint = crashing.stint;
});
afterAll(() => stint.close());

const minutes = (n: number) => n * 60_000;
const approve = (person: string, id: string) => stint.post(person, `/requests/${id}/approve`);

describe("killed while somebody asks", () => {
  test("before the request is saved: there is none, and the next ask is the first", async () => {
    await crashing.dies({ when: "before", function: "api", action: "PutItem" }, () => stint.ask("alice"));
    expect((await stint.get("alice", "/requests")).body.items).toEqual([]);
    const id = await crashing.pending();
    expect((await stint.get("alice", "/requests")).body.items).toMatchObject([{ id }]);
    await stint.post("alice", `/requests/${id}/withdraw`);
    await crashing.ended(id, "withdrawn");
  });

  test("after it is saved and before its workflow is started: the reconciler starts it", async () => {
    await crashing.dies({ when: "before", function: "api", action: "StartExecution" }, () => stint.ask("alice"));
    const id = await crashing.unheard("pending");
    expect(await stint.aws().executions(id)).toEqual([]);
    expect(await stint.reconcile()).toMatchObject({ started: 1 });
    expect(await crashing.mailed(id, 1)).toEqual(["db-leads@example.com"]);
    await stint.post("alice", `/requests/${id}/withdraw`);
    await crashing.ended(id, "withdrawn");
  });

  test("after its workflow was started: it goes on, and asking again with the same key asks once", async () => {
    const key = { "idempotency-key": "the-only-one" };
    const ask = { ...sandboxAsk, asks: {} };
    await crashing.dies({ when: "after", function: "api", action: "StartExecution" }, () =>
      stint.post("alice", "/requests", ask, key),
    );
    const { status, body } = await stint.post("alice", "/requests", ask, key);
    expect(status).toBe(201);
    const id = await crashing.unheard("active");
    expect(body.id).toBe(id);
    await crashing.waitsFor(id, "active");
    expect(await crashing.mailed(id, 1)).toEqual(["alice@example.com"]);
    await stint.post("alice", `/requests/${id}/end`);
    await crashing.ended(id, "ended");
  });
});

describe("killed while approvers are waited for", () => {
  test("between storing the task token and reading the request: the task runs again, and they are told once", async () => {
    await crashing.dies({ when: "after", function: "workflow", action: "UpdateItem" }, async () => {
      await stint.ask("alice").catch(() => undefined);
      await stint.crashed();
    });
    const id = await crashing.unheard("pending");
    expect(await crashing.mailed(id, 1)).toEqual(["db-leads@example.com"]);
    await crashing.waitsFor(id, "pending/0");
    await approve("bob", id);
    expect(await crashing.mailed(id, 2)).toEqual(["db-leads@example.com", "security@example.com"]);
    await stint.post("carol", `/requests/${id}/reject`);
    await crashing.ended(id, "rejected");
  });

  test("after telling them and before noting it: they are told again rather than never", async () => {
    await crashing.dies({ when: "after", function: "workflow", action: "SendEmail" }, async () => {
      await stint.ask("alice").catch(() => undefined);
      await stint.crashed();
    });
    const id = await crashing.unheard("pending");
    expect(await crashing.mailed(id, 2)).toEqual(["db-leads@example.com", "db-leads@example.com"]);
    await stint.post("alice", `/requests/${id}/withdraw`);
    await crashing.ended(id, "withdrawn");
  });

  test("during the wait: reminders, decisions and the deadline come all the same", async () => {
    const id = await crashing.pending();
    await stint.kill();
    await stint.restart(minutes(31));
    expect(await crashing.mailed(id, 2)).toEqual(["db-leads@example.com", "db-leads@example.com"]);
    await crashing.waitsFor(id, "pending/0");
    expect((await approve("bob", id)).body.phase).toBe("pending");
    await crashing.told(id, "ask/1/0");
    await stint.kill();
    await stint.restart(minutes(8 * 60));
    expect((await crashing.shown(id)).phase).toBe("lapsed");
    await crashing.ended(id, "lapsed");
    expect((await crashing.mailed(id, 4)).slice(2)).toEqual(["security@example.com", "alice@example.com"]);
  });
});

describe("killed while somebody decides", () => {
  test("before the decision is saved: there is none, and it can be made", async () => {
    const id = await crashing.pending();
    await crashing.dies({ when: "before", function: "decide", action: "UpdateItem" }, () => approve("bob", id));
    expect(await crashing.types(id)).toEqual(["asked"]);
    expect((await approve("bob", id)).status).toBe(200);
    await stint.post("carol", `/requests/${id}/reject`);
    await crashing.ended(id, "rejected");
  });

  test("after it is saved and before the workflow is woken: it holds, and the reconciler wakes it", async () => {
    const id = await crashing.pending();
    await crashing.dies({ when: "before", function: "decide", action: "SendTaskSuccess" }, () => approve("bob", id));
    expect(await approve("bob", id)).toMatchObject({ status: 409, body: { error: { code: "wrong_state" } } });
    expect(await crashing.mailed(id, 1)).toEqual(["db-leads@example.com"]);
    expect(await stint.reconcile()).toMatchObject({ woken: 1 });
    expect(await crashing.mailed(id, 2)).toEqual(["db-leads@example.com", "security@example.com"]);
    expect((await approve("carol", id)).body.phase).toBe("active");
    await crashing.waitsFor(id, "active");
    await stint.post("alice", `/requests/${id}/end`);
    await crashing.ended(id, "ended");
  });
});

describe("killed while the reconciler mends", () => {
  test.each([
    ["before it counts the attempt", "before", "UpdateItem"],
    ["after it has counted the attempt", "before", "StartExecution"],
    ["after it has started it", "after", "StartExecution"],
  ] as const)("%s: the next run brings it to its end, and one execution goes on", async (_when, when, action) => {
    const id = await crashing.pending();
    await stint.aws().stop(id, 1);
    await crashing.dies({ when, function: "reconcile", action }, () => stint.reconcile());
    await stint.reconcile();
    await approve("bob", id);
    expect(await crashing.mailed(id, 2)).toEqual(["db-leads@example.com", "security@example.com"]);
    expect(await stint.aws().executions(id)).toEqual([
      { attempt: 1, status: "ABORTED" },
      { attempt: 2, status: "RUNNING" },
    ]);
    await stint.post("carol", `/requests/${id}/reject`);
    await crashing.ended(id, "rejected");
  });
});

test("after all of that nothing is lost, nothing was granted twice, and nothing hangs", () => crashing.checkAll());
