import { describe, expect, test } from "vitest";
import {
  boundaryDocument,
  type CutOffList,
  effectiveBy,
  isEmpty,
  needsCutOff,
  sessionsEnd,
  withCutOff,
  withoutExpired,
} from "../../core/cut-off.ts";
import { cutOff, cutOffFailed, end, issue, revoke, settle, withdraw } from "../../core/moves.ts";
import { alice, anApproved, aRequest, bob, day, hour, later, minute, noon } from "./builders.ts";

const at = (seconds: number) => later(seconds).toISOString();
const empty: CutOffList = { account: "111122223333", generation: 7, until: {} };
/** What a session can live after it was cut off: its hour, and the minute in which STS may still have been about to issue it. */
const life = hour + minute;
const idOf = (i: number) => `request-${String(i).padStart(12, "0")}`;
/** The list after so many cut-offs, one a second. */
const afterCutOffs = (count: number) =>
  Array.from({ length: count }).reduce<CutOffList>((list, _, i) => withCutOff(list, idOf(i), later(i)), empty);
const denials = (list: CutOffList) => JSON.parse(boundaryDocument(list)).Statement.slice(1);

describe("the list of denied sessions", () => {
  test("holds a request for as long as its last session can live, and counts its changes", () => {
    expect(withCutOff(empty, "r1", noon)).toEqual({ ...empty, generation: 8, until: { r1: at(life) } });
  });

  test("loses none that was on it, and drops those whose sessions have expired", () => {
    const two = withCutOff(withCutOff(empty, "r1", noon), "r2", later(life - 1));
    expect(two).toEqual({ ...empty, generation: 9, until: { r1: at(life), r2: at(2 * life - 1) } });
    expect(withCutOff(two, "r3", later(life - 0.001)).until).toHaveProperty("r1", at(life));
    expect(withCutOff(two, "r3", later(life)).until).toEqual({ r2: at(2 * life - 1), r3: at(2 * life) });
  });

  test("keeps its generation while time only takes from it", () => {
    const list = { ...empty, until: { r1: at(10), r2: at(20) }, everyoneBefore: at(14.5 - hour) };
    expect(withoutExpired(list, later(10))).toEqual({ ...list, until: { r2: at(20) } });
    // The last of those sessions began in the same second.
    expect(withoutExpired(list, later(14.999))).toHaveProperty("everyoneBefore");
    expect(withoutExpired(list, later(15))).toEqual({ ...empty, until: { r2: at(20) } });
    expect(withoutExpired(list, later(20))).toEqual(empty);
  });

  test("holds some 250 requests, and denies every session of before once there are more", () => {
    let fullest = empty;
    let most = 0;
    for (let next = fullest; next.everyoneBefore === undefined; next = withCutOff(fullest, idOf(most), later(most))) {
      if (next !== empty) most++;
      fullest = next;
    }
    expect(most).toBeGreaterThan(210);
    expect(Object.keys(fullest.until)).toHaveLength(most);
    expect(boundaryDocument(fullest).length).toBeLessThanOrEqual(6144);
    expect(afterCutOffs(most + 1)).toMatchObject({ generation: 7 + most + 1, everyoneBefore: at(most) });
  });

  test("keeps those of the last minute by name even then, for STS may be about to issue them a session", () => {
    const { until, everyoneBefore } = afterCutOffs(400);
    const dropped = Array.from({ length: 400 }, (_, i) => i).filter((i) => !(idOf(i) in until));
    expect(dropped.length).toBeGreaterThan(100);
    for (const i of dropped) expect(Date.parse(String(everyoneBefore))).toBeGreaterThanOrEqual(+later(i + minute));
    expect(Date.parse(String(everyoneBefore))).toBeLessThan(+later(400));
  });

  test("denies everyone for a minute to come, where it cannot hold even those of the last", () => {
    const crowd = Array.from({ length: 400 }).reduce<CutOffList>(
      (list, _, i) => withCutOff(list, idOf(i), noon),
      empty,
    );
    expect(crowd.everyoneBefore).toBe(at(minute));
    expect(boundaryDocument(crowd).length).toBeLessThanOrEqual(6144);
  });

  test("leaves out the oldest first, and so denies everyone no longer than it must", () => {
    const tenths = Array.from({ length: 400 }, (_, i) => i / 10);
    // In any order: the item of the table is a map.
    const until = Object.fromEntries(tenths.toReversed().map((t) => [idOf(t * 10), at(t + life)]));
    const { everyoneBefore, until: staying } = withCutOff({ ...empty, until }, "last", later(40));
    const dropped = tenths.filter((t) => !(idOf(t * 10) in staying));
    expect(dropped).toEqual(tenths.slice(0, dropped.length));
    expect(dropped.length).toBeGreaterThan(100);
    expect(everyoneBefore).toBe(at(dropped.at(-1)! + minute));
    expect(staying).toHaveProperty("last");
  });

  test("holds as much as a policy does, to the character", () => {
    const room = 6144 - boundaryDocument({ until: { "": "" } }).length;
    expect(withCutOff(empty, "x".repeat(room), noon)).not.toHaveProperty("everyoneBefore");
    expect(withCutOff(empty, "x".repeat(room + 1), noon)).toMatchObject({ everyoneBefore: at(minute), until: {} });
  });

  test("never moves that time back", () => {
    const ahead = { ...afterCutOffs(200), everyoneBefore: at(10 * minute) };
    expect(withCutOff(ahead, "x".repeat(6000), later(300)).everyoneBefore).toBe(at(10 * minute));
  });

  test("is empty when it denies nobody", () => {
    expect(isEmpty(empty)).toBe(true);
    expect(isEmpty(withCutOff(empty, "r1", noon))).toBe(false);
    expect(isEmpty({ ...empty, everyoneBefore: at(0) })).toBe(false);
  });
});

