import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AwsCall } from "../../local/aws-calls.ts";
import { type Behind, behind } from "./behind.ts";
import { accessDenied, type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
let aws: Behind;
/** `<function> <action>` of the calls that are refused. */
const refused = new Set<string>();
const calls: AwsCall[] = [];
beforeAll(async () => {
  stint = await startStint({
    onAwsCall: async (call, answer) => {
      calls.push(call);
      return refused.has(`${call.function} ${call.action}`) ? accessDenied : answer();
    },
  });
  aws = behind({ ...stint, accessKeyId: stint.keyOf("api") });
});
afterAll(() => stint.close());
beforeEach(() => refused.clear());

const nothing = { settled: 0, revoked: 0, woken: 0, started: 0, failed: 0 };
const shown = async (id: string): Promise<Shown> => (await stint.get("alice", `/requests/${id}`)).body;
const approve = (person: string, id: string) => stint.post(person, `/requests/${id}/approve`);
const mailed = (id: string, count: number) =>
  stint.until(
    () => stint.mails(id).map(({ to }) => to.join(" ")),
    ({ length }) => length >= count,
  );
const closed = (id: string) =>
  stint.until(
    () => shown(id),
    ({ history }) => history.at(-1).type === "closed",
  );
/** Waits until the workflow of a request waits for this, by core/waiting.ts. */
const waitsFor = (id: string, key: string) =>
  stint.until(
    () => aws.notes(id),
    (notes) => notes.waitsFor === key,
  );
/** Ends what a test left open, so that the next one finds nothing of it. */
async function finish(id: string): Promise<void> {
  refused.clear();
  const { phase } = await shown(id);
  if (phase === "pending" || phase === "scheduled") await stint.post("alice", `/requests/${id}/withdraw`);
  if (phase === "active") await stint.post("alice", `/requests/${id}/end`);
  await closed(id);
}

describe("the reconciler", () => {
  test("starts a workflow that could not be started", async () => {
    refused.add("api StartExecution");
    const { id } = await stint.ask("alice");
    expect(await aws.executions(id)).toEqual([]);
    expect(await stint.reconcile()).toEqual({ ...nothing, started: 1 });
    expect(await mailed(id, 1)).toEqual(["db-leads@example.com"]);
    expect(await aws.executions(id)).toEqual([{ attempt: 1, status: "RUNNING" }]);
    await finish(id);
  });

  test("starts a workflow that failed once more, and nobody is told twice", async () => {
    const { id } = await stint.ask("alice");
    await mailed(id, 1);
    await waitsFor(id, "pending/0");
    await aws.stop(id, 1);
    expect(await stint.reconcile()).toEqual({ ...nothing, started: 1 });
    await stint.until(
      () => aws.executions(id),
      (all) => all.length === 2,
    );
    await approve("bob", id);
    await mailed(id, 2);
    await approve("carol", id);
    expect(await mailed(id, 3)).toEqual(["db-leads@example.com", "security@example.com", "alice@example.com"]);
    await waitsFor(id, "active");
    await aws.stop(id, 2);
    expect(await stint.reconcile()).toEqual({ ...nothing, started: 1 });
    await finish(id);
    expect(await aws.executions(id)).toEqual([
      { attempt: 1, status: "ABORTED" },
      { attempt: 2, status: "ABORTED" },
      { attempt: 3, status: "SUCCEEDED" },
    ]);
    expect(stint.mails(id)).toHaveLength(3);
  });

  test("wakes a workflow whose wake-up was lost", async () => {
    const { id } = await stint.ask("alice");
    await mailed(id, 1);
    await waitsFor(id, "pending/0");
    refused.add("decide SendTaskSuccess");
    expect((await approve("bob", id)).status).toBe(200);
    expect((await approve("carol", id)).body.phase).toBe("active");
    refused.clear();
    expect(stint.mails(id)).toHaveLength(1);
    expect(await stint.reconcile()).toEqual({ ...nothing, woken: 1 });
    expect(await mailed(id, 2)).toEqual(["db-leads@example.com", "alice@example.com"]);
    await finish(id);
  });

  test("records what time has ended while no workflow followed, and has it told", async () => {
    const { id, decideBy } = await stint.ask("alice");
    const { id: other, endsAt } = await stint.ask("alice", { ...sandboxAsk, asks: {}, duration: "8h" });
    await Promise.all([waitsFor(id, "pending/0"), waitsFor(other, "active")]);
    await Promise.all([aws.stop(id, 1), aws.stop(other, 1)]);
    stint.moveTo(decideBy);
    stint.moveTo(endsAt);
    expect((await shown(id)).status).toBe("pending");
    expect(await stint.reconcile()).toEqual({ ...nothing, settled: 2, started: 2 });
    expect((await closed(id)).history.map(({ type }: { type: string }) => type)).toEqual(["asked", "lapsed", "closed"]);
    expect((await closed(other)).status).toBe("expired");
    expect(stint.mails(id).at(-1)?.subject).toBe("DatabaseAdmin in shop-prod: lapsed, since nobody decided in time");
    expect(stint.mails(other).at(-1)?.subject).toBe("PowerUser in sandbox-blue: over: its time has passed");
  });

  test("lets one that it cannot mend not keep it from the others", async () => {
    const broken = "00000000000000000000";
    // Newest first: one on each side of what is to be mended.
    for (const [id, askedAt] of [
      [broken, "2020-01-01T00:00:00.000Z"],
      [broken.replace("0", "1"), "2999-01-01T00:00:00.000Z"],
    ])
      await aws.put(
        marshall({
          ...{ pk: id, sk: "request", schema: 99, version: 1, history: [], summary: { id } },
          ...{ unclosed: "yes", askedAt: `${askedAt}#${id}` },
        }),
      );
    refused.add("api StartExecution");
    const { id } = await stint.ask("alice");
    expect(await stint.reconcile()).toEqual({ ...nothing, started: 1, failed: 2 });
    await mailed(id, 1);
    await finish(id);
    for (const name of [broken, broken.replace("0", "1")])
      await aws.update({
        Key: marshall({ pk: name, sk: "request" }),
        UpdateExpression: "REMOVE unclosed",
      });
  });

  test("does no harm when it runs twice at once", async () => {
    refused.add("api StartExecution");
    const { id: notStarted } = await stint.ask("alice");
    refused.clear();
    const { id: failed } = await stint.ask("alice");
    const { id: asleep } = await stint.ask("alice");
    const { id: over, endsAt } = await stint.ask("alice", { ...sandboxAsk, asks: {}, duration: "15m" });
    await Promise.all([waitsFor(failed, "pending/0"), waitsFor(asleep, "pending/0"), waitsFor(over, "active")]);
    await Promise.all([aws.stop(failed, 1), aws.stop(over, 1)]);
    refused.add("decide SendTaskSuccess");
    await approve("bob", asleep);
    refused.clear();
    stint.moveTo(endsAt);

    const runs = await Promise.all([stint.reconcile(), stint.reconcile(), stint.reconcile()]);
    expect(runs.map((run) => run.failed)).toEqual([0, 0, 0]);
    await mailed(asleep, 2);
    await mailed(failed, 1);
    await mailed(notStarted, 1);
    expect((await closed(over)).history.map(({ type }: { type: string }) => type)).toEqual([
      "asked",
      "expired",
      "closed",
    ]);
    for (const id of [notStarted, failed, asleep, over]) {
      const running = (await aws.executions(id)).filter(({ status }) => status === "RUNNING");
      expect(running).toHaveLength(id === over ? 0 : 1);
    }
    expect((await aws.executions(failed)).map(({ attempt }) => attempt)).toEqual([1, 2]);
    for (const id of [notStarted, failed, asleep]) await finish(id);
    expect([notStarted, failed, asleep, over].map((id) => stint.mails(id).length)).toEqual([1, 1, 2, 2]);
  });

  test("changes nothing where there is nothing to mend", async () => {
    const { id: pending } = await stint.ask("alice");
    const { id: active } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
    await Promise.all([waitsFor(pending, "pending/0"), waitsFor(active, "active")]);
    const items = () => Promise.all([aws.item(pending), aws.item(active), aws.notes(pending), aws.notes(active)]);
    const before = await items();
    calls.length = 0;
    expect(await stint.reconcile()).toEqual(nothing);
    const made = new Set(calls.filter((call) => call.function === "reconcile").map(({ action }) => action));
    expect([...made].sort()).toEqual(["DescribeExecution", "GetItem", "Query"]);
    expect(await items()).toEqual(before);
    await finish(pending);
    await finish(active);
    expect(await stint.reconcile()).toEqual(nothing);
  });
});
