import { describe, expect, test } from "vitest";
import type { ShownCutOff, ShownWhole } from "../../core/api.ts";
import { issue, issued } from "../../core/moves.ts";
import { shownWhole } from "../../core/shown.ts";
import { type SessionState, sessionsOf, stateOf } from "../../frontend/src/features/request/session-list.ts";
import { alice, anApproved, dan, hour, later, minute } from "../core/builders.ts";

/** Lent for two hours from noon: one session that lasts an hour, one that the window ends, and one that was only begun. */
function used(): ShownWhole {
  const begins = [0, 90 * minute, 100 * minute];
  const request = begins.reduce(
    (before, begin, at) => {
      const begun = issue(before, alice, at === 1 ? "console" : "credentials", later(begin));
      if (at === 2) return begun;
      const session = { session: at + 1, accessKeyId: `ASIA${at + 1}`, expiresAt: later(begin + hour).toISOString() };
      return issued(begun, alice, session, later(begin + 1));
    },
    anApproved({ duration: 2 * hour }),
  );
  return shownWhole(request, dan, later(100 * minute));
}

describe("the sessions of a request", () => {
  test("are told newest first, each with what was handed out and until when it works by itself", () => {
    expect(sessionsOf(used())).toEqual([
      { session: 3, purpose: "credentials", begunAt: later(100 * minute).toISOString() },
      {
        session: 2,
        purpose: "console",
        begunAt: later(90 * minute).toISOString(),
        accessKeyId: "ASIA2",
        until: later(2 * hour).toISOString(),
      },
      {
        session: 1,
        purpose: "credentials",
        begunAt: later(0).toISOString(),
        accessKeyId: "ASIA1",
        until: later(hour).toISOString(),
      },
    ]);
  });

  /** The states of the sessions, newest first, so many seconds after noon. */
  const states = (request: ShownWhole, seconds: number): SessionState[] =>
    sessionsOf(request).map((session) => stateOf(session, request, later(seconds).getTime()));
  const ended = (cutOff: Omit<ShownCutOff, "sessionsEnd">): ShownWhole => ({
    ...used(),
    phase: "revoked",
    cutOff: { ...cutOff, sessionsEnd: later(2 * hour).toISOString() },
  });
  const effectiveBy = later(110 * minute).toISOString();

  test.each<[string, ShownWhole, number, SessionState[]]>([
    ["while the third is being issued", used(), 100 * minute + 30, ["issuing", "alive", "over"]],
    ["a minute later, when it never was", used(), 101 * minute, ["none", "alive", "over"]],
    ["when the window is over", { ...used(), phase: "expired" }, 2 * hour, ["none", "over", "over"]],
    ["at once after a revocation", ended({ state: "pending" }), 101 * minute, ["none", "cutting", "over"]],
    [
      "denied, while AWS takes it over",
      ended({ state: "done", effectiveBy }),
      109 * minute,
      ["none", "cutting", "over"],
    ],
    ["denied everywhere", ended({ state: "done", effectiveBy }), 110 * minute, ["none", "cutOff", "over"]],
    ["when denying failed", ended({ state: "failed" }), 101 * minute, ["none", "denied", "over"]],
    ["where cutting off is switched off", ended({ state: "off" }), 101 * minute, ["none", "left", "over"]],
    ["when they ended by themselves meanwhile", ended({ state: "failed" }), 2 * hour, ["none", "over", "over"]],
  ])("stand as they do %s", (_, request, seconds, expected) => {
    expect(states(request, seconds)).toEqual(expected);
  });
});
