import { describe, expect, test } from "vitest";
import { timeUnits, unitFor } from "../../frontend/src/features/audit/time-units.ts";
import { texts } from "../../frontend/src/ui/texts/audit-figures.ts";

const { s, min, h, d } = timeUnits;

describe("the unit of an axis", () => {
  test.each([
    [0, "s"],
    [12, "s"],
    [2 * min, "s"],
    [3 * min, "min"],
    [2 * h, "min"],
    [2 * h + s, "h"],
    [3 * d, "d"],
  ])("is, up to %i ms, %s", (longest, unit) => {
    expect(unitFor(longest, ["s", "min", "h", "d"])).toBe(unit);
  });
  test("is none of those that are not offered", () => {
    expect(unitFor(30 * d, ["s", "min", "h"])).toBe("h");
  });
});

test("no two marks of an axis read the same, however short the times and however fine the steps", () => {
  for (const longest of [
    1,
    3,
    7,
    12,
    180,
    950,
    12 * s,
    119 * s,
    4 * min,
    20 * min,
    119 * min,
    3 * h,
    47 * h,
    900 * h,
  ]) {
    const unit = unitFor(longest, ["s", "min", "h", "d"]);
    const top = longest / timeUnits[unit];
    // As d3 chooses them: 1, 2 or 5 times a power of ten apart.
    for (const nice of [1, 2, 5]) {
      const step = nice * 10 ** Math.floor(Math.log10(top / 10));
      const marks = Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => texts.ticks[unit](i * step));
      expect(new Set(marks).size, marks.join(", ")).toBe(marks.length);
    }
  }
});
