import fc from "fast-check";
import { expect, test } from "vitest";
import { boundaryDocument, type CutOffList, covers, withCutOff, withoutExpired } from "../../core/cut-off.ts";
import { seeded } from "./arbitraries.ts";
import { hour, later, minute } from "./builders.ts";

interface CutOff {
  readonly id: string;
  /** Seconds after noon. */
  readonly at: number;
}

/** Bursts of cut-offs, some of more requests than a policy holds. */
const cutOffs = fc
  .array(
    fc.record({
      count: fc.integer({ min: 1, max: 260 }),
      every: fc.constantFrom(0, 0.2, 5),
      wait: fc.integer({ min: 0, max: hour }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((bursts) => {
    const all: CutOff[] = [];
    let at = 0;
    for (const { count, every, wait } of bursts) {
      at += wait;
      for (let i = 0; i < count; i++) {
        at += every;
        all.push({ id: `request-${String(all.length).padStart(12, "0")}`, at });
      }
    }
    return all;
  });

/** Whether the document, as IAM reads it, denies a session of the request that was issued then. */
function denies(document: string, id: string, issued: Date): boolean {
  return JSON.parse(document).Statement.some(
    ({ Effect, Condition }: { Effect: string; Condition?: Record<string, Record<string, string & string[]>> }) => {
      if (Effect !== "Deny") return false;
      const before = Condition?.DateLessThan?.["aws:TokenIssueTime"];
      const ids = Condition?.StringEquals?.["aws:PrincipalTag/stint:request"];
      return ids?.includes(id) || (before !== undefined && issued < new Date(before));
    },
  );
}

test("every session of a request that was cut off is denied until it has ended, however many there are at once", () => {
  fc.assert(
    fc.property(
      cutOffs,
      fc.nat(),
      fc.integer({ min: -hour, max: minute }),
      fc.nat(),
      (all, pick, issuedAfter, when) => {
        const which = pick % all.length;
        const { id, at } = all[which]!;
        const issued = later(at + issuedAfter);
        const ends = at + issuedAfter + hour;
        let list: CutOffList = { account: "111122223333", generation: 0, until: {} };
        for (const [i, cutOff] of all.entries()) {
          list = withCutOff(list, cutOff.id, later(cutOff.at));
          if (i < which || (i - which) % 5 > 0 || cutOff.at >= ends) continue;
          expect([cutOff.at, denies(boundaryDocument(list), id, issued)]).toEqual([cutOff.at, true]);
        }
        const last = all.at(-1)!.at;
        const now = later(last + (when % Math.max(1, Math.floor(ends - last))));
        const live = boundaryDocument(withoutExpired(list, now));
        if (now < later(ends)) expect(denies(live, id, issued)).toBe(true);
        expect(boundaryDocument(list).length).toBeLessThanOrEqual(6144);
        expect(covers(boundaryDocument(list), list, now)).toBe(true);
        expect(covers(live, list, now)).toBe(true);
        expect(list.generation).toBe(all.length);
      },
    ),
    { ...seeded, numRuns: 40 },
  );
});
