import { describe, expect, test } from "vitest";
import { addDays, countDays, dayOf, firstUtcDay, isDay, lastUtcDay } from "../../frontend/src/ui/days.ts";

describe("a day", () => {
  test.each([
    ["2026-11-22T22:59:59.999Z", "Europe/Berlin", "2026-11-22"],
    ["2026-11-22T23:00:00.000Z", "Europe/Berlin", "2026-11-23"],
    ["2026-07-22T22:00:00.000Z", "Europe/Berlin", "2026-07-23"],
    ["2026-11-22T09:59:59.999Z", "Pacific/Kiritimati", "2026-11-22"],
    ["2026-11-22T10:00:00.000Z", "Pacific/Kiritimati", "2026-11-23"],
    ["2026-11-22T07:59:59.999Z", "America/Los_Angeles", "2026-11-21"],
    ["2026-01-01T00:00:00.000Z", "UTC", "2026-01-01"],
  ])("of %s in %s is %s", (at, zone, day) => {
    expect(dayOf(at, zone)).toBe(day);
    expect(dayOf(Date.parse(at), zone)).toBe(day);
  });
  test.each(["", "22-11-2026", "2026-2-3", "2026-02-30", "2026-13-01", "2026-11-22T00:00:00Z"])("is not %j", (text) => {
    expect(isDay(text)).toBe(false);
  });
  test("has others before and after it, over the change of the clocks too", () => {
    expect(addDays("2026-10-24", 3)).toBe("2026-10-27");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
    expect(countDays({ from: "2026-10-24", to: "2026-10-26" })).toBe(3);
  });
});

describe("the days in UTC", () => {
  test.each([
    ["UTC", "2026-11-20", "2026-11-22"],
    ["Europe/Berlin", "2026-11-19", "2026-11-22"],
    ["America/Los_Angeles", "2026-11-20", "2026-11-23"],
    ["Pacific/Kiritimati", "2026-11-19", "2026-11-22"],
    ["Asia/Kathmandu", "2026-11-19", "2026-11-22"],
  ])("of three days in %s are %s to %s", (zone, from, to) => {
    expect(firstUtcDay("2026-11-20", zone)).toBe(from);
    expect(lastUtcDay("2026-11-22", zone)).toBe(to);
  });

  test.each(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago"])(
    "hold every moment of the days of %s, whatever the clocks do",
    (zone) => {
      const days = { from: "2026-10-24", to: "2026-10-26" };
      const [from, to] = [firstUtcDay(days.from, zone), lastUtcDay(days.to, zone)];
      const quarter = 15 * 60_000;
      for (let at = Date.parse("2026-10-22"); at < Date.parse("2026-10-29"); at += quarter) {
        const day = dayOf(at, zone);
        const utc = new Date(at).toISOString().slice(0, 10);
        if (day >= days.from && day <= days.to) expect(utc >= from && utc <= to).toBe(true);
      }
    },
  );
});
