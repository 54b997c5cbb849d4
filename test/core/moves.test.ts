import { describe, expect, test } from "vitest";
import { stint } from "../../core/history.ts";
import { close, end, issue, may, moves, reject, revoke, revokeByPolicy, settle, withdraw } from "../../core/moves.ts";
import { phaseOf } from "../../core/request.ts";
import {
  again,
  alice,
  anApproved,
  aPerson,
  aRequest,
  bob,
  carol,
  day,
  erin,
  hour,
  later,
  noon,
  refused,
  sam,
} from "./builders.ts";

const ben = aPerson("ben", { groups: ["db-leads"] });

describe("withdraw", () => {
  test("takes the request back before its window starts", () => {
    const tomorrow = anApproved({ startsAt: later(day).toISOString() });
    for (const request of [aRequest(), tomorrow])
      expect(withdraw(request, alice, "no need", noon)).toMatchObject({
        status: "withdrawn",
        outcome: { by: { id: "sub-alice", email: "alice@example.com" }, comment: "no need" },
      });
  });

  test("is the requester's alone, under the sign-in they asked with", () => {
    for (const caller of [bob, erin, sam, again(alice, "email")])
      expect(() => withdraw(aRequest(), caller, "", noon)).toThrow(
        refused("not_allowed", /Only Alice, who asked, can withdraw/),
      );
  });

  test("is too late once the window has started", () => {
    expect(() => withdraw(anApproved(), alice, "", noon)).toThrow(refused("wrong_state", /can be ended or revoked/));
  });
});

describe("end", () => {
  test("gives the access back", () => {
    expect(end(anApproved(), alice, "done", noon)).toMatchObject({ status: "ended", outcome: { comment: "done" } });
  });

  test("is the requester's alone", () => {
    for (const caller of [bob, erin, again(alice, "email")])
      expect(() => end(anApproved(), caller, "", noon)).toThrow(
        refused("not_allowed", /Only Alice, who asked, can end/),
      );
  });

  test("is refused while there is nothing to end, and says what there is", () => {
    const tomorrow = anApproved({ startsAt: later(day).toISOString() });
    expect(() => end(aRequest(), alice, "", noon)).toThrow(refused("wrong_state", /still waits for its approvers/));
    expect(() => end(tomorrow, alice, "", noon)).toThrow(
      refused("wrong_state", /approved by Carol at .* starts at 2026-11-23T12:00:00.000Z\. .* withdrawn or revoked/),
    );
    expect(() => end(anApproved(), alice, "", later(2 * hour))).toThrow(
      refused("wrong_state", /window of this request closed at 2026-11-22T14:00:00.000Z\. Ask again/),
    );
  });
});

describe("revoke", () => {
  test("is for the approvers of any stage and for administrators", () => {
    for (const caller of [bob, carol, ben, erin])
      expect(revoke(anApproved(), caller, "stop", noon)).toMatchObject({
        status: "revoked",
        outcome: { by: { id: caller.sub }, comment: "stop" },
      });
  });

  test("is for nobody else", () => {
    for (const caller of [alice, sam, aPerson("dan", { auditor: true })])
      expect(() => revoke(anApproved(), caller, "", noon)).toThrow(
        refused("not_allowed", /Only an approver .* revokes/),
      );
  });

  test("is refused while the request is pending: that is rejecting", () => {
    expect(() => revoke(aRequest(), bob, "", noon)).toThrow(refused("wrong_state", /still waits/));
  });
});

describe("revokeByPolicy", () => {
  test("takes the access back in Stint's own name, and says why", () => {
    const revoked = revokeByPolicy(anApproved(), "rule prod-database is gone", noon);
    expect(revoked).toMatchObject({ status: "revoked", outcome: { by: stint, comment: "rule prod-database is gone" } });
  });

  test("is refused once the access is over", () => {
    expect(() => revokeByPolicy(end(anApproved(), alice, "", noon), "", noon)).toThrow(
      refused("wrong_state", /was ended by Alice/),
    );
  });
});

describe("settle", () => {
  test("records what time has done, as Stint", () => {
    const lapsed = settle(aRequest(), later(8 * hour));
    expect(lapsed).toMatchObject({ status: "lapsed", outcome: { by: stint, at: later(8 * hour).toISOString() } });
    expect(settle(anApproved(), later(2 * hour))).toMatchObject({ status: "expired", outcome: { by: stint } });
  });

  test("gives back the same request where there is nothing to record", () => {
    const over = reject(aRequest(), bob, "", noon);
    const lapsed = settle(aRequest(), later(day));
    for (const request of [aRequest(), anApproved(), over]) expect(settle(request, noon)).toBe(request);
    expect(settle(over, later(day))).toBe(over);
    expect(settle(lapsed, later(2 * day))).toBe(lapsed);
  });
});

describe("close", () => {
  test("records once that the workflow is through, and leaves the status alone", () => {
    const over = end(anApproved(), alice, "", noon);
    const closed = close(over, noon);
    expect(closed).toMatchObject({ closed: true, status: "ended", outcome: over.outcome, version: over.version + 1 });
    expect(close(closed, later(day))).toBe(closed);
  });

  test("gives back the same request while it is open", () => {
    for (const request of [aRequest(), anApproved()]) expect(close(request, noon)).toBe(request);
    expect(phaseOf(close(anApproved(), later(2 * hour)), later(2 * hour))).toBe("expired");
  });
});

describe("may", () => {
  test("offers what only a fresh sign-in stands before, since that is in the person's hands", () => {
    const request = aRequest({ rule: { ...aRequest().rule, signInWithin: 1 } });
    expect(may(request, bob, noon)).toEqual(["approve", "reject"]);
  });
});

describe("moves", () => {
  test("lead to the status that they say they lead to", () => {
    const active = anApproved();
    const reached = {
      approve: active.status,
      reject: reject(aRequest(), bob, "", noon).status,
      withdraw: withdraw(aRequest(), alice, "", noon).status,
      end: end(active, alice, "", noon).status,
      revoke: revoke(active, bob, "", noon).status,
      use: issue(active, alice, "console", noon).status,
    };
    expect(reached).toEqual(Object.fromEntries(Object.entries(moves).map(([move, { to }]) => [move, to])));
  });
});
