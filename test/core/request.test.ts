import { describe, expect, test } from "vitest";
import type { HistoryEvent } from "../../core/history.ts";
import { approve, ask, reject } from "../../core/moves.ts";
import {
  add,
  currentStage,
  isActor,
  isApprover,
  isFilled,
  isOpen,
  isRequester,
  maySee,
  phaseOf,
  replay,
} from "../../core/request.ts";
import {
  again,
  alice,
  anApproved,
  anAsked,
  aPerson,
  aRequest,
  aStage,
  bob,
  carol,
  dan,
  day,
  erin,
  hour,
  later,
  noon,
  requestId,
  sam,
} from "./builders.ts";

const decision = (name: string, verdict: "approved" | "rejected") => {
  return { by: { id: name, name }, verdict, comment: "", at: noon.toISOString() };
};

describe("phaseOf", () => {
  const pending = aRequest();
  const scheduled = anApproved({ startsAt: later(day).toISOString() });

  test("is pending until the deadline, and lapsed from that moment on", () => {
    expect(phaseOf(pending, later(8 * hour - 0.001))).toBe("pending");
    expect(phaseOf(pending, later(8 * hour))).toBe("lapsed");
    expect(phaseOf(pending, later(365 * day))).toBe("lapsed");
  });

  test("is scheduled, then active from the start on, then expired from the end on", () => {
    expect(phaseOf(scheduled, noon)).toBe("scheduled");
    expect(phaseOf(scheduled, later(day - 0.001))).toBe("scheduled");
    expect(phaseOf(scheduled, later(day))).toBe("active");
    expect(phaseOf(scheduled, later(day + 2 * hour - 0.001))).toBe("active");
    expect(phaseOf(scheduled, later(day + 2 * hour))).toBe("expired");
  });

  test("compares moments and not their text, across the turn of a year too", () => {
    const newYear = anApproved({ startsAt: "2026-12-31T23:00:00.000Z" });
    expect(phaseOf(newYear, new Date("2027-01-01T00:59:59Z"))).toBe("active");
    expect(phaseOf(newYear, new Date("2027-01-05T00:00:00Z"))).toBe("expired");
  });

  test.each(["rejected", "withdrawn", "ended", "revoked", "lapsed", "expired"] as const)(
    "stays %s, whatever the time",
    (status) => {
      for (const request of [pending, scheduled])
        for (const now of [later(-day), noon, later(day + hour), later(9 * day)])
          expect(phaseOf({ ...request, status }, now)).toBe(status);
    },
  );
});

describe("isOpen", () => {
  test("says so of pending, scheduled and active, and of nothing else", () => {
    const phases = ["pending", "scheduled", "active", "rejected", "withdrawn", "ended", "revoked", "lapsed", "expired"];
    expect(phases.filter((phase) => isOpen(phase as never))).toEqual(["pending", "scheduled", "active"]);
  });
});

describe("currentStage", () => {
  test("is the first that is not filled, and -1 once all are", () => {
    const stages = [aStage({ required: 2 }), aStage({ name: "Security", groups: ["security"] })];
    const asked = aRequest({ stages });
    expect(currentStage(asked)).toBe(0);
    const one = approve(asked, bob, "", noon);
    expect(currentStage(one)).toBe(0);
    const two = approve(one, aPerson("ben", { groups: ["db-leads"] }), "", noon);
    expect(currentStage(two)).toBe(1);
    expect(currentStage(approve(two, carol, "", noon))).toBe(-1);
  });
});

describe("isFilled", () => {
  test("counts people who said yes, each once", () => {
    const stage = { ...aStage({ required: 2 }), decisions: [decision("bob", "approved")] };
    expect(isFilled(stage)).toBe(false);
    expect(isFilled({ ...stage, decisions: [...stage.decisions, decision("bob", "approved")] })).toBe(false);
    expect(isFilled({ ...stage, decisions: [...stage.decisions, decision("ben", "rejected")] })).toBe(false);
    expect(isFilled({ ...stage, decisions: [...stage.decisions, decision("ben", "approved")] })).toBe(true);
  });

  test("takes one person at the least, whatever the table says of the stage", () => {
    for (const required of [0, -1]) expect(isFilled({ ...aStage({ required }), decisions: [] })).toBe(false);
  });
});

describe("isRequester", () => {
  test("knows them by sub, by subject and by e-mail", () => {
    const request = aRequest();
    expect(isRequester(request, aPerson("other", { sub: alice.sub }))).toBe(true);
    expect(isRequester(request, again(alice, "subject"))).toBe(true);
    expect(isRequester(request, again(alice, "email", { email: "ALICE@example.com" }))).toBe(true);
    expect(isRequester(request, bob)).toBe(false);
  });
});

