import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../../core/history.ts";
import type { CrashPoint } from "./child.ts";
import { type Shown, sandboxAsk } from "./stint.ts";
import { type StintProcess, startProcess } from "./stint-process.ts";

/*
 * `kill -9` at each step of a request's way, then a restart on the same state. Each test takes a request of its own; the
 * last one looks at all of them.
 */
let stint: StintProcess;
beforeAll(async () => {
  stint = await startProcess();
});
afterAll(() => stint.close());

const minutes = (n: number) => n * 60_000;
const ids: string[] = [];

const shown = async (id: string): Promise<Shown> => (await stint.get("alice", `/requests/${id}`)).body;
const approve = (person: string, id: string) => stint.post(person, `/requests/${id}/approve`);
const credentials = (id: string) => stint.post("alice", `/requests/${id}/credentials`);
const types = async (id: string) => (await stint.aws().history(id)).map(({ type }) => type);
/** To whom mails about a request have gone, once there are so many. */
const mailed = (id: string, count: number) =>
  stint.until(
    async () => {
      const { inbox } = await stint.look();
      return inbox.filter(({ text }) => text?.includes(`/requests/${id}`)).map(({ to }) => to.join(" "));
    },
    ({ length }) => length >= count,
  );
const waitsFor = (id: string, key: string) =>
  stint.until(
    () => stint.aws().notes(id),
    (notes) => notes.waitsFor === key,
  );
const ended = (id: string, type: string) =>
  stint.until(
    () => types(id),
    (all) => all.includes(type) && all.at(-1) === "closed",
  );

async function asked(changes: object = {}): Promise<string> {
  const { id } = await stint.ask("alice", changes);
  ids.push(id);
  return id;
}
const askedAndWaiting = async (changes: object = {}) => {
  const id = await asked(changes);
  await waitsFor(id, "pending/0");
  return id;
};
/** A request that is active, with its workflow waiting for the end. */
async function lent(): Promise<string> {
  const id = await asked({ ...sandboxAsk, asks: {} });
  await waitsFor(id, "active");
  return id;
}

/** Does something that the process does not survive, and starts it again. */
async function dies(at: CrashPoint, doing: () => Promise<unknown>): Promise<void> {
  await stint.crashAt(at);
  const answered = await Promise.race([doing().catch(() => undefined), stint.crashed()]);
  expect(answered).toBe(undefined);
  await stint.crashed();
  await stint.restart();
}

describe("killed while somebody asks", () => {
  test("before the request is saved: there is none, and the next ask is the first", async () => {
    await dies({ when: "before", function: "api", action: "PutItem" }, () => stint.ask("alice"));
    expect((await stint.get("alice", "/requests")).body.items).toEqual([]);
    const id = await askedAndWaiting();
    expect((await stint.get("alice", "/requests")).body.items).toMatchObject([{ id }]);
    await stint.post("alice", `/requests/${id}/withdraw`);
    await ended(id, "withdrawn");
  });

  test("after it is saved and before its workflow is started: the reconciler starts it", async () => {
    await dies({ when: "before", function: "api", action: "StartExecution" }, () => stint.ask("alice"));
    const { items } = (await stint.get("alice", "/requests?phase=pending")).body;
    expect(items).toHaveLength(1);
    const id = items[0].id;
    ids.push(id);
    expect(await stint.aws().executions(id)).toEqual([]);
    expect(await stint.reconcile()).toMatchObject({ started: 1 });
    expect(await mailed(id, 1)).toEqual(["db-leads@example.com"]);
    await stint.post("alice", `/requests/${id}/withdraw`);
    await ended(id, "withdrawn");
  });

  test("after its workflow was started: it goes on, and asking again with the same key asks once", async () => {
    const key = { "idempotency-key": "the-only-one" };
    const ask = { ...sandboxAsk, asks: {} };
    await dies({ when: "after", function: "api", action: "StartExecution" }, () =>
      stint.post("alice", "/requests", ask, key),
    );
    const { status, body } = await stint.post("alice", "/requests", ask, key);
    expect(status).toBe(201);
    ids.push(body.id);
    expect((await stint.get("alice", "/requests?phase=active")).body.items).toMatchObject([{ id: body.id }]);
    await waitsFor(body.id, "active");
    expect(await mailed(body.id, 1)).toEqual(["alice@example.com"]);
    await stint.post("alice", `/requests/${body.id}/end`);
    await ended(body.id, "ended");
  });
});

