import { describe, expect, test } from "vitest";
import type { ShownRequest } from "../../core/api.ts";
import { belongs, filterIn, listOf, wrongParts } from "../../frontend/src/features/access/history-filter.ts";

const asked = (askedAt: string, phase: ShownRequest["phase"] = "expired") => ({ askedAt, phase }) as ShownRequest;

describe("the days of a history's filter", () => {
  test.each([
    ["Europe/Berlin", "2026-11-21", "2026-11-22"],
    ["Pacific/Kiritimati", "2026-11-21", "2026-11-22"],
    ["Pacific/Pago_Pago", "2026-11-22", "2026-11-23"],
    ["UTC", "2026-11-22", "2026-11-22"],
  ])("are the person's own in %s, and asked for as the days of UTC that hold them", (zone, from, to) => {
    expect(listOf({ from: "2026-11-22", to: "2026-11-22" }, zone)).toEqual({ view: "mine", from, to });
  });

  test("are whole, from their first to their last moment", () => {
    const day = { from: "2026-11-22", to: "2026-11-22" };
    expect(belongs(asked("2026-11-21T22:59:59.999Z"), day, "Europe/Berlin")).toBe(false);
    expect(belongs(asked("2026-11-21T23:00:00.000Z"), day, "Europe/Berlin")).toBe(true);
    expect(belongs(asked("2026-11-22T22:59:59.999Z"), day, "Europe/Berlin")).toBe(true);
    expect(belongs(asked("2026-11-22T23:00:00.000Z"), day, "Europe/Berlin")).toBe(false);
  });

  test("are as long as the clocks make them", () => {
    const day = { from: "2026-10-25", to: "2026-10-25" };
    expect(belongs(asked("2026-10-24T22:00:00.000Z"), day, "Europe/Berlin")).toBe(true);
    expect(belongs(asked("2026-10-25T22:59:59.999Z"), day, "Europe/Berlin")).toBe(true);
    expect(belongs(asked("2026-10-25T23:00:00.000Z"), day, "Europe/Berlin")).toBe(false);
  });
});

describe("a history", () => {
  test("holds what is over, and nothing that is open", () => {
    for (const phase of ["pending", "scheduled", "active"] as const)
      expect(belongs(asked("2026-11-22T10:00:00Z", phase), {}, "Europe/Berlin")).toBe(false);
    for (const phase of ["rejected", "withdrawn", "ended", "revoked", "lapsed", "expired"] as const)
      expect(belongs(asked("2026-11-22T10:00:00Z", phase), {}, "Europe/Berlin")).toBe(true);
  });
});

describe("a history's filter", () => {
  test("is read from an address, without what is wrong there or not its own", () => {
    const address = new URLSearchParams("phase=active&account=111122223333&role=Read+Only&from=2026-02-31&more=1");
    expect(filterIn(address)).toEqual({ account: "111122223333" });
  });

  test.each([
    [{ phase: "open" }, ["phase"]],
    [{ account: "1111-2222-3333" }, ["account"]],
    [{ role: "a b" }, ["role"]],
    [{ from: "2026-02-31" }, ["from"]],
    [{ to: "22.11.2026" }, ["to"]],
    [{ from: "2026-11-23", to: "2026-11-22" }, ["to"]],
    [{ phase: "", account: "", role: "", from: "", to: "" }, []],
    [{ phase: "lapsed", account: "012345678901", role: "ReadOnly", from: "2026-11-22", to: "2026-11-22" }, []],
  ])("names what is wrong with %j", (filter, wrong) => {
    expect(wrongParts(filter)).toEqual(wrong);
  });
});