describe("the boundary", () => {
  test("allows everything, since it grants nothing, and denies everything to the listed sessions", () => {
    expect(JSON.parse(boundaryDocument({ until: { r2: at(0), r1: at(0) } }))).toEqual({
      Version: "2012-10-17",
      Statement: [
        { Sid: "Allow", Effect: "Allow", Action: "*", Resource: "*" },
        {
          Sid: "CutOff",
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalTag/stint:request": ["r1", "r2"] } },
        },
      ],
    });
  });

  test("of an empty list denies nobody's request", () => {
    expect(denials(empty)).toMatchObject([
      { Condition: { StringEquals: { "aws:PrincipalTag/stint:request": ["none"] } } },
    ]);
  });

  test("denies the sessions that were issued before, those of the same second too", () => {
    const [, everyone] = denials({ ...empty, everyoneBefore: "2026-11-22T12:00:00.400Z" });
    expect(everyone).toEqual({
      Sid: "Everyone",
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-11-22T12:00:01Z" } },
    });
  });
});

describe("the sessions of a request", () => {
  const used = issue(anApproved(), alice, "credentials", later(minute));

  test("have ended an hour after the last can have been issued, or with the window", () => {
    expect(sessionsEnd(anApproved())).toBeUndefined();
    expect(sessionsEnd(used)).toEqual(later(minute + life));
    expect(sessionsEnd(issue(used, alice, "console", later(90 * minute)))).toEqual(later(2 * hour));
  });

  test("have to be denied once the request was taken or given back, while they may live", () => {
    const [ended, revoked] = [end(used, alice, "", later(2 * minute)), revoke(used, bob, "", later(2 * minute))];
    for (const request of [ended, revoked]) {
      expect(needsCutOff(request, later(2 * minute))).toBe(true);
      expect(needsCutOff(request, later(minute + life - 0.001))).toBe(true);
      expect(needsCutOff(request, later(minute + life))).toBe(false);
    }
  });

  test("need not be denied where there are none, or the request ended as it was meant to", () => {
    const tomorrow = anApproved({ startsAt: at(day) });
    for (const request of [used, end(anApproved(), alice, "", noon), aRequest(), withdraw(tomorrow, alice, "", noon)])
      expect(needsCutOff(request, later(2 * minute))).toBe(false);
    expect(needsCutOff(settle(used, later(2 * hour)), later(2 * hour))).toBe(false);
  });

  test("are done with once it is recorded that they are denied, or left alone on purpose", () => {
    const ended = end(used, alice, "", later(2 * minute));
    const now = later(3 * minute);
    expect(cutOff(ended, effectiveBy(now), now)).toMatchObject({
      status: "ended",
      outcome: ended.outcome,
      cutOff: { state: "done", effectiveBy: at(8 * minute) },
    });
    expect(cutOff(ended, undefined, now).cutOff).toEqual({ state: "off" });
    for (const by of [at(0), undefined]) {
      const done = cutOff(ended, by, now);
      expect(needsCutOff(done, now)).toBe(false);
      expect(cutOff(done, by, now)).toBe(done);
      expect(cutOffFailed(done, now)).toBe(done);
    }
  });

  test("are still to be denied after a failure, which is recorded once", () => {
    const ended = end(used, alice, "", later(2 * minute));
    const failed = cutOffFailed(ended, later(3 * minute));
    expect(failed.cutOff).toEqual({ state: "failed" });
    expect(needsCutOff(failed, later(4 * minute))).toBe(true);
    expect(cutOffFailed(failed, later(4 * minute))).toBe(failed);
    expect(cutOff(failed, at(0), later(4 * minute)).cutOff).toMatchObject({ state: "done" });
  });

  test("are nothing to record while the request is not over, or when they have ended by themselves", () => {
    expect(cutOff(used, at(0), noon)).toBe(used);
    const ended = end(used, alice, "", later(2 * minute));
    expect(cutOff(ended, at(0), later(2 * hour))).toBe(ended);
    expect(cutOffFailed(ended, later(2 * hour))).toBe(ended);
  });
});
