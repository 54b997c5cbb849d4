import { describe, expect, test } from "vitest";
import { boundaryDocument, type CutOffList, covers, withCutOff } from "../../core/cut-off.ts";
import { hour, later, minute, noon } from "./builders.ts";

const at = (seconds: number) => later(seconds).toISOString();
const empty: CutOffList = { account: "111122223333", generation: 7, until: {} };
/** What a session can live after it was cut off: its hour, and the minute in which STS may still have been about to issue it. */
const life = hour + minute;

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
    expect(covers(boundaryDocument(empty), list, later(life - 0.001))).toBe(false);
    expect(covers(boundaryDocument(empty), list, later(life))).toBe(true);
  });

  test("sees a request, or everybody, missing", () => {
    expect(covers(boundaryDocument({ ...list, until: { r1: at(0) } }), list, noon)).toBe(false);
    expect(covers(boundaryDocument({ until: list.until }), list, noon)).toBe(false);
    expect(covers(boundaryDocument({ ...list, everyoneBefore: at(-hour) }), list, noon)).toBe(false);
    expect(covers(boundaryDocument(empty), list, noon)).toBe(false);
  });

  test("takes a Deny of everyone for that of a request whose sessions all began before", () => {
    const one = withCutOff(empty, "r1", noon);
    const everyone = (before: number) => boundaryDocument({ until: {}, everyoneBefore: at(before) });
    expect(covers(everyone(minute), one, noon)).toBe(true);
    expect(covers(everyone(minute - 1), one, noon)).toBe(false);
    expect(covers(everyone(minute), { ...one, everyoneBefore: at(-5) }, noon)).toBe(true);
  });

  test("minds neither order nor white space, nor a list of one", () => {
    const { Version, Statement } = JSON.parse(live);
    Statement[1].Condition.StringEquals["aws:PrincipalTag/stint:request"].reverse();
    Statement[2].Action = ["*"];
    expect(covers(JSON.stringify({ Statement: Statement.reverse(), Version }, null, 2), list, noon)).toBe(true);
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
    const undated = live.replace(/"20[^"]*Z"/, '"soon"');
    expect(undated).not.toBe(live);
    expect(covers(undated, list, noon)).toBe(false);
  });

  test("does not take for its own what denies more than sessions: then nobody can work", () => {
    const { Version, Statement } = JSON.parse(live);
    const [allow, ...denying] = Statement;
    const everything = { ...allow, Effect: "Deny" };
    for (const wrong of [
      denying,
      [everything, ...denying],
      [...Statement, { ...everything, Sid: "More" }],
      [everything],
    ])
      expect(covers(JSON.stringify({ Version, Statement: wrong }), list, noon)).toBe(false);
  });
});
