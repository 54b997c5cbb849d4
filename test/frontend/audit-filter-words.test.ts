import { describe, expect, test } from "vitest";
import { listQuery as apiTakes } from "../../core/input.ts";
import { fieldsOf, listQuery, readFilter } from "../../frontend/src/features/audit/audit-filter.ts";
import { addDays, countDays, dayOf, isDay, presetDays, utcDays } from "../../frontend/src/features/audit/days.ts";

const today = "2026-11-22";

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
    expect(utcDays({ from: "2026-11-20", to: "2026-11-22" }, zone)).toEqual({ from, to });
  });

  test.each(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Pago_Pago"])(
    "hold every moment of the days of %s, whatever the clocks do",
    (zone) => {
      const days = { from: "2026-10-24", to: "2026-10-26" };
      const { from, to } = utcDays(days, zone);
      const quarter = 15 * 60_000;
      for (let at = Date.parse("2026-10-22"); at < Date.parse("2026-10-29"); at += quarter) {
        const day = dayOf(at, zone);
        const utc = new Date(at).toISOString().slice(0, 10);
        if (day >= days.from && day <= days.to) expect(utc >= from && utc <= to).toBe(true);
      }
    },
  );
});

describe("the presets", () => {
  test.each([
    ["7", "2026-11-16"],
    ["30", "2026-10-24"],
    ["90", "2026-08-25"],
    ["year", "2026-01-01"],
  ] as const)("%s: from %s until today", (preset, from) => {
    expect(presetDays(preset, today)).toEqual({ from, to: today });
  });
});

describe("a filter", () => {
  test("is the last thirty days without any word", () => {
    expect(readFilter({}, today)).toEqual({ filter: { from: "2026-10-24", to: today } });
  });
  test("is completed to thirty days before a last day", () => {
    expect(readFilter({ to: "2026-03-31" }, today)).toEqual({ filter: { from: "2026-03-02", to: "2026-03-31" } });
  });
  test("takes all parts, without blanks around them and without empty ones", () => {
    const given = {
      requester: " alice@example.com ",
      account: "111122223333",
      role: "DatabaseAdmin",
      rule: "",
      phase: "open",
      from: "2026-01-01",
      to: "2026-01-31",
    };
    const { rule: _, ...rest } = given;
    expect(readFilter(given, today)).toEqual({ filter: { ...rest, requester: "alice@example.com" } });
  });
  test.each([
    ["account", "shop-prod"],
    ["account", "11112222333"],
    ["role", "Database Admin"],
    ["rule", "a/b"],
    ["phase", "approved"],
    ["from", "yesterday"],
    ["to", "2026-02-30"],
    ["requester", "x".repeat(257)],
  ])("is refused when its %s is %j", (key, found) => {
    expect(readFilter({ [key]: found }, today)).toEqual({ problems: [{ key, found }] });
  });
  test("is refused with a part that does not exist, lest it be overlooked", () => {
    expect(readFilter({ acount: "111122223333" }, today)).toEqual({ problems: [{ key: "unknown", found: "acount" }] });
  });
  test("is refused when it ends before it begins", () => {
    const problems = [{ key: "order", found: "2026-02-02 – 2026-02-01" }];
    expect(readFilter({ from: "2026-02-02", to: "2026-02-01" }, today)).toEqual({ problems });
  });
  test("names everything that is wrong with it", () => {
    expect(readFilter({ role: "?", from: "?" }, today)).toMatchObject({ problems: [{ key: "role" }, { key: "from" }] });
  });

  test("is shown as it is read", () => {
    const fields = { requester: "", account: "", role: "ReadOnly", rule: "", phase: "", from: "2026-01-01", to: today };
    expect(fieldsOf({ role: "ReadOnly", from: "2026-01-01", to: today })).toEqual(fields);
  });
  test("becomes a query that the API takes, over the days in UTC", () => {
    const query = listQuery({ role: "ReadOnly", phase: "lapsed", from: "2026-11-20", to: today }, "Europe/Berlin");
    expect(query).toEqual({ view: "all", role: "ReadOnly", phase: "lapsed", from: "2026-11-19", to: today });
    expect(apiTakes.safeParse(query).success).toBe(true);
  });
});
