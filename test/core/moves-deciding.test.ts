import { describe, expect, test } from "vitest";
import { approve, reject, revoke, settle } from "../../core/moves.ts";
import {
  again,
  alice,
  anApproved,
  aPerson,
  aRequest,
  aStage,
  bob,
  bothStages,
  carol,
  erin,
  hour,
  later,
  minute,
  noon,
  refused,
  sam,
  withoutEmail,
} from "./builders.ts";

const ben = aPerson("ben", { groups: ["db-leads"] });
const signInWithin = (seconds: number) => ({ rule: { ...aRequest().rule, signInWithin: seconds } });

describe("approve", () => {
  test("records the stage, the comment and who it was, so that they are known under another sign-in", () => {
    expect(approve(aRequest(), bob, "go on", later(minute)).history[1]).toMatchObject({
      type: "approved",
      stage: 0,
      comment: "go on",
      at: later(minute).toISOString(),
      actor: { id: "sub-bob", name: "Bob", email: "bob@example.com", subject: "Okta:bob" },
    });
  });

  test("goes from stage to stage, and approves the request with the last", () => {
    const first = approve(aRequest(), bob, "", noon);
    expect(first).toMatchObject({ status: "pending", stages: [{ decisions: [{}] }, { decisions: [] }] });
    expect(approve(first, carol, "", noon)).toMatchObject({
      status: "approved",
      endsAt: later(2 * hour).toISOString(),
    });
  });

  test("takes as many people as the stage requires", () => {
    const one = approve(aRequest({ stages: [aStage({ required: 2 })] }), bob, "", noon);
    expect(one.status).toBe("pending");
    expect(approve(one, ben, "", noon).status).toBe("approved");
  });

  test("keeps the window that was asked for, though the approval comes after its start", () => {
    const late = anApproved({ startsAt: later(-hour).toISOString() });
    expect(late).toMatchObject({ startsAt: later(-hour).toISOString(), endsAt: later(hour).toISOString() });
  });

  test("refuses the requester, even one who is an approver and an administrator", () => {
    const people = ["alice@example.com", "bob@example.com"];
    const own = aRequest({ stages: [aStage({ people, groups: ["engineering"] })] });
    const refusal = refused("self_approval", /Someone else must decide about your request/);
    for (const self of [alice, { ...alice, administrator: true }, again(alice, "subject"), again(alice, "email")])
      expect(() => approve(own, self, "fine", noon)).toThrow(refusal);
  });

  test("refuses whoever no stage names, auditors and administrators among them", () => {
    for (const caller of [sam, erin])
      expect(() => approve(aRequest(), caller, "", noon)).toThrow(refused("not_allowed", /No stage of this request/));
  });

  test("refuses an approver who is blocked, who may still take access away", () => {
    for (const decide of [approve, reject])
      expect(() => decide(aRequest(), { ...bob, blocked: true }, "", noon)).toThrow(
        refused("not_allowed", /You are blocked/),
      );
    expect(revoke(anApproved(), { ...bob, blocked: true }, "", noon).status).toBe("revoked");
  });

  test("refuses an approver whose turn it is not, and says whose it is", () => {
    const stages = [aStage({ people: ["ben@example.com"] }), ...bothStages.slice(1)];
    expect(() => approve(aRequest({ stages }), carol, "", noon)).toThrow(
      refused("not_allowed", /not your turn: "Database lead" is decided by db-leads, ben@example.com\./),
    );
  });

  test("refuses whoever has decided already, in this stage, in the next, or under another sign-in", () => {
    const lead = aPerson("lead", { groups: ["db-leads", "security"] });
    const again2 = [lead, again(lead, "subject"), again(lead, "email")];
    for (const required of [1, 2]) {
      const once = approve(aRequest({ stages: [aStage({ required }), ...bothStages.slice(1)] }), lead, "", noon);
      for (const person of again2)
        expect(() => approve(once, person, "", noon)).toThrow(refused("wrong_state", /You have decided .* already/));
    }
  });

  test("refuses an approver without a verified e-mail", () => {
    expect(() => approve(aRequest(), withoutEmail(bob), "", noon)).toThrow(
      refused("not_allowed", /takes a verified e-mail/),
    );
  });

  test("asks for a fresh sign-in where the rule does", () => {
    const request = aRequest(signInWithin(4 * minute));
    expect(() => approve(request, bob, "", noon)).toThrow(refused("sign_in_again", /within the last 4m/));
    expect(approve(request, { ...bob, authenticatedAt: noon.toISOString() }, "", noon).version).toBe(2);
  });

  test("is refused once the deadline is there, whether or not that was recorded", () => {
    const late = later(8 * hour);
    for (const request of [aRequest(), settle(aRequest(), late)])
      expect(() => approve(request, bob, "", late)).toThrow(refused("wrong_state", /Nobody decided .* in time/));
  });

  test("tells who can no longer decide who was faster", () => {
    const rejected = reject(aRequest(), ben, "no", noon);
    expect(() => approve(rejected, bob, "", later(1))).toThrow(
      refused("wrong_state", /was rejected by Ben at 2026-11-22T12:00:00.000Z\. Ask again if it is needed/),
    );
    expect(() => approve(anApproved(), ben, "", later(1))).toThrow(
      refused("wrong_state", /was approved by Carol at .* and holds until 2026-11-22T14:00:00.000Z/),
    );
  });
});

describe("reject", () => {
  test("ends the request with one no, however many stages there are, and keeps the reason", () => {
    const rejected = reject(aRequest({ stages: [aStage({ required: 2 })] }), bob, "not today", noon);
    expect(rejected).toMatchObject({
      status: "rejected",
      outcome: { by: { id: "sub-bob" }, at: noon.toISOString(), comment: "not today" },
      stages: [{ decisions: [{ verdict: "rejected", comment: "not today" }] }],
    });
    expect(rejected).not.toHaveProperty("endsAt");
  });

  test("is refused to all to whom approving is", () => {
    const once = approve(aRequest(), bob, "", noon);
    expect(() => reject(aRequest(), alice, "", noon)).toThrow(refused("self_approval", /Someone else/));
    expect(() => reject(aRequest(), sam, "", noon)).toThrow(refused("not_allowed", /No stage/));
    expect(() => reject(aRequest(), carol, "", noon)).toThrow(refused("not_allowed", /not your turn/));
    expect(() => reject(aRequest(), withoutEmail(bob), "", noon)).toThrow(refused("not_allowed", /verified e-mail/));
    expect(() => reject(once, bob, "", noon)).toThrow(refused("wrong_state", /already/));
    expect(() => reject(anApproved(), ben, "", noon)).toThrow(refused("wrong_state", /was approved by Carol/));
    expect(() => reject(aRequest(signInWithin(1)), bob, "", noon)).toThrow(refused("sign_in_again", /Sign in/));
  });
});
