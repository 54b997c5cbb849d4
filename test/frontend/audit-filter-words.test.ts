import { describe, expect, test } from "vitest";
import { listQuery as apiTakes } from "../../core/input.ts";
import { fieldsOf, listQuery, readFilter } from "../../frontend/src/features/audit/audit-filter.ts";
import { presetDays } from "../../frontend/src/features/audit/day-presets.ts";

const today = "2026-11-22";

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
    ["requester", `${"x".repeat(256)}@example.com`],
    ["requester", "frank"],
    ["requester", "Frank Fischer"],
    ["requester", "77646f5a-4f31-8663-b627"],
  ])("is refused when its %s is %j", (key, found) => {
    expect(readFilter({ [key]: found }, today)).toEqual({ problems: [{ key, found }] });
  });
  test("is of a person by the id that the user pool gave them", () => {
    const requester = "77646f5a-4f31-8663-b627-abe998e7a147";
    expect(readFilter({ requester }, today)).toMatchObject({ filter: { requester } });
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
