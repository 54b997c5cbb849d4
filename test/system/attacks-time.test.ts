import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { HistoryEvent } from "../../core/history.ts";
import { startClock } from "../../local/clock.ts";
import { refusedBySessionPolicy } from "../../local/sts-policy.ts";
import { breakGlassAsk, day, hour, minute, refusal, second, sessionsOf } from "./attack.ts";
import { type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  // The evening of the last day of a year.
  const newYear = Date.UTC(new Date().getUTCFullYear() + 1, 0, 1);
  stint = await startStint({ clock: startClock(newYear - 2 * hour - Date.now()) });
});
afterAll(() => stint.close());

const sandbox = { ...sandboxAsk, asks: {} };
const wholeOf = async (id: string): Promise<Shown> => (await stint.get("dan", `/requests/${id}`)).body;
const credentials = (id: string) => stint.post("alice", `/requests/${id}/credentials`);
const iso = (at: number) => new Date(at).toISOString();

describe("a grant of the old year", () => {
  test("that ended on the last day of it is over on the fifth of the new one, and every day until then", async () => {
    const { id, endsAt } = await stint.ask("alice", sandbox);
    expect(endsAt).toMatch(/-12-31T/);
    stint.moveTo(endsAt, -1);
    expect((await credentials(id)).status).toBe(200);
    stint.moveTo(endsAt);
    expect(await credentials(id)).toMatchObject(refusal(409, "wrong_state", /closed at .*-12-31T/));
    for (let n = 0; n < 5; n++) {
      stint.clock.advance(day);
      expect((await credentials(id)).status).toBe(409);
    }
    expect((await stint.get("alice", "/requests?phase=active")).body.items).toEqual([]);
  });
});

describe("credentials do not outlive the window", () => {
  /** What STS was asked for last. */
  const lastSession = (id: string) =>
    sessionsOf(stint, id).at(-1)?.requestParameters as { durationSeconds: number; policy: string };

  test("by their own life while fifteen minutes are left, and by their policy in any case", async () => {
    const { id, endsAt } = await stint.ask("alice", sandbox);
    for (const left of [60, 20, 15, 14, 5, 1]) {
      stint.moveTo(iso(Date.parse(endsAt) - left * minute));
      const { status, body } = await credentials(id);
      expect(status).toBe(200);
      const { durationSeconds, policy } = lastSession(id);
      expect(durationSeconds).toBeGreaterThanOrEqual(900);
      expect(durationSeconds).toBeLessThanOrEqual(Math.max(900, left * 60));
      if (left > 15) expect(Date.parse(body.Expiration)).toBeLessThanOrEqual(Date.parse(endsAt) + second);
      for (const late of [0, second, hour]) {
        const why = refusedBySessionPolicy(policy, "s3:GetObject", "*", Date.parse(endsAt) + late);
        expect(why).toBe("with an explicit deny in a session policy");
      }
      const inTime = Date.parse(endsAt) - second;
      expect(refusedBySessionPolicy(policy, "s3:GetObject", "*", inTime - second)).toBeUndefined();
    }
  });

  test("nor by a window of a minute", async () => {
    const { id, endsAt } = await stint.ask("alice", { ...sandbox, duration: "1m" });
    expect((await credentials(id)).status).toBe(200);
    const { durationSeconds, policy } = lastSession(id);
    expect(durationSeconds).toBe(900);
    expect(refusedBySessionPolicy(policy, "ec2:*", "*", Date.parse(endsAt))).toMatch(/explicit deny/);
    stint.moveTo(endsAt);
    expect((await credentials(id)).status).toBe(409);
  });
});