describe("isActor", () => {
  test("knows who decided under another sign-in by what the decision recorded", () => {
    const by = approve(aRequest(), bob, "", noon).stages[0]?.decisions[0]?.by;
    expect(by).toEqual({ id: "sub-bob", name: "Bob", email: "bob@example.com", subject: "Okta:bob" });
    for (const person of [bob, again(bob, "subject"), again(bob, "email")]) expect(isActor(by!, person)).toBe(true);
    expect(isActor(by!, carol)).toBe(false);
  });
});

describe("isApprover", () => {
  test("is whoever any stage names, at any time", () => {
    for (const request of [aRequest(), anApproved()]) {
      expect(isApprover(request, bob)).toBe(true);
      expect(isApprover(request, carol)).toBe(true);
      expect(isApprover(request, alice)).toBe(false);
      expect(isApprover(request, erin)).toBe(false);
    }
  });
});

describe("maySee", () => {
  test.each([
    ["its requester", alice],
    ["an approver of the current stage", bob],
    ["an approver of a later stage", carol],
    ["an auditor", dan],
    ["an administrator", erin],
  ])("lets %s see it", (_, caller) => {
    expect(maySee(aRequest(), caller)).toBe(true);
  });

  test("lets nobody else see it, as if it did not exist", () => {
    expect(maySee(aRequest(), sam)).toBe(false);
    expect(maySee(aRequest(), aPerson("colleague", { groups: alice.groups }))).toBe(false);
  });
});

describe("replay", () => {
  test("makes a pending request of the ask alone", () => {
    const asked = anAsked();
    const { stages, body: _, ...rest } = asked;
    const { history } = ask(requestId, asked, noon);
    expect(replay(history)).toEqual({
      ...rest,
      id: requestId,
      version: 1,
      status: "pending",
      askedAt: noon.toISOString(),
      stages: stages.map((stage) => ({ ...stage, decisions: [] })),
      sessions: 0,
      closed: false,
      history,
    });
  });

  test("makes an approved request of an ask that nobody has to decide, with its window", () => {
    expect(aRequest({ stages: [] })).toMatchObject({
      status: "approved",
      startsAt: noon.toISOString(),
      endsAt: later(2 * hour).toISOString(),
    });
    const startsAt = later(day).toISOString();
    expect(aRequest({ stages: [], startsAt })).toMatchObject({ startsAt, endsAt: later(day + 2 * hour).toISOString() });
  });

  test("begins the window with the last approval", () => {
    const one = approve(aRequest(), bob, "", later(60));
    expect(one).toMatchObject({ status: "pending" });
    expect(one).not.toHaveProperty("endsAt");
    expect(approve(one, carol, "", later(120))).toMatchObject({
      status: "approved",
      startsAt: later(120).toISOString(),
      endsAt: later(120 + 2 * hour).toISOString(),
      outcome: { by: { id: "sub-carol" }, at: later(120).toISOString() },
    });
  });

  test("refuses a history that does not begin with the ask, or asks twice", () => {
    const [asked, ...rest] = anApproved().history as [HistoryEvent, ...HistoryEvent[]];
    expect(() => replay([])).toThrow(new TypeError("a history begins with the ask"));
    expect(() => replay(rest)).toThrow(new TypeError("a history begins with the ask"));
    expect(() => replay([asked, asked])).toThrow(new TypeError("a request is asked for once"));
  });

  test("refuses an event of no known kind, which could else name a phase", () => {
    const [asked] = anApproved().history as [HistoryEvent];
    const forged = { ...asked, type: "active", seq: 2 } as unknown as HistoryEvent;
    expect(() => replay([asked, forged])).toThrow(new TypeError("a history has no event active"));
  });
});

describe("add", () => {
  test("counts the version up by one, and leaves what it was given alone", () => {
    const before = aRequest();
    const copy = structuredClone(before);
    const rejected = reject(before, bob, "no", noon);
    expect(before).toEqual(copy);
    expect(rejected).toMatchObject({ version: 2, status: "rejected" });
    expect(rejected.history).toHaveLength(2);
    expect(rejected.history[0]).toBe(before.history[0]);
  });

  test("records who brought it to its status, when, and what they said", () => {
    const actor = { id: "sub-bob", name: "Bob" };
    const outcome = { by: actor, at: later(60).toISOString(), comment: "why" };
    for (const type of ["withdrawn", "ended", "revoked"] as const)
      expect(add(aRequest(), { type, comment: "why" }, actor, later(60))).toMatchObject({ status: type, outcome });
    for (const type of ["lapsed", "expired"] as const)
      expect(add(aRequest(), { type }, actor, later(60))).toMatchObject({
        status: type,
        outcome: { by: actor, at: later(60).toISOString() },
      });
  });
});
