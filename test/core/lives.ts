import fc from "fast-check";
import { StintError } from "../../core/errors.ts";
import type { Asked } from "../../core/history.ts";
import * as m from "../../core/moves.ts";
import type { Caller, Recorded } from "../../core/request.ts";
import { someone, stage } from "./arbitraries.ts";
import { anAsked, aPerson, hour, later, minute, noon, requestId } from "./builders.ts";

/** What was asked for: by whom, from when, for how long, and who has to approve. */
export const asked: fc.Arbitrary<Asked> = fc
  .record({
    requester: someone,
    stages: fc.array(stage, { maxLength: 3, size: "max" }),
    duration: fc.integer({ min: 1, max: 12 * 60 }).map((minutes) => minutes * minute),
    startsAt: fc.option(fc.integer({ min: -1, max: 10 * 60 }), { nil: undefined, freq: 2 }),
    within: fc.integer({ min: 10, max: 24 * 60 }),
    remindEvery: fc.option(fc.integer({ min: 5, max: 600 }), { nil: undefined }),
    sessionDuration: fc.integer({ min: 15, max: 60 }),
    signInWithin: fc.option(fc.integer({ min: 30, max: 1200 }), { nil: undefined, freq: 1 }),
    kubernetes: fc.boolean(),
  })
  .map(({ requester, stages, duration, startsAt, within, remindEvery, sessionDuration, signInWithin, kubernetes }) => {
    const { sub: id, name, username, groups, subject, email = "alice@example.com" } = requester;
    const start = startsAt === undefined ? undefined : later(startsAt * minute);
    const end = start ? start.getTime() + duration * 1000 : Number.POSITIVE_INFINITY;
    const decideBy = new Date(Math.min(later(within * minute).getTime(), end)).toISOString();
    const { startsAt: _, decideBy: __, ...rest } = anAsked();
    return {
      ...rest,
      requester: { id, name, username, groups, email, ...(subject !== undefined && { subject }) },
      stages,
      duration,
      role: { name: "DatabaseAdmin", kubernetes },
      rule: {
        ...rest.rule,
        sessionDuration: sessionDuration * minute,
        ...(signInWithin !== undefined && { signInWithin: signInWithin * minute }),
        ...(remindEvery !== undefined && { remindEvery: remindEvery * minute }),
      },
      ...(start && { startsAt: start.toISOString() }),
      ...(stages.length > 0 && { decideBy }),
    };
  });

/** One try at a move by somebody, so long after the one before. */
export interface Step {
  readonly move: Try;
  readonly caller: Caller;
  /** Seconds. */
  readonly wait: number;
}

const session = (request: Recorded) => ({
  session: request.sessions,
  accessKeyId: "ASIAEXAMPLE",
  expiresAt: later(hour).toISOString(),
});

/** Every move, Stint's own among them. */
export const tries = {
  approve: (request: Recorded, caller: Caller, now: Date) => m.approve(request, caller, "yes", now),
  reject: (request: Recorded, caller: Caller, now: Date) => m.reject(request, caller, "no", now),
  withdraw: (request: Recorded, caller: Caller, now: Date) => m.withdraw(request, caller, "", now),
  end: (request: Recorded, caller: Caller, now: Date) => m.end(request, caller, "", now),
  revoke: (request: Recorded, caller: Caller, now: Date) => m.revoke(request, caller, "", now),
  use: (request: Recorded, caller: Caller, now: Date) => m.issue(request, caller, "credentials", now),
  issued: (request: Recorded, caller: Caller, now: Date) => m.issued(request, caller, session(request), now),
  revokeByPolicy: (request: Recorded, _: Caller, now: Date) => m.revokeByPolicy(request, "gone", now),
  settle: (request: Recorded, _: Caller, now: Date) => m.settle(request, now),
  cutOff: (request: Recorded, _: Caller, now: Date) => m.cutOff(request, now.toISOString(), now),
  cutOffFailed: (request: Recorded, _: Caller, now: Date) => m.cutOffFailed(request, now),
  close: (request: Recorded, _: Caller, now: Date) => m.close(request, now),
};

type Try = keyof typeof tries;
const anything = Object.keys(tries) as Try[];
const mostly = (...often: Try[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...often) }, { weight: 1, arbitrary: fc.constantFrom(...anything) });
const asks = mostly("use", "issued");
const decides = mostly("approve", "approve", "approve", "approve", "approve", "reject");
const wait = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 5 * minute }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 6 * hour }) },
);

/** A life: what was asked for, and what was tried after it. The requester and the others mostly try what befits them. */
export const life = fc
  .record({ asked, people: fc.array(someone, { minLength: 5, maxLength: 10 }) })
  .chain(({ asked, people }) => {
    const { groups, ...requester } = asked.requester;
    const asker: Caller = { ...aPerson(requester.username), ...requester, sub: requester.id, groups };
    const step = fc.oneof(
      { weight: 1, arbitrary: fc.record({ move: asks, caller: fc.constant(asker), wait }) },
      { weight: 3, arbitrary: fc.record({ move: decides, caller: fc.constantFrom(...people), wait }) },
    );
    return fc.record({ asked: fc.constant(asked), steps: fc.array(step, { minLength: 10, maxLength: 40 }) });
  });

/** A request, and when it came to be as it is. */
export interface Moment {
  readonly request: Recorded;
  readonly now: Date;
}

/** Plays a life: the request after the ask and after each step, whether the step did anything or was refused. */
export function play({ asked, steps }: { readonly asked: Asked; readonly steps: readonly Step[] }): Moment[] {
  const moments: Moment[] = [{ request: m.ask(requestId, asked, noon), now: noon }];
  for (const { move, caller, wait } of steps) {
    const { request, now: before } = moments.at(-1)!;
    const now = new Date(before.getTime() + wait * 1000);
    moments.push({ request: attempt(() => tries[move](request, caller, now)).request ?? request, now });
  }
  return moments;
}

/** What a move comes to: the request, or the code of its refusal. */
export function attempt(move: () => Recorded): { readonly request?: Recorded; readonly code?: string } {
  try {
    return { request: move() };
  } catch (error) {
    if (error instanceof StintError) return { code: error.code };
    throw error;
  }
}
