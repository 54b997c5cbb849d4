import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type HistoryEvent, verify } from "../../core/history.ts";
import { issue, issued } from "../../core/moves.ts";
import { type Recorded, replay } from "../../core/request.ts";
import type { OnAwsCall } from "../../local/aws-calls.ts";
import { callWith, hour, refusal, sessionsOf, tokenWith } from "./attack.ts";
import { accessDenied, type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";
import { steal } from "./tampering.ts";

let stint: Stint;
/** What happens to the AWS calls of the functions. */
let meddle: OnAwsCall = (_, answer) => answer();
beforeAll(async () => {
  stint = await startStint({ onAwsCall: (call, answer) => meddle(call, answer) });
});
beforeEach(() => {
  meddle = (_, answer) => answer();
});
afterAll(() => stint.close());

const sandbox = { ...sandboxAsk, asks: {} };
const types = ({ history }: Shown) => history.map(({ type }: HistoryEvent) => type);
const wholeOf = async (id: string): Promise<Shown> => (await stint.get("dan", `/requests/${id}`)).body;
const credentials = (id: string) => stint.post("alice", `/requests/${id}/credentials`);

describe("taking access back", () => {
  test("is up to its requester, its approvers and administrators, each in their own way", async () => {
    const { id } = await stint.ask("alice");
    await stint.post("bob", `/requests/${id}/approve`);
    await stint.post("carol", `/requests/${id}/approve`);
    for (const [person, move, status, code] of [
      ["alice", "revoke", 403, "not_allowed"],
      ["dan", "revoke", 403, "not_allowed"],
      ["frank", "revoke", 404, "not_found"],
      ["bob", "end", 403, "not_allowed"],
      ["erin", "end", 403, "not_allowed"],
      ["frank", "end", 404, "not_found"],
      ["bob", "withdraw", 403, "not_allowed"],
      ["erin", "withdraw", 403, "not_allowed"],
      ["alice", "withdraw", 409, "wrong_state"],
      ["carol", "credentials", 403, "not_allowed"],
      ["erin", "console", 403, "not_allowed"],
    ] as const)
      expect(await stint.post(person, `/requests/${id}/${move}`)).toMatchObject(refusal(status, code));
    expect((await wholeOf(id)).phase).toBe("active");
    expect((await stint.post("bob", `/requests/${id}/revoke`)).body.phase).toBe("revoked");
    expect(await credentials(id)).toMatchObject(refusal(409, "wrong_state", /revoked by Bob Brandt/));
  });

  test.each(["credentials", "console"])(
    "while STS is being asked leaves nobody with %s, though STS has made them",
    async (use) => {
      const { id } = await stint.ask("alice", sandbox);
      meddle = async ({ action }, answer) => {
        const answered = await answer();
        if (action === "AssumeRole") await stint.post("erin", `/requests/${id}/revoke`);
        return answered;
      };
      const refused = await stint.post("alice", `/requests/${id}/${use}`);
      expect(refused).toMatchObject(refusal(409, "wrong_state", /revoked by Erin Eze/));
      expect(JSON.stringify(refused.body)).not.toMatch(/ASIA|Secret|SessionToken|SigninToken/);
      expect(types(await wholeOf(id)).slice(0, 3)).toEqual(["asked", "issuing", "revoked"]);
    },
  );

  test("before STS is asked is seen by the save that comes first", async () => {
    const { id } = await stint.ask("alice", sandbox);
    let revoked = false;
    meddle = async (call, answer) => {
      if (call.function === "credentials" && call.action === "UpdateItem" && !revoked) {
        revoked = true;
        await stint.post("erin", `/requests/${id}/revoke`);
      }
      return answer();
    };
    expect(await credentials(id)).toMatchObject(refusal(409, "wrong_state", /revoked by Erin Eze/));
    expect(sessionsOf(stint, id)).toEqual([]);
    expect(types(await wholeOf(id))).not.toContain("issuing");
  });

  test("from one request leaves another of the same person, role and account alone", async () => {
    const [first, second] = [await stint.ask("alice", sandbox), await stint.ask("alice", sandbox)];
    expect((await credentials(first.id)).status).toBe(200);
    await stint.post("erin", `/requests/${first.id}/revoke`);
    expect((await credentials(first.id)).status).toBe(409);
    expect((await credentials(second.id)).status).toBe(200);
    expect((await wholeOf(second.id)).phase).toBe("active");
  });

  test("works however many sessions there were, and however long the requester's name is", async () => {
    const token = await tokenWith(stint, "alice", { "stint:name": "\u{20000}".repeat(500) });
    const { body: me } = await callWith(stint, token, "/me");
    const { body: asked } = await callWith(stint, token, "/requests", { ...sandbox, justification: "漢".repeat(2000) });
    const caller = { ...me, sub: me.id };
    const stolen = steal(stint);
    let request: Recorded = replay(await stolen.historyOf(asked.id));
    for (let session = 1; session <= 499; session++) {
      const now = new Date(stint.clock.now());
      request = issue(request, caller, "credentials", now);
      const made = { session, accessKeyId: `ASIA${"A".repeat(16)}`, expiresAt: now.toISOString() };
      request = issued(request, caller, made, now);
    }
    await stolen.put(asked.id, request.history);
    const use = () => callWith(stint, token, `/requests/${asked.id}/credentials`, {});
    expect((await use()).status).toBe(200);
    expect(await use()).toMatchObject(refusal(429, "too_many", /500 sessions/));
    const long = "字".repeat(1000);
    expect((await stint.post("erin", `/requests/${asked.id}/revoke`, { comment: long })).body.phase).toBe("revoked");
    expect(verify((await wholeOf(asked.id)).history)).toBeUndefined();
  });
});

describe("what is down does not keep access open", () => {
  test("when no workflow starts or wakes, it ends with its window and with its revocation", async () => {
    meddle = async ({ service }, answer) => (service === "states" ? accessDenied : answer());
    const { id } = await stint.ask("alice");
    for (const who of ["bob", "carol"]) expect((await stint.post(who, `/requests/${id}/approve`)).status).toBe(200);
    const { id: other } = await stint.ask("alice", sandbox);
    expect((await credentials(id)).status).toBe(200);
    expect((await stint.post("erin", `/requests/${other}/revoke`)).body.phase).toBe("revoked");
    expect((await credentials(other)).status).toBe(409);
    stint.clock.advance(hour);
    expect(await credentials(id)).toMatchObject(refusal(409, "wrong_state", /closed at/));
    expect((await wholeOf(id)).phase).toBe("expired");
    meddle = (_, answer) => answer();
    expect(await stint.reconcile()).toMatchObject({ failed: 0 });
    await stint.until(
      () => wholeOf(id),
      (whole) => types(whole).at(-1) === "closed",
    );
  });

  test("when the seals cannot be checked, nothing is lent", async () => {
    const { id } = await stint.ask("alice");
    for (const who of ["bob", "carol"]) await stint.post(who, `/requests/${id}/approve`);
    meddle = async ({ service }, answer) => (service === "kms" ? accessDenied : answer());
    expect(await credentials(id)).toMatchObject(refusal(502, "upstream"));
    expect(sessionsOf(stint, id)).toEqual([]);
  });

  test("when a decision cannot be sealed, nothing is decided", async () => {
    const { id } = await stint.ask("alice");
    meddle = async ({ service }, answer) => (service === "kms" ? accessDenied : answer());
    for (const verdict of ["approve", "reject"])
      expect(await stint.post("bob", `/requests/${id}/${verdict}`)).toMatchObject(refusal(502, "upstream"));
    expect(types(await wholeOf(id))).toEqual(["asked"]);
  });
});
