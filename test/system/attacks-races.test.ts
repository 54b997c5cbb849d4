import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HistoryEvent, verify } from "../../core/history.ts";
import type { Answer } from "../../local/client.ts";
import { breakGlassAsk, refusal } from "./attack.ts";
import { type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint();
});
afterAll(() => stint.close());

const approvers = ["bob", "carol", "erin"] as const;
const names = /Bob Brandt|Carol Chen|Erin Eze/;

/** A verdict for the nth of the calls that are made at once. */
type Mix = (n: number) => "approve" | "reject";

const wholeOf = async (id: string): Promise<Shown> => (await stint.get("dan", `/requests/${id}`)).body;

function decisionsOf({ history }: Shown): Shown[] {
  return history.filter(({ type }: HistoryEvent) => type === "approved" || type === "rejected");
}

describe("50 approvals and rejections at once on two of three", () => {
  test.each<[string, Mix]>([
    ["all approve", () => "approve"],
    ["every other", (n) => (n % 2 === 0 ? "approve" : "reject")],
    ["one of eleven rejects", (n) => (n % 11 === 10 ? "reject" : "approve")],
  ])("%s: come to one outcome, one decision a person", async (_, mix) => {
    const { id } = await stint.ask("alice", breakGlassAsk);
    for (const who of approvers) await stint.token(who);
    const calls = Array.from({ length: 50 }, (_, n) => ({ who: approvers[n % 3] ?? "bob", verdict: mix(n) }));
    const answers = await Promise.all(
      calls.map(async ({ who, verdict }) => ({ who, ...(await stint.post(who, `/requests/${id}/${verdict}`)) })),
    );
    const whole = await wholeOf(id);
    const decisions = decisionsOf(whole);
    const won = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status !== 200);

    expect(verify(whole.history)).toBeUndefined();
    expect(won).toHaveLength(decisions.length);
    expect(new Set(decisions.map(({ actor }) => actor.id)).size).toBe(decisions.length);
    const verdicts = decisions.map(({ type }) => type);
    expect([["approved", "approved"], ["rejected"], ["approved", "rejected"]]).toContainEqual(verdicts);
    expect(whole.status).toBe(verdicts.at(-1));

    for (const { status, body } of lost) {
      expect({ status, body }).toMatchObject(refusal(409, "wrong_state"));
      // Either somebody was faster, who is named; or the caller was, by another press of the same person.
      expect(body.error.message).toMatch(/was (approved|rejected) by |You have decided/);
      if (!body.error.message.includes("You have decided")) expect(body.error.message).toMatch(names);
    }
    const decided = new Set(won.map(({ who }) => who));
    for (const { who, body } of lost)
      if (body.error.message.includes("You have decided")) expect(decided).toContain(who);
    if (whole.status === "approved") {
      expect(whole.startsAt).toBe(decisions[1].at);
      expect(whole.history.filter(({ type }: HistoryEvent) => type === "issued")).toEqual([]);
    }
  });
});