describe("killed while approvers are waited for", () => {
  test("between storing the task token and reading the request: the task runs again, and they are told once", async () => {
    await dies({ when: "after", function: "workflow", action: "UpdateItem" }, async () => {
      await asked();
      await stint.crashed();
    });
    const id = ids.at(-1) as string;
    expect(await mailed(id, 1)).toEqual(["db-leads@example.com"]);
    await waitsFor(id, "pending/0");
    await approve("bob", id);
    expect(await mailed(id, 2)).toEqual(["db-leads@example.com", "security@example.com"]);
    await stint.post("carol", `/requests/${id}/reject`);
    await ended(id, "rejected");
  });

  test("after telling them and before noting it: they are told again rather than never", async () => {
    await dies({ when: "after", function: "workflow", action: "SendEmail" }, async () => {
      await asked();
      await stint.crashed();
    });
    const id = ids.at(-1) as string;
    expect(await mailed(id, 2)).toEqual(["db-leads@example.com", "db-leads@example.com"]);
    await stint.post("alice", `/requests/${id}/withdraw`);
    await ended(id, "withdrawn");
  });

  test("during the wait: reminders, decisions and the deadline come all the same", async () => {
    const id = await askedAndWaiting();
    await stint.kill();
    await stint.restart(minutes(31));
    expect(await mailed(id, 2)).toEqual(["db-leads@example.com", "db-leads@example.com"]);
    await waitsFor(id, "pending/0");
    expect((await approve("bob", id)).body.phase).toBe("pending");
    await waitsFor(id, "pending/1");
    await stint.kill();
    await stint.restart(minutes(8 * 60));
    expect((await shown(id)).phase).toBe("lapsed");
    await ended(id, "lapsed");
    expect((await mailed(id, 4)).slice(2)).toEqual(["security@example.com", "alice@example.com"]);
  });
});

describe("killed while somebody decides", () => {
  test("before the decision is saved: there is none, and it can be made", async () => {
    const id = await askedAndWaiting();
    await dies({ when: "before", function: "decide", action: "UpdateItem" }, () => approve("bob", id));
    expect(await types(id)).toEqual(["asked"]);
    expect((await approve("bob", id)).status).toBe(200);
    await stint.post("carol", `/requests/${id}/reject`);
    await ended(id, "rejected");
  });

  test("after it is saved and before the workflow is woken: it holds, and the reconciler wakes it", async () => {
    const id = await askedAndWaiting();
    await dies({ when: "before", function: "decide", action: "SendTaskSuccess" }, () => approve("bob", id));
    expect(await approve("bob", id)).toMatchObject({ status: 409, body: { error: { code: "wrong_state" } } });
    expect(await mailed(id, 1)).toEqual(["db-leads@example.com"]);
    expect(await stint.reconcile()).toMatchObject({ woken: 1 });
    expect(await mailed(id, 2)).toEqual(["db-leads@example.com", "security@example.com"]);
    expect((await approve("carol", id)).body.phase).toBe("active");
    await waitsFor(id, "active");
    await stint.post("alice", `/requests/${id}/end`);
    await ended(id, "ended");
  });
});

describe("killed while access is lent", () => {
  test("before the start: it comes, also when that was while nothing ran", async () => {
    const startsAt = new Date(stint.now() + minutes(120)).toISOString();
    const id = await asked({ ...sandboxAsk, asks: {}, startsAt });
    await waitsFor(id, "scheduled");
    await stint.kill();
    await stint.restart();
    expect((await credentials(id)).status).toBe(409);
    await stint.kill();
    await stint.restart(minutes(121));
    expect((await credentials(id)).status).toBe(200);
    await waitsFor(id, "active");
    expect(await mailed(id, 2)).toEqual(["alice@example.com", "alice@example.com"]);
    await stint.post("alice", `/requests/${id}/end`);
    await ended(id, "ended");
  });

  test.each([
    ["before STS is called", "before", "AssumeRole", 1, ["issuing"], 0],
    ["after STS has answered", "after", "AssumeRole", 1, ["issuing"], 1],
    ["after the session is recorded", "after", "UpdateItem", 2, ["issuing", "issued"], 1],
  ] as const)(
    "%s: what the history knows covers it, and the next session is another",
    async (_when, when, action, nth, events, sessions) => {
      const id = await lent();
      await dies({ when, function: "credentials", action, nth }, () => credentials(id));
      expect(await types(id)).toEqual(["asked", ...events]);
      expect(await sessionsOf(id)).toHaveLength(sessions);
      const { status, body } = await credentials(id);
      expect(status).toBe(200);
      expect(body.sessionsLeft).toBe(498);
      expect(await sessionsOf(id)).toHaveLength(sessions + 1);
      await stint.post("alice", `/requests/${id}/end`);
      await ended(id, "ended");
    },
  );

  test("during it, with the end while nothing ran: nothing is lent after it, and it is recorded", async () => {
    const id = await lent();
    expect((await credentials(id)).status).toBe(200);
    await stint.kill();
    await stint.restart(minutes(61));
    expect((await credentials(id)).status).toBe(409);
    await ended(id, "expired");
    expect(await mailed(id, 2)).toEqual(["alice@example.com", "alice@example.com"]);
  });
});

