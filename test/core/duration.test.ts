import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../core/duration.ts";
import { hour, minute } from "./builders.ts";

describe("parseDuration", () => {
  test.each([
    ["2h", 2 * hour],
    ["90m", 90 * minute],
    ["1h30m", hour + 30 * minute],
    ["0h5m", 5 * minute],
    ["1h0m", hour],
    ["9999h", 9999 * hour],
    ["99999m", 99_999 * minute],
  ])("reads %s", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  test.each([
    "",
    "0m",
    "0h",
    "0h0m",
    "90",
    "2",
    "h",
    "m",
    "30m1h",
    "1.5h",
    "-1h",
    "+1h",
    "1H",
    "90s",
    "1d",
    " 1h",
    "1h ",
    "1h 30m",
    "1h\n",
    "10000h",
    "100000m",
    "1h1h",
    "٢h",
    "PT2H",
    "1e3m",
  ])("does not take %j for a duration", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("formatDuration", () => {
  test.each([
    [2 * hour, "2h"],
    [30 * minute, "30m"],
    [hour + 30 * minute, "1h30m"],
    [25 * hour, "25h"],
    [0, "0m"],
  ])("writes %d seconds", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test("rounds parts of a minute up, over the hour too", () => {
    expect(formatDuration(1)).toBe("1m");
    expect(formatDuration(61)).toBe("2m");
    expect(formatDuration(hour - 1)).toBe("1h");
  });
});
