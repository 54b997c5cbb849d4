import fc from "fast-check";
import { expect, test } from "vitest";
import type { Asked } from "../../core/history.ts";
import { ask } from "../../core/moves.ts";
import type { Caller } from "../../core/request.ts";
import { phaseOf } from "../../core/request.ts";
import { seeded } from "./arbitraries.ts";
import { minute, noon, requestId } from "./builders.ts";
import { attempt, life, type Step, tries } from "./lives.ts";

/** The life of a request, told a second time in as few words as it takes: it has no history, and counts in milliseconds. */
function modelOf(asked: Asked) {
  const { requester, stages, rule, role } = asked;
  const length = asked.duration * 1000;
  const decideBy = Date.parse(asked.decideBy ?? "");
  const missing = stages.map(({ required }) => required);
  const voters: Caller[] = [];
  let [ending, sessions, closed] = ["", 0, false];
  let [used, denied] = [Number.NaN, ""];
  let window = stages.length === 0 ? opened(noon.getTime()) : undefined;

  function opened(at: number) {
    const from = asked.startsAt === undefined ? at : Date.parse(asked.startsAt);
    return { from, to: from + length };
  }

  function phase(now: number): string {
    if (ending) return ending;
    if (!window) return now < decideBy ? "pending" : "lapsed";
    if (now < window.from) return "scheduled";
    return now < window.to ? "active" : "expired";
  }

  /** Whether sessions of a request that was taken back may still live. */
  const mayLive = (now: number) =>
    (ending === "revoked" || ending === "ended") && now < Math.min(used + (60 + 1) * 60_000, window?.to ?? 0);
  const isAsker = ({ sub }: Caller) => sub === requester.id;
  const human = (a: Caller, b: Pick<Caller, "sub" | "email" | "subject">) =>
    a.sub === b.sub || (!!a.email && a.email === b.email) || (!!a.subject && a.subject === b.subject);
  const named = (caller: Caller, i: number) =>
    !!stages[i] && [...stages[i].groups, ...stages[i].people].some((n) => [...caller.groups, caller.email].includes(n));
  const namedAnywhere = (caller: Caller) => stages.some((_, i) => named(caller, i));
  const now1 = () => missing.findIndex((n) => n > 0);

  /** Does the step, or says why not; undefined where all is well. */
  function step(move: Step["move"], caller: Caller, now: number): string | undefined {
    const at = phase(now);
    switch (move) {
      case "approve":
      case "reject": {
        if (human(caller, { ...requester, sub: requester.id })) return "self_approval";
        if (!namedAnywhere(caller)) return "not_allowed";
        if (at !== "pending") return "wrong_state";
        if (!caller.email) return "not_allowed";
        if (voters.some((voter) => human(voter, caller))) return "wrong_state";
        const i = now1();
        if (!named(caller, i)) return "not_allowed";
        const age = (now - Date.parse(caller.authenticatedAt!)) / 1000;
        if (rule.signInWithin && (age > rule.signInWithin || age < -minute)) return "sign_in_again";
        voters.push(caller);
        if (move === "reject") ending = "rejected";
        else missing[i]!--;
        if (!ending && now1() === -1) window = opened(now);
        return undefined;
      }
      case "withdraw":
        if (!isAsker(caller)) return "not_allowed";
        if (at !== "pending" && at !== "scheduled") return "wrong_state";
        ending = "withdrawn";
        return undefined;
      case "end":
        if (!isAsker(caller)) return "not_allowed";
        if (at !== "active") return "wrong_state";
        ending = "ended";
        return undefined;
      case "revoke":
      case "revokeByPolicy":
        if (move === "revoke" && !caller.administrator && !namedAnywhere(caller)) return "not_allowed";
        if (at !== "scheduled" && at !== "active") return "wrong_state";
        ending = "revoked";
        return undefined;
      case "use":
        if (!isAsker(caller)) return "not_allowed";
        if (at !== "active") return "wrong_state";
        if (role.kubernetes && window!.to - now < 15 * minute * 1000) return "wrong_state";
        sessions++;
        used = now;
        return undefined;
      case "issued":
        if (!isAsker(caller)) return "not_allowed";
        return at === "active" ? undefined : "wrong_state";
      case "settle":
        if (at === "lapsed" || at === "expired") ending = at;
        return undefined;
      case "cutOff":
        if (mayLive(now) && denied !== "done") denied = "done";
        return undefined;
      case "cutOffFailed":
        if (mayLive(now) && denied === "") denied = "failed";
        return undefined;
      case "close":
        if (!["pending", "scheduled", "active"].includes(at)) closed = true;
        return undefined;
    }
  }

  return {
    step,
    looks: (now: number) => ({
      phase: phase(now),
      settled: ending !== "",
      sessions,
      closed,
      denied,
      voters: voters.map(({ sub }) => sub),
      ...(window && { startsAt: new Date(window.from).toISOString(), endsAt: new Date(window.to).toISOString() }),
    }),
  };
}

test("a request goes the way that the model goes, whoever tries whatever at whatever time", () => {
  fc.assert(
    fc.property(life, ({ asked, steps }) => {
      const model = modelOf(asked);
      let request = ask(requestId, asked, noon);
      let now = noon;
      for (const { move, caller, wait } of steps) {
        now = new Date(now.getTime() + wait * 1000);
        const { request: next, code } = attempt(() => tries[move](request, caller, now));
        expect([move, code]).toEqual([move, model.step(move, caller, now.getTime())]);
        request = next ?? request;
        const { status, sessions, closed, cutOff, startsAt, endsAt, stages } = request;
        expect({
          phase: phaseOf(request, now),
          settled: status !== "pending" && status !== "approved",
          sessions,
          closed,
          denied: cutOff?.state ?? "",
          voters: stages.flatMap(({ decisions }) => decisions.map(({ by }) => by.id)),
          ...(endsAt !== undefined && { startsAt, endsAt }),
        }).toEqual(model.looks(now.getTime()));
      }
    }),
    { ...seeded, numRuns: 300 },
  );
});
