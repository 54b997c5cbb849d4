import { describe, expect, test } from "vitest";
import { approve, cutOff, end, issue, reject } from "../../core/moves.ts";
import { mostReminders, waiting } from "../../core/waiting.ts";
import { alice, anApproved, aPerson, aRequest, aStage, bob, day, hour, later, minute, noon } from "./builders.ts";

const at = (seconds: number) => later(seconds).toISOString();
const reminded = (remindEvery: number, about: Parameters<typeof aRequest>[0] = {}) =>
  aRequest({ rule: { ...aRequest().rule, remindEvery }, ...about });

describe("a request that is pending", () => {
  test("waits for the approvers of its stage until the deadline, where nobody is reminded", () => {
    const wait = { phase: "pending", key: "pending/0", stage: 0, reminder: 0, until: at(8 * hour), cutOff: false };
    expect(waiting(aRequest(), noon)).toEqual(wait);
    expect(waiting(aRequest(), later(7 * hour))).toEqual(wait);
  });

  test("waits for the next reminder, where that is sooner", () => {
    const request = reminded(30 * minute);
    expect(waiting(request, noon)).toMatchObject({ reminder: 0, until: at(30 * minute) });
    expect(waiting(request, later(30 * minute - 0.001))).toMatchObject({ reminder: 0, until: at(30 * minute) });
    expect(waiting(request, later(30 * minute))).toMatchObject({ reminder: 1, until: at(hour) });
    expect(waiting(request, later(95 * minute))).toMatchObject({ reminder: 3, until: at(2 * hour) });
  });

  test("lapses rather than being reminded at the deadline or later", () => {
    expect(waiting(reminded(9 * hour), noon)).toMatchObject({ reminder: 0, until: at(8 * hour) });
    expect(waiting(reminded(3 * hour), later(6 * hour))).toMatchObject({ reminder: 2, until: at(8 * hour) });
  });

  test("is not woken by one of two approvals, and waits for the next stage after the second", () => {
    const stages = [aStage({ required: 2 }), aStage({ name: "Security", groups: ["security"] })];
    const asked = reminded(30 * minute, { stages });
    const one = approve(asked, bob, "", later(40 * minute));
    expect(waiting(one, later(41 * minute))).toEqual(waiting(asked, later(41 * minute)));
    const two = approve(one, aPerson("ben", { groups: ["db-leads"] }), "", later(50 * minute));
    const next = { phase: "pending", key: "pending/1", stage: 1, cutOff: false };
    expect(waiting(two, later(50 * minute))).toEqual({ ...next, reminder: 0, until: at(80 * minute) });
    expect(waiting(two, later(85 * minute))).toEqual({ ...next, reminder: 1, until: at(110 * minute) });
  });

  test("has at most 500 reminders, and then waits for its deadline", () => {
    expect(mostReminders).toBe(500);
    const request = reminded(minute, { decideBy: at(day) });
    expect(waiting(request, later(499 * minute))).toMatchObject({ reminder: 499, until: at(500 * minute) });
    expect(waiting(request, later(500 * minute))).toMatchObject({ reminder: 500, until: at(day) });
    expect(waiting(request, later(600 * minute))).toMatchObject({ reminder: 500, until: at(day) });
  });

  test("is asked for the first time also where this clock is a moment behind the one of the ask", () => {
    expect(waiting(reminded(30 * minute), later(-0.005))).toMatchObject({ reminder: 0, until: at(30 * minute) });
  });
});

describe("a request that is approved", () => {
  test("waits for its start, then for its end", () => {
    const tomorrow = anApproved({ startsAt: at(day) });
    const none = { stage: -1, reminder: 0, cutOff: false };
    expect(waiting(tomorrow, noon)).toEqual({ phase: "scheduled", key: "scheduled", ...none, until: at(day) });
    const active = { phase: "active", key: "active", ...none, until: at(day + 2 * hour) };
    expect(waiting(tomorrow, later(day))).toEqual(active);
    expect(waiting(tomorrow, later(day + hour))).toEqual(active);
  });
});

describe("a request that is over", () => {
  test("waits for nothing", () => {
    const none = { stage: -1, reminder: 0, cutOff: false };
    const over = (phase: string, until: string) => ({ phase, key: phase, ...none, until });
    expect(waiting(reject(aRequest(), bob, "", noon), later(hour))).toEqual(over("rejected", at(hour)));
    expect(waiting(end(anApproved(), alice, "", noon), noon)).toEqual(over("ended", at(0)));
    expect(waiting(aRequest(), later(8 * hour))).toEqual(over("lapsed", at(8 * hour)));
    expect(waiting(anApproved(), later(2 * hour))).toEqual(over("expired", at(2 * hour)));
  });

  test("has its sessions denied first, while any may live and until that is recorded", () => {
    const over = end(issue(anApproved(), alice, "console", noon), alice, "", later(minute));
    expect(waiting(over, later(2 * minute)).cutOff).toBe(true);
    expect(waiting(over, later(hour + minute)).cutOff).toBe(false);
    expect(waiting(cutOff(over, at(6 * minute), later(minute)), later(2 * minute)).cutOff).toBe(false);
  });
});
