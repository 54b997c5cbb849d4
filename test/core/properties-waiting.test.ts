import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AccessRequest, phaseOf, type Recorded } from "../../core/request.ts";
import { waiting } from "../../core/waiting.ts";
import { seeded } from "./arbitraries.ts";
import { noon } from "./builders.ts";
import { asked, life, play } from "./lives.ts";

/** What the state machine does: looks, waits so many whole seconds, a little longer perhaps, and looks again. */
function follow(request: AccessRequest, from: Date, lateness: number) {
  const looks: { readonly at: number; readonly phase: string; readonly stage: number; readonly reminder: number }[] =
    [];
  for (let at = from.getTime(); ; ) {
    const { phase, stage, reminder, until } = waiting(request, new Date(at));
    looks.push({ at, phase, stage, reminder });
    if (!["pending", "scheduled", "active"].includes(phase) || looks.length > 1000) return looks;
    expect(Date.parse(until)).toBeGreaterThan(at);
    const seconds = Math.max(1, Math.ceil((Date.parse(until) - at) / 1000));
    expect(Number.isInteger(seconds)).toBe(true);
    at += (seconds + lateness) * 1000;
  }
}

describe("a workflow that looks, waits and looks again", () => {
  const last = (it: Parameters<typeof play>[0]): { request: Recorded; now: Date } => play(it).at(-1)!;
  const lateness = fc.integer({ min: 0, max: 20 });

  test("comes to an end, after as many looks as there are things that time does", () => {
    fc.assert(
      fc.property(life, lateness, (it, late) => {
        const { request, now } = last(it);
        const looks = follow(request, now, late);
        const { phase, at } = looks.at(-1)!;
        expect(phase).toBe(phaseOf(request, new Date(at)));
        expect(["pending", "scheduled", "active"]).not.toContain(phase);
        const left = (Date.parse(request.decideBy ?? request.askedAt) - now.getTime()) / 1000;
        const reminders = request.rule.remindEvery ? Math.max(0, left) / request.rule.remindEvery : 0;
        expect(looks.length).toBeLessThanOrEqual(Math.ceil(reminders) + 4);
      }),
      seeded,
    );
  });

  test("notices start, end and deadline within a second of them, and its own lateness", () => {
    fc.assert(
      fc.property(life, lateness, (it, late) => {
        const { request, now } = last(it);
        const looks = follow(request, now, late);
        const moments = { active: request.startsAt, expired: request.endsAt, lapsed: request.decideBy };
        for (const { phase, at } of looks.slice(1)) {
          const due = Date.parse(moments[phase as keyof typeof moments] ?? "");
          if (Number.isNaN(due) || due < now.getTime()) continue;
          expect(at).toBeGreaterThanOrEqual(due);
          expect(at - due).toBeLessThan((1 + late) * 1000);
        }
      }),
      seeded,
    );
  });

  test("reminds the approvers of the first stage each time that it is due, once, and never at the deadline", () => {
    fc.assert(
      fc.property(asked, lateness, (asked, late) => {
        fc.pre(asked.stages.length > 0 && asked.rule.remindEvery !== undefined);
        const every = asked.rule.remindEvery!;
        const { request } = play({ asked, steps: [] })[0]!;
        const looks = follow(request, noon, late).filter(({ phase }) => phase === "pending");
        const left = (Date.parse(asked.decideBy!) - noon.getTime()) / 1000;
        const due = Math.ceil(left / every);
        expect(looks.map(({ reminder }) => reminder).slice(0, due - 1)).toEqual(
          Array.from({ length: due - 1 }, (_, i) => i),
        );
        expect(looks.length - due).toBeLessThanOrEqual(0);
        for (const { reminder, at } of looks) {
          const passed = (at - noon.getTime()) / 1000 - reminder * every;
          expect(passed >= 0 && passed < 1 + late).toBe(true);
        }
      }),
      seeded,
    );
  });
});