test("two approvals that race for the last place grant once, and the window begins once", async () => {
  for (let round = 0; round < 3; round++) {
    const { id } = await stint.ask("alice", breakGlassAsk);
    await stint.post("bob", `/requests/${id}/approve`);
    const answers = await Promise.all(["carol", "erin"].map((who) => stint.post(who, `/requests/${id}/approve`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const whole = await wholeOf(id);
    const [winner] = answers.filter(({ status }) => status === 200);
    expect(winner?.body).toMatchObject({ startsAt: whole.startsAt, endsAt: whole.endsAt, status: "approved" });
    expect(answers.find(({ status }) => status === 409)).toMatchObject(
      refusal(409, "wrong_state", new RegExp(`approved by ${whole.history[2].actor.name}`)),
    );
    await stint.post("alice", `/requests/${id}/end`);
  }
});

test("an approval, a rejection and a withdrawal that race leave one of them, and no access but by the approval", async () => {
  for (let round = 0; round < 3; round++) {
    const { id } = await stint.ask("alice", breakGlassAsk);
    await stint.post("bob", `/requests/${id}/approve`);
    const moves: [string, string][] = [
      ["carol", "approve"],
      ["erin", "reject"],
      ["alice", "withdraw"],
    ];
    // Who is sent first is another each time.
    const order = [0, 1, 2].map((n) => moves[(n + round) % 3] as [string, string]);
    const answers = await Promise.all(order.map(([who, move]) => stint.post(who, `/requests/${id}/${move}`)));
    const { status, history } = await wholeOf(id);
    expect(verify(history)).toBeUndefined();
    const outcomes = history.slice(2).filter(({ type }: HistoryEvent) => type !== "closed");
    // Withdrawing is open to an approved request as long as it has not started, which it has at once.
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0].type).toBe(status);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const use = await stint.post("alice", `/requests/${id}/credentials`);
    expect(use.status).toBe(status === "approved" ? 200 : 409);
    if (status === "approved") await stint.post("alice", `/requests/${id}/end`);
  }
});

test("lists that are read all the while overwrite no approval", async () => {
  const asked = await Promise.all(Array.from({ length: 6 }, () => stint.ask("frank", readOnlyAsk)));
  let done = false;
  const read = async (who: string, view: string) => {
    while (!done) expect((await stint.get(who, `/requests?view=${view}`)).status).toBe(200);
  };
  const readers = [read("dan", "all"), read("frank", "mine"), read("carol", "to-approve")];
  await Promise.all(asked.map(({ id }) => stint.post("bob", `/requests/${id}/approve`)));
  done = true;
  await Promise.all(readers);
  for (const { id } of asked) expect((await wholeOf(id)).phase).toBe("active");
});

const readOnlyAsk = { account: "444455556666", role: "ReadOnly", asks: {} };

describe("revoking while access is being used", () => {
  test("leaves no session that was handed out after it, and records every one that was", async () => {
    for (let round = 0; round < 2; round++) {
      const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {} });
      const uses: Promise<Answer<Shown>>[] = [];
      for (let n = 0; n < 6; n++) uses.push(stint.post("alice", `/requests/${id}/credentials`));
      const revoked = stint.post("erin", `/requests/${id}/revoke`, { comment: "stop" });
      for (let n = 0; n < 6; n++) uses.push(stint.post("alice", `/requests/${id}/credentials`));
      expect((await revoked).body.phase).toBe("revoked");
      const answers = await Promise.all(uses);
      const { history } = await wholeOf(id);
      expect(verify(history)).toBeUndefined();
      const end = history.findIndex(({ type }: HistoryEvent) => type === "revoked");
      const issued = history.filter(({ type }: HistoryEvent) => type === "issued");
      const given = answers.filter(({ status }) => status === 200);
      expect(given.map(({ body }) => body.AccessKeyId).sort()).toEqual(
        issued.map(({ accessKeyId }: Shown) => accessKeyId).sort(),
      );
      for (const type of ["issuing", "issued"])
        expect(history.slice(end).filter((event: HistoryEvent) => event.type === type)).toEqual([]);
      for (const answer of answers.filter(({ status }) => status !== 200))
        expect(answer).toMatchObject(refusal(409, "wrong_state", /was revoked by Erin Eze/));
    }
  });

  test("works in the moment of the last approval", async () => {
    for (let round = 0; round < 2; round++) {
      const { id } = await stint.ask("frank", readOnlyAsk);
      const approving = stint.post("bob", `/requests/${id}/approve`);
      let revoking = await stint.post("carol", `/requests/${id}/revoke`);
      expect((await approving).status).toBe(200);
      if (revoking.status === 409) revoking = await stint.post("carol", `/requests/${id}/revoke`);
      expect(revoking.body.phase).toBe("revoked");
      expect(await stint.post("frank", `/requests/${id}/credentials`)).toMatchObject(refusal(409, "wrong_state"));
      await stint.until(
        () => wholeOf(id),
        ({ history }) => history.at(-1).type === "closed",
      );
    }
  });
});

test("a decision that falls between reading the request and storing the task token loses no wake-up", async () => {
  // Decided at once, before the workflow has got to asking anybody; so the two meet at every point of the way.
  const all = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const { id } = await stint.ask("frank", readOnlyAsk);
      await new Promise((done) => setTimeout(done, 4 * n));
      expect((await stint.post("bob", `/requests/${id}/${n % 2 === 0 ? "approve" : "reject"}`)).status).toBe(200);
      return id;
    }),
  );
  const heard = (id: string) =>
    stint.inbox().some(({ to, text }) => to.includes("frank@example.com") && text?.includes(id));
  await stint.until(
    () => all.filter((id) => !heard(id)),
    (deaf) => deaf.length === 0,
  );
  await Promise.all(all.filter((_, n) => n % 2 === 0).map((id) => stint.post("frank", `/requests/${id}/end`)));
  for (const id of all)
    await stint.until(
      () => wholeOf(id),
      ({ history }) => history.at(-1).type === "closed",
    );
  expect(stint.alarms()).toEqual([]);
});
