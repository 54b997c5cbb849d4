import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { may, moves } from "../../core/moves.ts";
import { type AccessRequest, maySee, type Phase, phaseOf, replay } from "../../core/request.ts";
import { seeded, someone } from "./arbitraries.ts";
import { hour } from "./builders.ts";
import { attempt, life, type Moment, play, tries } from "./lives.ts";

const holds = (check: (moments: readonly Moment[]) => void) =>
  fc.assert(
    fc.property(life, (it) => check(play(it))),
    seeded,
  );

/** Whether two sign-ins are one human, told once more. */
function sameHuman(a: { id: string; email?: string; subject?: string }, b: typeof a): boolean {
  const marks = ({ id, email, subject }: typeof a) => [
    `id ${id}`,
    email && `email ${email}`,
    subject && `at ${subject}`,
  ];
  return marks(a).some((mark) => mark && marks(b).includes(mark));
}

const decisionsOf = (request: AccessRequest) => request.stages.flatMap(({ decisions }) => decisions);

describe("in every life", () => {
  test("nobody decides about their own request, under whatever sign-in, with whatever they are besides", () => {
    const forms = [
      (email: string) => email.toUpperCase(),
      (email: string) => ` ${email}\n`,
      (email: string) => email.replace("e", "ｅ"),
    ];
    fc.assert(
      fc.property(life, someone, fc.constantFrom(0, 1, 2, 3, 4), fc.nat(), (it, other, as, pick) => {
        const moments = play(it);
        const { request, now } = moments[pick % moments.length]!;
        const { id, email, subject } = request.requester;
        const disguises = [
          { ...other, sub: id },
          subject === undefined ? { ...other, email } : { ...other, subject },
          ...forms.map((form) => ({ ...other, email: form(email) })),
        ];
        const self = disguises[as]!;
        expect(attempt(() => tries.approve(request, self, now)).code).toBe("self_approval");
        expect(attempt(() => tries.reject(request, self, now)).code).toBe("self_approval");
      }),
      seeded,
    );
  });

  test("the requester is never among those who decided", () => {
    holds((moments) => {
      const { request } = moments.at(-1)!;
      for (const { by } of decisionsOf(request)) expect(sameHuman(by, request.requester)).toBe(false);
    });
  });

  test("one human decides once", () => {
    holds((moments) => {
      const people = decisionsOf(moments.at(-1)!.request).map(({ by }) => by);
      for (const [i, one] of people.entries())
        for (const other of people.slice(i + 1)) expect(sameHuman(one, other)).toBe(false);
    });
  });

  test("who decides has a verified e-mail and is named by the stage that is being decided", () => {
    fc.assert(
      fc.property(life, (it) => {
        const moments = play(it);
        for (const [i, { move, caller }] of it.steps.entries()) {
          const [{ request: before }, { request: after }] = [moments[i]!, moments[i + 1]!];
          if ((move !== "approve" && move !== "reject") || after === before) continue;
          const open = before.stages.find(({ decisions, required }) => decisions.length < required)!;
          const named = [...caller.groups, caller.email].filter((n) =>
            [...open.groups, ...open.people].includes(n ?? ""),
          );
          expect(named).not.toEqual([]);
          expect(caller.email).toBeDefined();
        }
      }),
      seeded,
    );
  });

  test("a request is approved only when every stage is filled, by different people", () => {
    holds((moments) => {
      for (const { request } of moments) {
        const short = request.stages.filter(({ decisions, required }) => decisions.length < required);
        expect(request.endsAt !== undefined).toBe(short.length === 0 && request.status !== "rejected");
        const humans = decisionsOf(request).map(({ by }) => by.id);
        expect(new Set(humans).size).toBe(humans.length);
      }
    });
  });

  test("a rejection is final", () => {
    holds((moments) => {
      const from = moments.findIndex(({ request }) => request.status === "rejected");
      if (from === -1) return;
      for (const { request } of moments.slice(from)) {
        expect(request.status).toBe("rejected");
        expect(decisionsOf(request)).toEqual(decisionsOf(moments[from]!.request));
      }
    });
  });

  test("no phase comes back, and none that is over becomes another, whatever is tried and however late it is", () => {
    const rank = (phase: Phase) => ["pending", "scheduled", "active"].indexOf(phase);
    holds((moments) => {
      const { request: last, now: end } = moments.at(-1)!;
      const after = [1, hour, 100 * hour, 10_000 * hour].map((wait) => new Date(end.getTime() + wait * 1000));
      const phases = [
        // Each request at the time of the next step as well, before that step changed it.
        ...moments.flatMap(({ request, now }, i) =>
          [now, moments[i + 1]?.now ?? now].map((at) => phaseOf(request, at)),
        ),
        ...after.map((at) => phaseOf(last, at)),
      ];
      for (const [i, phase] of phases.entries()) {
        const next = phases[i + 1] ?? phase;
        if (rank(phase) === -1) expect(next).toBe(phase);
        else if (rank(next) !== -1) expect(rank(next)).toBeGreaterThanOrEqual(rank(phase));
      }
      expect(rank(phases.at(-1)!)).toBe(-1);
    });
  });

  test("sessions are begun by the requester alone, inside the window, and counted", () => {
    holds((moments) => {
      const { request } = moments.at(-1)!;
      const begun = request.history.filter(({ type }) => type === "issuing");
      expect(request.sessions).toBe(begun.length);
      for (const { at, actor } of begun) {
        expect(actor.id).toBe(request.requester.id);
        expect(at >= request.startsAt! && at < request.endsAt!).toBe(true);
      }
    });
  });

  test("history only grows, by one event a change, and adds up to the request that the moves built", () => {
    holds((moments) => {
      for (const [i, { request }] of moments.entries()) {
        expect(request.version).toBe(request.history.length);
        const before = moments[i - 1]?.request ?? request;
        expect(request.history.slice(0, before.version)).toEqual(before.history);
        expect(request.version - before.version).toBeLessThanOrEqual(1);
        expect(replay(JSON.parse(JSON.stringify(request.history)))).toEqual(request);
      }
    });
  });

  test("what a caller may do is what the moves let them do", () => {
    fc.assert(
      fc.property(life, someone, fc.nat(), (it, caller, pick) => {
        const moments = play(it);
        const { request, now } = moments[pick % moments.length]!;
        const person = pick % 3 === 0 ? { ...caller, sub: request.requester.id } : caller;
        const works = (Object.keys(moves) as (keyof typeof moves)[]).filter((move) => {
          const { code } = attempt(() => tries[move](request, person, now));
          return code === undefined || code === "sign_in_again";
        });
        expect(may(request, person, now)).toEqual(works);
      }),
      seeded,
    );
  });

  test("nobody can do anything with a request that they may not see", () => {
    fc.assert(
      fc.property(life, someone, fc.nat(), (it, caller, pick) => {
        const moments = play(it);
        const { request, now } = moments[pick % moments.length]!;
        if (!maySee(request, caller)) expect(may(request, caller, now)).toEqual([]);
      }),
      seeded,
    );
  });
});
