import { describe, expect, test } from "vitest";
import { bucketDays, bucketText } from "../../frontend/src/features/audit/bucket-text.ts";
import { spanText, texts } from "../../frontend/src/ui/texts/audit-figures.ts";

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];

describe("a span of time", () => {
  test.each([
    [0, "0 s"],
    [20, "1 s"],
    [59 * second, "59 s"],
    [59_600, "1 min"],
    [20 * minute + 20 * second, "20 min"],
    [59.6 * minute, "1 h"],
    [3 * hour + 20 * minute, "3 h 20 min"],
    [24 * hour - 10 * second, "1 d"],
    [2 * day + 5 * hour + 10 * minute, "2 d 5 h"],
  ])("of %i ms is %s", (milliseconds, words) => {
    expect(spanText(milliseconds)).toBe(words);
  });
});

describe("a bucket", () => {
  test("is named by its first day, or its month", () => {
    expect(bucketText("2026-11-02", "day")).toBe("2 Nov");
    expect(bucketText("2026-11-02", "week")).toBe("2 Nov");
    expect(bucketText("2026-11-01", "month")).toBe("Nov 2026");
  });
  test("is named in full by its days", () => {
    expect(bucketDays({ from: "2026-11-02", to: "2026-11-02" })).toBe("2 Nov 2026");
    expect(bucketDays({ from: "2026-12-28", to: "2027-01-03" })).toBe("28 Dec 2026 – 3 Jan 2027");
  });
});

test("shares and hours are rounded to a tenth", () => {
  expect(texts.unused.summary(1, 3)).toBe("1 of 3 (33.3%) were never used.");
  expect(texts.hours(4.917 * hour)).toBe("4.9 h");
  expect(texts.hours(3 * minute)).toBe("0.1 h");
  expect(texts.hours(0)).toBe("0 h");
});

test("what is less than a tenth of an hour is not said to be none", () => {
  expect(texts.hours(2 * minute)).toBe("2 min");
  expect(texts.hours(7 * second)).toBe("7 s");
});