describe("a window that has not begun", () => {
  test("gives nothing a second before its start, however it was approved", async () => {
    const startsAt = iso(stint.clock.now() + day);
    const { id, phase } = await stint.ask("alice", { ...sandbox, startsAt });
    expect(phase).toBe("scheduled");
    expect(await credentials(id)).toMatchObject(refusal(409, "wrong_state", /starts at/));
    stint.moveTo(startsAt, -2);
    expect((await credentials(id)).status).toBe(409);
    stint.moveTo(startsAt);
    expect((await credentials(id)).status).toBe(200);
    expect(await stint.post("alice", `/requests/${id}/withdraw`)).toMatchObject(refusal(409, "wrong_state"));
    await stint.post("alice", `/requests/${id}/end`);
  });

  test("is not moved by a late approval", async () => {
    const startsAt = iso(stint.clock.now() + 20 * minute);
    const { id } = await stint.ask("alice", { ...breakGlassAsk, startsAt, duration: "30m" });
    await stint.post("bob", `/requests/${id}/approve`);
    stint.moveTo(startsAt, 600);
    const { body } = await stint.post("carol", `/requests/${id}/approve`);
    expect(body).toMatchObject({ phase: "active", startsAt, endsAt: iso(Date.parse(startsAt) + 30 * minute) });
    await stint.post("alice", `/requests/${id}/end`);
  });
});

describe("a request that nobody decided in time", () => {
  test("is not approved a second later, though nothing has recorded that it lapsed", async () => {
    const { id, decideBy } = await stint.ask("alice", breakGlassAsk);
    await stint.post("bob", `/requests/${id}/approve`);
    stint.moveTo(decideBy);
    const answers = await Promise.all(
      ["carol", "erin"].flatMap((who) =>
        ["approve", "reject"].map((move) => stint.post(who, `/requests/${id}/${move}`)),
      ),
    );
    for (const answer of answers) expect(answer).toMatchObject(refusal(409, "wrong_state", /in time/));
    expect((await credentials(id)).status).toBe(409);
  });

  test("stays lapsed, and reading lists writes nothing of it", async () => {
    const { id, decideBy } = await stint.ask("alice", breakGlassAsk);
    stint.moveTo(decideBy);
    const lists = ["mine", "to-approve"].map((view) => stint.get("alice", `/requests?view=${view}`));
    for (const { status } of await Promise.all([...lists, stint.get("dan", "/requests?view=all")]))
      expect(status).toBe(200);
    const { history } = await stint.until(
      () => wholeOf(id),
      (whole) => whole.history.at(-1).type === "closed",
    );
    // The workflow records it once, however often it was read.
    expect(history.map(({ type }: HistoryEvent) => type)).toEqual(["asked", "lapsed", "closed"]);
    expect(history[1].actor.id).toBe("stint");
  });
});

describe("nothing that was recorded goes away", () => {
  test("the table deletes nothing by itself", () => {
    const template = readFileSync(join(inject("assembly"), "StintHub.template.json"), "utf8");
    expect(template).toContain("AWS::DynamoDB::GlobalTable");
    expect(template).not.toContain("TimeToLiveSpecification");
  });

  test("what was rejected, lapsed, withdrawn, ended, revoked or expired is in the audit after a year", async () => {
    const ids = new Map<string, string>();
    const ask = async (phase: string, what: object, ...moves: [string, string][]) => {
      const { id } = await stint.ask("frank", what);
      for (const [who, move] of moves) expect((await stint.post(who, `/requests/${id}/${move}`)).status).toBe(200);
      ids.set(phase, id);
    };
    await ask("lapsed", readOnlyAsk);
    await ask("rejected", readOnlyAsk, ["carol", "reject"]);
    await ask("withdrawn", readOnlyAsk, ["frank", "withdraw"]);
    await ask("expired", sandbox);
    await ask("ended", sandbox, ["frank", "end"]);
    await ask("revoked", sandbox, ["erin", "revoke"]);
    const asked = iso(stint.clock.now()).slice(0, 10);
    stint.clock.advance(370 * day);
    for (const [phase, id] of ids) {
      const { body } = await stint.get("dan", `/requests?view=all&phase=${phase}&from=${asked}&to=${asked}`);
      expect(body.items.map((item: Shown) => item.id)).toContain(id);
      const whole = await wholeOf(id);
      expect(whole).toMatchObject({ phase, justification: expect.any(String), may: [] });
      expect(whole.history[0].type).toBe("asked");
    }
  });
});

const readOnlyAsk = { account: "444455556666", role: "ReadOnly", asks: {} };
