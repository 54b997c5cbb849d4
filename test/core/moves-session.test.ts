import { describe, expect, test } from "vitest";
import { approve, issue, issued, may, mostSessions, revoke } from "../../core/moves.ts";
import type { Recorded } from "../../core/request.ts";
import { again, alice, anApproved, aRequest, bob, erin, hour, later, minute, noon, refused, sam } from "./builders.ts";

const withSessions = (sessions: number): Recorded => ({ ...anApproved(), sessions });

describe("issue", () => {
  test("counts sessions, and records each before it exists", () => {
    const once = issue(anApproved(), alice, "credentials", noon);
    expect(once).toMatchObject({ sessions: 1, status: "approved" });
    expect(once.history.at(-1)).toMatchObject({ type: "issuing", session: 1, purpose: "credentials" });
    expect(issue(once, alice, "console", noon)).toMatchObject({ sessions: 2 });
  });

  test("is the requester's alone, whoever else may revoke or sees everything", () => {
    for (const caller of [bob, erin, sam, again(alice, "subject"), again(alice, "email")])
      expect(() => issue(anApproved(), caller, "credentials", noon)).toThrow(
        refused("not_allowed", /Only Alice, who asked, can use/),
      );
  });

  test("is refused outside the window, to the millisecond", () => {
    const soon = anApproved({ startsAt: later(hour).toISOString() });
    expect(() => issue(soon, alice, "credentials", later(hour - 0.001))).toThrow(refused("wrong_state", /starts at/));
    expect(issue(soon, alice, "credentials", later(hour)).sessions).toBe(1);
    expect(issue(soon, alice, "credentials", later(3 * hour - 0.001)).sessions).toBe(1);
    expect(() => issue(soon, alice, "credentials", later(3 * hour))).toThrow(refused("wrong_state", /closed at/));
  });

  test("stops at the most sessions that a request may have", () => {
    expect(mostSessions).toBe(500);
    expect(issue(withSessions(499), alice, "credentials", noon).sessions).toBe(500);
    expect(() => issue(withSessions(500), alice, "credentials", noon)).toThrow(
      refused("too_many", /has had its 500 sessions\. Ask again/),
    );
    expect(may(withSessions(500), alice, noon)).toEqual(["end"]);
  });

  test("opens no clusters when a session could no longer be ended in time", () => {
    const cluster = anApproved({ role: { name: "ClusterAdmin", kubernetes: true } });
    expect(issue(cluster, alice, "credentials", later(2 * hour - 15 * minute)).sessions).toBe(1);
    const late = later(2 * hour - 15 * minute + 0.001);
    expect(() => issue(cluster, alice, "credentials", late)).toThrow(
      refused("wrong_state", /Under 15 minutes are left/),
    );
    expect(issue(anApproved(), alice, "credentials", late).sessions).toBe(1);
  });

  test("does not ask for a fresh sign-in: a profile refreshes unattended", () => {
    const request = anApproved();
    const strict = { ...request, rule: { ...request.rule, signInWithin: 1 } };
    expect(issue(strict, alice, "credentials", later(hour)).sessions).toBe(1);
  });
});

describe("issued", () => {
  const session = { session: 1, accessKeyId: "ASIAEXAMPLE", expiresAt: later(hour).toISOString() };
  const begun = issue(anApproved(), alice, "credentials", noon);

  test("records the access key id and nothing secret", () => {
    const done = issued(begun, alice, session, noon);
    expect(done.history.at(-1)).toMatchObject({ type: "issued", ...session });
    expect(done).toMatchObject({ sessions: 1, status: "approved" });
  });

  test("is refused when the request was taken back meanwhile, so that nobody gets the credentials", () => {
    expect(() => issued(revoke(begun, bob, "", noon), alice, session, noon)).toThrow(
      refused("wrong_state", /was revoked by Bob/),
    );
    expect(() => issued(begun, alice, session, later(2 * hour))).toThrow(refused("wrong_state", /closed at/));
  });

  test("is refused to anybody but the requester", () => {
    expect(() => issued(begun, bob, session, noon)).toThrow(refused("not_allowed", /Only Alice/));
  });

  test("records the last session that there may be", () => {
    expect(issued(withSessions(500), alice, { ...session, session: 500 }, noon).history.at(-1)?.type).toBe("issued");
  });
});

describe("the most sessions that a request may have", () => {
  test("leave room in an item of the table, however long names are, so that it can still be taken back", () => {
    const caller = { ...alice, name: "\u{20000}".repeat(24) };
    const session = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", expiresAt: later(hour).toISOString() };
    let request = anApproved({ justification: "漢".repeat(2000) });
    const before = request.history.length;
    for (let i = 1; i <= 3; i++) {
      request = issue(request, caller, "credentials", noon);
      request = issued(request, caller, { ...session, session: i }, noon);
    }
    const [ask, sessions] = [request.history.slice(0, before), request.history.slice(before)].map(itemBytes);
    // Beside the history the item holds the summary and the keys; 8 KB of asks and the decisions' comments come on top.
    expect(2 * ask! + (sessions! / 3) * mostSessions).toBeLessThan(400 * 1024 - 32 * 1024);
  });
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function itemBytes(value: unknown): number {
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  if (typeof value === "number") return Math.ceil(String(value).length / 2) + 1;
  if (typeof value !== "object" || value === null) return 1;
  const parts = Object.entries(value).map(
    ([key, part]) => itemBytes(part) + 1 + (Array.isArray(value) ? 0 : key.length),
  );
  return 3 + parts.reduce((sum, part) => sum + part, 0);
}

test("a request that long comments have filled gets no more sessions, so that it can still be ended", () => {
  const people = Array.from({ length: 40 }, (_, i) => `p${i}@example.com`);
  let full = aRequest({ stages: [{ name: "Many", groups: [], people, required: 40 }] });
  for (const email of people)
    full = approve(full, { ...bob, sub: email, email, subject: email }, "\u{20000}".repeat(1000), later(1));
  const begin = () => {
    for (let i = 0; i < 500; i++) full = issue(full, alice, "credentials", later(2));
  };
  expect(begin).toThrow(refused("too_many", /history of this request is full/));
  expect(new TextEncoder().encode(JSON.stringify(revoke(full, erin, "stop", later(3)))).length).toBeLessThan(400_000);
});
