import { describe, expect, test } from "vitest";
import { StintError, statusOf } from "../../core/errors.ts";

describe("statusOf", () => {
  test("gives each code of the closed list its HTTP status", () => {
    expect(statusOf).toEqual({
      invalid_input: 400,
      not_signed_in: 401,
      sign_in_again: 401,
      not_allowed: 403,
      self_approval: 403,
      not_found: 404,
      wrong_state: 409,
      too_large: 413,
      too_many: 429,
      upstream: 502,
      internal: 500,
    });
  });
});

describe("StintError", () => {
  test("carries what the person reads, what a client switches on, and the details", () => {
    const error = new StintError("not_allowed", "Ask somebody else.", { unmet: [] });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "StintError",
      code: "not_allowed",
      message: "Ask somebody else.",
      details: { unmet: [] },
    });
  });

  test("has no details where none are given", () => {
    expect(new StintError("internal", "").details).toBeUndefined();
  });
});
