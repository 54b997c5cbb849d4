import { expect } from "vitest";
import { verify } from "../../core/history.ts";
import type { CrashPoint } from "./child.ts";
import { type Shown, sandboxAsk } from "./stint.ts";
import { type StintProcess, startProcess } from "./stint-process.ts";

/** A system that is killed at a step of a request's way and started again on the same state, with what tests look at. */
export interface Crashing {
  readonly stint: StintProcess;
  /** Alice asks, and gets an answer. */
  asked(changes?: object): Promise<string>;
  /** The one request of Alice's in this phase, which she asked for and got no answer. */
  unheard(phase: string): Promise<string>;
  /** A request that waits for its first approver, who has been told. */
  pending(): Promise<string>;
  /** A request that is active, its workflow waiting for the end. */
  lent(): Promise<string>;
  /** Does something that the process does not survive, and starts it again. */
  dies(at: CrashPoint, doing: () => Promise<unknown>): Promise<void>;
  shown(id: string): Promise<Shown>;
  /** What has happened to a request, as it is stored. */
  types(id: string): Promise<string[]>;
  /** To whom mails about a request have gone, once there are so many. */
  mailed(id: string, count: number): Promise<string[]>;
  /** Waits until the workflow waits for this, by core/waiting.ts. */
  waitsFor(id: string, key: string): Promise<unknown>;
  /** Waits until a message has gone out, by its key. */
  told(id: string, key: string): Promise<unknown>;
  /** Waits until a request has come to this end and is closed. */
  ended(id: string, type: string): Promise<unknown>;
  /** Calls of AssumeRole that STS has answered with a session of this request. */
  sessions(id: string): ReturnType<StintProcess["trail"]>;
  /** That nothing is lost, nothing was granted twice, and nothing hangs. */
  checkAll(): Promise<void>;
}

export async function startCrashing(): Promise<Crashing> {
  const stint = await startProcess();
  const ids: string[] = [];
  const notes = (id: string, holds: (notes: Readonly<Record<string, unknown>>) => boolean) =>
    stint.until(() => stint.aws().notes(id), holds);

  const crashing: Crashing = {
    stint,
    async asked(changes = {}) {
      const { id } = await stint.ask("alice", changes);
      ids.push(id);
      return id;
    },
    async unheard(phase) {
      const { items } = (await stint.get("alice", `/requests?phase=${phase}`)).body;
      expect(items).toHaveLength(1);
      ids.push(items[0].id);
      return items[0].id;
    },
    async pending() {
      const id = await crashing.asked();
      await crashing.told(id, "ask/0/0");
      return id;
    },
    async lent() {
      const id = await crashing.asked({ ...sandboxAsk, asks: {} });
      await crashing.waitsFor(id, "active");
      return id;
    },
    async dies(at, doing) {
      await stint.crashAt(at);
      const answered = await Promise.race([doing().catch(() => undefined), stint.crashed()]);
      expect(answered).toBe(undefined);
      await stint.crashed();
      await stint.restart();
    },
    shown: async (id) => (await stint.get("alice", `/requests/${id}`)).body,
    types: async (id) => (await stint.aws().history(id)).map(({ type }) => type),
    mailed: (id, count) =>
      stint.until(
        async () => (await stint.mails(id)).map(({ to }) => to.join(" ")),
        ({ length }) => length >= count,
      ),
    waitsFor: (id, key) => notes(id, ({ waitsFor }) => waitsFor === key),
    told: (id, key) => notes(id, ({ told }) => told instanceof Set && told.has(key)),
    ended: (id, type) =>
      stint.until(
        () => crashing.types(id),
        (all) => all.includes(type) && all.at(-1) === "closed",
      ),
    sessions: async (id) =>
      (await stint.trail()).filter(
        ({ requestParameters, responseElements }) =>
          responseElements !== null && requestParameters?.roleSessionName?.startsWith(`${id}-`),
      ),
    async checkAll() {
      expect((await stint.get("dan", "/requests?view=all")).body.items).toHaveLength(ids.length);
      for (const id of ids) await check(id);
      expect(await stint.reconcile()).toEqual({ settled: 0, revoked: 0, woken: 0, started: 0, failed: 0 });
    },
  };

  async function check(id: string): Promise<void> {
    const history = await stint.aws().history(id);
    expect(verify(history)).toBe(undefined);
    const decisions = history.filter(({ type }) => type === "approved" || type === "rejected");
    expect(new Set(decisions.map(({ actor }) => actor.id)).size).toBe(decisions.length);
    expect(history.filter(({ type }) => type === "closed")).toHaveLength(1);

    // Each session that STS has begun carries the hash of the event that announced it, and no event announces two.
    const sessions = await crashing.sessions(id);
    const announced = sessions.map(({ requestParameters }) => {
      const carried = requestParameters?.tags?.find(({ key }) => key === "stint:history")?.value ?? "none";
      return history.find(({ type, hash }) => type === "issuing" && hash.startsWith(carried))?.seq;
    });
    expect(announced).not.toContain(undefined);
    expect(new Set(announced).size).toBe(sessions.length);
    const known = sessions.map(({ responseElements }) => responseElements?.credentials.accessKeyId);
    for (const event of history) if (event.type === "issued") expect(known).toContain(event.accessKeyId);

    if (!history.some(({ type }) => type === "withdrawn"))
      expect(await crashing.mailed(id, 0)).toContain("alice@example.com");
    const executions = await stint.aws().executions(id);
    expect(executions.at(-1)?.status).toBe("SUCCEEDED");
    expect(executions.filter(({ status }) => status === "RUNNING")).toEqual([]);
  }

  return crashing;
}
