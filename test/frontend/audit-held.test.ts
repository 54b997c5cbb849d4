import { describe, expect, test } from "vitest";
import type { ShownRequest } from "../../core/api.ts";
import { type Frame, held, heldBy, heldOver, neverUsed } from "../../frontend/src/features/audit/statistics.ts";
import { aShownRequest, aStage } from "./audit-requests.ts";

const hour = 3_600_000;
const now = Date.parse("2026-11-30T00:00:00Z");
const frame = (): Frame => ({ from: "2026-11-20", to: "2026-11-22", zone: "UTC", now });
const askedAt = (at: string, about: Partial<ShownRequest> = {}) => aShownRequest({ id: at, askedAt: at, ...about });

describe("held access", () => {
  const at = (time: string) => ({ by: { id: "stint", name: "Stint" }, at: `2026-11-22T${time}:00.000Z` });
  test.each<[string, number, Partial<ShownRequest>]>([
    ["lasts to the end of the window", 2, {}],
    ["does not outlast it when expiry is recorded late", 2, { outcome: at("20:00") }],
    ["ends when it was ended", 0.5, { status: "ended", phase: "ended", outcome: at("12:30") }],
    ["ends when it was revoked", 1.25, { status: "revoked", phase: "revoked", outcome: at("13:15") }],
    ["is none when it was revoked before it began", 0, { status: "revoked", phase: "revoked", outcome: at("11:00") }],
    ["is none when it was withdrawn", 0, { status: "withdrawn", phase: "withdrawn", outcome: at("11:00") }],
    ["is none without an approval", 0, { stages: [aStage()], status: "lapsed", phase: "lapsed" }],
    ["is not cut by the approval that began it", 2, { status: "approved", phase: "active", outcome: at("12:00") }],
    [
      "begins with an approval that came after the start of the window",
      1.5,
      { stages: [aStage(["Bob", "approved", "2026-11-22T12:30:00.000Z"])] },
    ],
  ])("%s", (_, hours, about) => {
    expect(held(aShownRequest({ askedAt: "2026-11-22T10:00:00.000Z", ...about }), now)).toBe(hours * hour);
  });

  test("lasts until now while it is active, and has not begun while it is scheduled", () => {
    const active = aShownRequest({ status: "approved", phase: "active" });
    expect(held(active, Date.parse("2026-11-22T12:20:00Z"))).toBe(hour / 3);
    expect(held(active, Date.parse("2026-11-22T11:20:00Z"))).toBe(0);
  });
  test("is none without a window", () => {
    const { startsAt: _, endsAt: __, ...pending } = aShownRequest({ status: "pending", phase: "pending" });
    expect(held(pending, now)).toBe(0);
  });

  const blue = aShownRequest();
  const renamed = askedAt("2026-11-22T13:00:00.000Z", { account: { id: "666677778888", name: "sandbox-azure" } });
  const green = askedAt("2026-11-21T12:00:00.000Z", {
    account: { id: "777788889999", name: "sandbox-green" },
    endsAt: "2026-11-22T12:30:00.000Z",
    role: { name: "ReadOnly" },
  });
  const rejected = askedAt("2026-11-21T12:00:00.000Z", { stages: [aStage()], account: { id: "1", name: "never" } });
  test("adds up by account, most first, under the name that it had last", () => {
    expect(heldBy([blue, green, rejected, renamed], "account", now)).toEqual([
      { id: "666677778888", name: "sandbox-azure", requests: 2, held: 3 * hour },
      { id: "777788889999", name: "sandbox-green", requests: 1, held: 0.5 * hour },
    ]);
  });
  test("adds up by role", () => {
    expect(heldBy([green, blue, renamed], "role", now)).toEqual([
      { id: "PowerUser", name: "PowerUser", requests: 2, held: 3 * hour },
      { id: "ReadOnly", name: "ReadOnly", requests: 1, held: 0.5 * hour },
    ]);
  });
  test("adds up over time by when it was asked for", () => {
    const days = heldOver([blue, green, renamed], "role", frame());
    expect(days.map(({ held: time }) => Object.fromEntries(time))).toEqual([
      {},
      { ReadOnly: 0.5 * hour },
      { PowerUser: 3 * hour },
    ]);
  });
  test("of nothing is nothing", () => {
    expect(heldBy([], "account", now)).toEqual([]);
    expect(heldOver([], "account", frame()).map(({ held: time }) => time.size)).toEqual([0, 0, 0]);
  });
});

describe("what was never used", () => {
  test("is what was granted, is over, and had no session; by person, role and account", () => {
    const idle = askedAt("2026-11-22T12:00:00.000Z", { sessions: 0 });
    const idleBefore = askedAt("2026-11-21T12:00:00.000Z", { sessions: 0, phase: "revoked" });
    const used = askedAt("2026-11-20T12:00:00.000Z");
    const other = askedAt("2026-11-22T12:30:00.000Z", { sessions: 0, role: { name: "ReadOnly" } });
    const { requester, account, role } = idle;
    expect(neverUsed([used, idleBefore, idle, other], now)).toEqual({
      granted: 4,
      unused: 3,
      list: [
        { requester, account, role, unused: 2, granted: 3, newest: idle },
        { requester, account, role: { name: "ReadOnly" }, unused: 1, granted: 1, newest: other },
      ],
    });
  });
  test.each<[string, Partial<ShownRequest>]>([
    ["is active", { status: "approved", phase: "active" }],
    ["was used", {}],
    ["was never approved", { sessions: 0, stages: [aStage()], phase: "lapsed" }],
    [
      "was taken back before it began",
      {
        sessions: 0,
        status: "withdrawn",
        phase: "withdrawn",
        outcome: { by: { id: "a", name: "A" }, at: "2026-11-22T11:00:00.000Z" },
      },
    ],
  ])("is not what %s", (_, about) => {
    expect(neverUsed([aShownRequest(about)], now)).toMatchObject({ unused: 0, list: [] });
  });
  test("of nothing is nothing", () => {
    expect(neverUsed([], now)).toEqual({ granted: 0, unused: 0, list: [] });
  });
});
