import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Crashing, startCrashing } from "./crashing.ts";
import { sandboxAsk } from "./stint.ts";
import type { StintProcess } from "./stint-process.ts";

/*
 * `kill -9` at each step of lending access and of its end, then a restart on the same state. Each test takes a
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
const credentials = (id: string) => stint.post("alice", `/requests/${id}/credentials`);

describe("killed while access is lent", () => {
  test("before the start: it comes, also when that was while nothing ran", async () => {
    const startsAt = new Date(stint.now() + minutes(120)).toISOString();
    const id = await crashing.asked({ ...sandboxAsk, asks: {}, startsAt });
    await crashing.waitsFor(id, "scheduled");
    await stint.kill();
    await stint.restart();
    expect((await credentials(id)).status).toBe(409);
    await stint.kill();
    await stint.restart(minutes(121));
    expect((await credentials(id)).status).toBe(200);
    await crashing.waitsFor(id, "active");
    expect(await crashing.mailed(id, 2)).toEqual(["alice@example.com", "alice@example.com"]);
    await stint.post("alice", `/requests/${id}/end`);
    await crashing.ended(id, "ended");
  });

  test.each([
    ["before STS is called", "before", "AssumeRole", 1, ["issuing"], 0],
    ["after STS has answered", "after", "AssumeRole", 1, ["issuing"], 1],
    ["after the session is recorded", "after", "UpdateItem", 2, ["issuing", "issued"], 1],
  ] as const)(
    "%s: what the history knows covers it, and the next session is another",
    async (_when, when, action, nth, events, sessions) => {
      const id = await crashing.lent();
      await crashing.dies({ when, function: "credentials", action, nth }, () => credentials(id));
      expect(await crashing.types(id)).toEqual(["asked", ...events]);
      expect(await crashing.sessions(id)).toHaveLength(sessions);
      const { status, body } = await credentials(id);
      expect(status).toBe(200);
      expect(body.sessionsLeft).toBe(498);
      expect(await crashing.sessions(id)).toHaveLength(sessions + 1);
      await stint.post("alice", `/requests/${id}/end`);
      await crashing.ended(id, "ended");
    },
  );

  test("during it, with the end while nothing ran: nothing is lent after it, and it is recorded", async () => {
    const id = await crashing.lent();
    expect((await credentials(id)).status).toBe(200);
    await stint.kill();
    await stint.restart(minutes(61));
    expect((await credentials(id)).status).toBe(409);
    await crashing.ended(id, "expired");
    expect(await crashing.mailed(id, 2)).toEqual(["alice@example.com", "alice@example.com"]);
  });
});

describe("killed while it ends", () => {
  test.each([
    ["before that is recorded", "before", "UpdateItem", 1],
    ["after that is recorded", "after", "UpdateItem", 1],
    ["after the requester is told", "after", "SendEmail", 1],
    ["before it is closed", "before", "UpdateItem", 3],
  ] as const)("%s: the workflow goes on from there", async (_when, when, action, nth) => {
    const id = await crashing.lent();
    await crashing.dies({ when, function: "workflow", action, nth }, async () => {
      await stint.advance(minutes(61));
      await stint.crashed();
    });
    await crashing.ended(id, "expired");
    const told = (await crashing.mailed(id, 2)).length;
    expect(told).toBe(action === "SendEmail" ? 3 : 2);
    expect(await crashing.types(id)).toEqual(["asked", "expired", "closed"]);
    expect(await stint.reconcile()).toMatchObject({ started: 0, woken: 0, settled: 0 });
  });
});

test("after all of that nothing is lost, nothing was granted twice, and nothing hangs", () => crashing.checkAll());