describe("killed while it ends", () => {
  test.each([
    ["before that is recorded", "before", "UpdateItem", 1],
    ["after that is recorded", "after", "UpdateItem", 1],
    ["after the requester is told", "after", "SendEmail", 1],
    ["before it is closed", "before", "UpdateItem", 3],
  ] as const)("%s: the workflow goes on from there", async (_when, when, action, nth) => {
    const id = await lent();
    await dies({ when, function: "workflow", action, nth }, async () => {
      await stint.advance(minutes(61));
      await stint.crashed();
    });
    await ended(id, "expired");
    const told = (await mailed(id, 2)).length;
    expect(told).toBe(action === "SendEmail" ? 3 : 2);
    expect(await types(id)).toEqual(["asked", "expired", "closed"]);
    expect(await stint.reconcile()).toMatchObject({ started: 0, woken: 0, settled: 0 });
  });
});

describe("killed while the reconciler mends", () => {
  test.each([
    ["before it counts the attempt", "before", "UpdateItem"],
    ["after it has counted the attempt", "before", "StartExecution"],
    ["after it has started it", "after", "StartExecution"],
  ] as const)("%s: the next run brings it to its end, and one execution goes on", async (_when, when, action) => {
    const id = await askedAndWaiting();
    await stint.aws().stop(id, 1);
    await dies({ when, function: "reconcile", action }, () => stint.reconcile());
    await stint.reconcile();
    await approve("bob", id);
    expect(await mailed(id, 2)).toEqual(["db-leads@example.com", "security@example.com"]);
    expect(await stint.aws().executions(id)).toEqual([
      { attempt: 1, status: "ABORTED" },
      { attempt: 2, status: "RUNNING" },
    ]);
    await stint.post("carol", `/requests/${id}/reject`);
    await ended(id, "rejected");
  });
});

const sessionsOf = async (id: string) =>
  (await stint.look()).trail.filter(
    ({ eventName, requestParameters }) =>
      eventName === "AssumeRole" && requestParameters?.roleSessionName?.startsWith(`${id}-`),
  );

test("after all of that nothing is lost, nothing was granted twice, and nothing hangs", async () => {
  expect((await stint.get("dan", "/requests?view=all")).body.items.length).toBe(ids.length);
  for (const id of ids) {
    const history = await stint.aws().history(id);
    expect(verify(history)).toBe(undefined);
    const deciders = history
      .filter(({ type }) => type === "approved" || type === "rejected")
      .map(({ actor }) => actor.id);
    expect(new Set(deciders).size).toBe(deciders.length);
    expect(history.filter(({ type }) => type === "closed")).toHaveLength(1);

    // Each session that STS has begun carries the event that announced it, and no event announces two.
    const announced = history.filter(({ type }) => type === "issuing").map(({ hash }) => hash);
    const carried = (await sessionsOf(id)).map(
      ({ requestParameters }) => requestParameters?.tags?.find(({ key }) => key === "stint:history")?.value,
    );
    expect(announced).toEqual(expect.arrayContaining(carried));
    expect(new Set(carried).size).toBe(carried.length);
    const known = (await sessionsOf(id)).map(({ responseElements }) => responseElements?.credentials.accessKeyId);
    for (const event of history) if (event.type === "issued") expect(known).toContain(event.accessKeyId);

    const told = await mailed(id, 0);
    if (!history.some(({ type }) => type === "withdrawn")) expect(told).toContain("alice@example.com");
    const executions = await stint.aws().executions(id);
    expect(executions.at(-1)?.status).toBe("SUCCEEDED");
    expect(executions.some(({ status }) => status === "RUNNING")).toBe(false);
  }
  expect(await stint.reconcile()).toEqual({ settled: 0, revoked: 0, woken: 0, started: 0, failed: 0 });
});
