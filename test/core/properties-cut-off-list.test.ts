import fc from "fast-check";
import { expect, test } from "vitest";
import { boundaryDocument, type CutOffList, covers, withCutOff, withoutExpired } from "../../core/cut-off.ts";
import { seeded } from "./arbitraries.ts";
import { hour, later, minute } from "./builders.ts";

const idOf = (i: number) => `request-${String(i).padStart(12, "0")}`;
const at = (seconds: number) => later(seconds).toISOString();
const none: CutOffList = { account: "111122223333", generation: 0, until: {} };

interface Session {
  readonly request: string;
  /** Milliseconds. */
  readonly issued: number;
}

/** What IAM does with a session's call under the document; written from IAM's reference and not from the code. */
function isDenied(document: string, { request, issued }: Session): boolean {
  const context: Record<string, string> = {
    "aws:PrincipalTag/stint:request": request,
    "aws:TokenIssueTime": new Date(issued).toISOString().replace(/\.\d+Z$/, "Z"),
  };
  const operators: Record<string, (actual: string, wanted: string) => boolean> = {
    StringEquals: (actual, wanted) => actual === wanted,
    DateLessThan: (actual, wanted) => Date.parse(actual) < Date.parse(wanted),
  };
  return JSON.parse(document).Statement.some(
    ({ Effect, Condition = {} }: { Effect: string; Condition?: Record<string, Record<string, string | string[]>> }) =>
      Effect === "Deny" &&
      Object.entries(Condition).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) =>
          [values].flat().some((wanted) => operators[operator]?.(context[key] ?? "", wanted)),
        ),
      ),
  );
}

/** Lists by hand, of few requests that are cut off at few times: so they often hold the same ones. Seconds after noon. */
const lists = fc
  .record({
    cutOffs: fc.dictionary(fc.integer({ min: 1, max: 5 }).map(idOf), fc.integer({ min: -90, max: 90 }), { maxKeys: 5 }),
    everyone: fc.option(
      fc.integer({ min: -1500, max: 1800 }).map((tenths) => tenths / 10),
      { nil: undefined },
    ),
  })
  .map(({ cutOffs, everyone }): CutOffList => {
    const until = Object.entries(cutOffs).map(([id, seconds]) => [id, at(seconds + minute + hour)]);
    return {
      ...none,
      until: Object.fromEntries(until),
      ...(everyone !== undefined && { everyoneBefore: at(everyone) }),
    };
  });

/** Of the sessions that a list is there to deny, the ones that are denied last: each stands for all issued before it. */
function lastDenied({ until, everyoneBefore }: CutOffList): Session[] {
  return [
    ...Object.entries(until).map(([request, end]) => ({ request, issued: Date.parse(end) - hour * 1000 })),
    ...(everyoneBefore === undefined ? [] : [{ request: "neighbour", issued: Date.parse(everyoneBefore) }]),
  ];
}

test("a document covers a list when it denies every session that the list denies now", () => {
  const answers = { true: 0, false: 0 };
  fc.assert(
    fc.property(lists, lists, fc.integer({ min: 0, max: 2 * hour }), (list, other, seconds) => {
      const document = boundaryDocument(other);
      const needed = lastDenied(withoutExpired(list, later(seconds)));
      const expected = needed.every((session) => isDenied(document, session));
      expect(covers(document, list, later(seconds))).toBe(expected);
      answers[`${expected}`]++;
      expect(covers(boundaryDocument(list), list, later(seconds))).toBe(true);
    }),
    { ...seeded, numRuns: 1000 },
  );
  expect(Math.min(...Object.values(answers))).toBeGreaterThan(200);
});

test("everyone before a moment is everyone of its second and before, and nobody after", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: -5000, max: 5000 }), (moment, difference) => {
      const document = boundaryDocument({ until: {}, everyoneBefore: at(moment / 1000) });
      const issued = later((moment + difference) / 1000).getTime();
      const sameSecond = Math.floor(issued / 1000) <= Math.floor(later(moment / 1000).getTime() / 1000);
      expect(isDenied(document, { request: "neighbour", issued })).toBe(sameSecond);
      if (difference <= 0) expect(sameSecond).toBe(true);
    }),
    { ...seeded, numRuns: 500 },
  );
});

test("a list denies no neighbour unless it is full, then none who comes a minute later; and nobody once all is over", () => {
  const bursts = fc.array(
    fc.record({ count: fc.integer({ min: 1, max: 300 }), wait: fc.integer({ min: 0, max: 50 }) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  fc.assert(
    fc.property(bursts, (all) => {
      let list = none;
      let [now, full, count] = [0, false, 0];
      for (const burst of all) {
        now += burst.wait * minute;
        for (let i = 0; i < burst.count; i++) list = withCutOff(list, idOf(count++), later(now));
        expect(boundaryDocument(list).length).toBeLessThanOrEqual(6144);
        full ||= list.everyoneBefore !== undefined;
        const neighbour = (seconds: number) =>
          isDenied(boundaryDocument(list), { request: "neighbour", issued: later(seconds).getTime() });
        if (!full) expect(neighbour(now - hour)).toBe(false);
        expect(neighbour(now + minute + 1)).toBe(false);
      }
      expect(list.generation).toBe(count);
      expect(withoutExpired(list, later(now + minute + hour + 1))).toEqual({ ...none, generation: count });
      expect(Object.keys(withoutExpired(list, later(now + minute + hour)).until)).toEqual([]);
    }),
    { ...seeded, numRuns: 25 },
  );
});
