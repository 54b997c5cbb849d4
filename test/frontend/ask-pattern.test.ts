import { describe, expect, test } from "vitest";
import { patternWords } from "../../frontend/src/features/ask/pattern.ts";

describe("a pattern in words", () => {
  test.each([
    ["(INC|CHG)-[0-9]+", "“INC-” or “CHG-”, then digits", "INC-123"],
    ["INC-[0-9]+", "“INC-”, then digits", "INC-123"],
    ["(?:a|b)/\\d{4}", "“a/” or “b/”, then 4 digits", "a/1234"],
    ["[A-Z]{2,4}-\\d{1}", "2 to 4 capital letters, then “-”, then 1 digit", "AB-1"],
    ["[a-z]+#[0-9]{6}", "small letters, then “#”, then 6 digits", "abc#123456"],
    ["[A-Za-z]", "1 letter", "A"],
    ["none", "“none”", "none"],
  ])("says what %s takes", (pattern, words, example) => {
    expect(patternWords(pattern)).toEqual({ words, example });
  });

  test.each([
    "",
    ".+",
    "INC-?[0-9]+",
    "[0-9]*",
    "(INC|CHG)?-[0-9]+",
    "[^x]+",
    "a|b",
    "(?!x)y",
    "[0-9]{99}",
    "INC-[0-9]+$",
    "(a",
  ])("leaves %s to speak for itself", (pattern) => {
    expect(patternWords(pattern)).toBeUndefined();
  });
});
