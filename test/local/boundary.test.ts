import { describe, expect, test } from "vitest";
import { boundaryDocument } from "../../core/cut-off.ts";
import { boundaryDenies } from "../../local/boundary.ts";

const noon = Date.parse("2026-11-22T12:00:00.000Z");
const session = { tags: [{ key: "stint:request", value: "r1" }], startedAt: noon };
const listed = (...ids: string[]) => boundaryDocument({ until: Object.fromEntries(ids.map((id) => [id, ""])) });

describe("the boundary", () => {
  test("denies the sessions of the listed requests, and no others", () => {
    expect(boundaryDenies(listed("r0", "r1"), session)).toBe(true);
    for (const ids of [[], ["r0"], ["R1"], ["r11"]]) expect(boundaryDenies(listed(...ids), session)).toBe(false);
    expect(boundaryDenies(listed("none"), { ...session, tags: [] })).toBe(false);
  });

  test("compares keys of tags without regard to case, as IAM does, and values as they are", () => {
    const tagged = (key: string, value: string) => ({ ...session, tags: [{ key, value }] });
    expect(boundaryDenies(listed("r1"), tagged("Stint:Request", "r1"))).toBe(true);
    expect(boundaryDenies(listed("r1"), tagged("Stint:Request", "R1"))).toBe(false);
    expect(boundaryDenies(listed("r1"), tagged("stint:rule", "r1"))).toBe(false);
  });

  test("denies everyone who was issued before a second, and in it", () => {
    const document = boundaryDocument({ until: {}, everyoneBefore: new Date(noon + 400).toISOString() });
    const issued = (milliseconds: number) => ({ ...session, startedAt: noon + milliseconds });
    for (const early of [-3_600_000, 0, 400, 999]) expect(boundaryDenies(document, issued(early))).toBe(true);
    for (const late of [1000, 60_000]) expect(boundaryDenies(document, issued(late))).toBe(false);
  });

  test("denies whoever meets all conditions of a statement, with any of the values", () => {
    const deny = (Condition?: object) =>
      JSON.stringify({
        Statement: [
          { Effect: "Allow", Action: "*", Resource: "*" },
          { Effect: "Deny", Action: "*", Resource: "*", ...(Condition && { Condition }) },
        ],
      });
    const tag = { "aws:PrincipalTag/stint:request": ["r0", "r1"] };
    const issued = (at: string) => ({ "aws:TokenIssueTime": at });
    expect(boundaryDenies(deny(), session)).toBe(true);
    expect(boundaryDenies(deny({ StringEquals: tag, DateLessThan: issued("2026-11-22T12:00:01Z") }), session)).toBe(
      true,
    );
    expect(boundaryDenies(deny({ StringEquals: tag, DateLessThan: issued("2026-11-22T12:00:00Z") }), session)).toBe(
      false,
    );
  });

  test("is not evaluated where it is none that Stint writes", () => {
    const statements = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
    const all = { Action: "*", Resource: "*" };
    const allow = { Effect: "Allow", ...all };
    for (const document of [
      statements({ Effect: "Deny", ...all }),
      statements({ ...allow, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      statements({ ...allow, Action: "s3:*" }),
      statements(allow, { Effect: "Deny", Action: "s3:*", Resource: "*" }),
      statements(allow, { Effect: "Deny", Action: "*", Resource: "arn:aws:s3:::x" }),
      statements(allow, { Effect: "Deny", NotAction: "s3:*", Resource: "*" }),
      statements(allow, { Effect: "Audit", ...all }),
      statements(allow, {
        Effect: "Deny",
        ...all,
        Condition: { StringLike: { "aws:PrincipalTag/stint:request": "r*" } },
      }),
      statements(allow, { Effect: "Deny", ...all, Condition: { StringEquals: { "aws:SourceIdentity": "alice" } } }),
    ])
      expect(() => boundaryDenies(document, session)).toThrow("the embedded IAM does not evaluate");
  });
});
