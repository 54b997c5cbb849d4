import { describe, expect, test } from "vitest";
import {
  boundaryDocument,
  type CutOffList,
  covers,
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
const idOf = (i: number) => `request-${String(i).padStart(12, "0")}`;
/** The list after so many cut-offs, one a second. */
const afterCutOffs = (count: number) =>
  Array.from({ length: count }).reduce<CutOffList>((list, _, i) => withCutOff(list, idOf(i), later(i)), empty);
const denials = (list: CutOffList) => JSON.parse(boundaryDocument(list)).Statement.slice(1);

describe("the list of denied sessions", () => {
  test("holds a request for the hour that its last session can live, and counts its changes", () => {
    expect(withCutOff(empty, "r1", noon)).toEqual({ ...empty, generation: 8, until: { r1: at(hour) } });
  });

  test("loses none that was on it, and drops those whose sessions have expired", () => {
    const two = withCutOff(withCutOff(empty, "r1", noon), "r2", later(hour - 1));
    expect(two).toEqual({ ...empty, generation: 9, until: { r1: at(hour), r2: at(2 * hour - 1) } });
    expect(withCutOff(two, "r3", later(hour)).until).toEqual({ r2: at(2 * hour - 1), r3: at(2 * hour) });
  });

  test("keeps its generation while time only takes from it", () => {
    const list = { ...empty, until: { r1: at(10), r2: at(20) }, everyoneBefore: at(15 - hour) };
    expect(withoutExpired(list, later(10))).toEqual({ ...list, until: { r2: at(20) } });
    expect(withoutExpired(list, later(20))).toEqual(empty);
  });

  test("denies every session of before, once it holds more than a policy does", () => {
    const lists = [100, 200, 400].map(afterCutOffs);
    for (const list of lists) expect(boundaryDocument(list).length).toBeLessThanOrEqual(6144);
    const full = lists.at(-1)!;
    expect(full).toMatchObject({ generation: 407, everyoneBefore: expect.any(String) });
    for (let i = 0; i < 400; i++) {
      const listed = idOf(i) in full.until;
      expect(listed || later(i).getTime() <= Date.parse(full.everyoneBefore!)).toBe(true);
    }
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

describe("covers", () => {
  const list = { ...withCutOff(withCutOff(empty, "r1", noon), "r2", noon), everyoneBefore: at(-minute) };
  const live = boundaryDocument(list);

  test("says so of a document that denies what the list denies, or more", () => {
    expect(covers(live, list, noon)).toBe(true);
    expect(covers(live, { ...list, until: { r1: at(hour) } }, noon)).toBe(true);
    expect(covers(boundaryDocument(empty), empty, noon)).toBe(true);
    const one = JSON.parse(boundaryDocument({ until: { r1: at(0) } }));
    one.Statement[1].Condition.StringEquals["aws:PrincipalTag/stint:request"] = "r1";
    expect(covers(JSON.stringify(one), withCutOff(empty, "r1", noon), noon)).toBe(true);
  });

  test("does not miss what has expired since", () => {
    expect(covers(boundaryDocument(empty), list, later(hour))).toBe(true);
  });

  test("sees a request, or everybody, missing", () => {
    expect(covers(boundaryDocument({ ...list, until: { r1: at(0) } }), list, noon)).toBe(false);
    expect(covers(boundaryDocument({ until: list.until }), list, noon)).toBe(false);
    expect(covers(boundaryDocument({ ...list, everyoneBefore: at(-hour) }), list, noon)).toBe(false);
    expect(covers(boundaryDocument(empty), list, noon)).toBe(false);
  });

  test("sees a Deny that somebody has made an Allow, or narrowed", () => {
    for (const change of [{ Effect: "Allow" }, { Action: "s3:*" }, { Resource: "arn:aws:s3:::x" }]) {
      const document = JSON.parse(live);
      Object.assign(document.Statement[1], change);
      expect([change, covers(JSON.stringify(document), list, noon)]).toEqual([change, false]);
    }
  });

  test("sees nothing denied in a document of another making", () => {
    for (const document of ["", "null", "{}", '{"Statement":[]}', '{"Statement":{"Effect":"Allow","Action":"*"}}'])
      expect([document, covers(document, list, noon)]).toEqual([document, false]);
  });
});

describe("the sessions of a request", () => {
  const used = issue(anApproved(), alice, "credentials", later(minute));

  test("have ended an hour after the last was begun, or with the window", () => {
    expect(sessionsEnd(anApproved())).toBeUndefined();
    expect(sessionsEnd(used)).toEqual(later(minute + hour));
    expect(sessionsEnd(issue(used, alice, "console", later(90 * minute)))).toEqual(later(2 * hour));
  });

  test("have to be denied once the request was taken or given back, while they may live", () => {
    const [ended, revoked] = [end(used, alice, "", later(2 * minute)), revoke(used, bob, "", later(2 * minute))];
    for (const request of [ended, revoked]) {
      expect(needsCutOff(request, later(2 * minute))).toBe(true);
      expect(needsCutOff(request, later(minute + hour - 0.001))).toBe(true);
      expect(needsCutOff(request, later(minute + hour))).toBe(false);
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
