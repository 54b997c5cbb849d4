import { describe, expect, test } from "vitest";
import { checkSessionPolicy, refusedBySessionPolicy } from "../../local/sts-policy.ts";
import { next as role } from "./sts-fixture.ts";

const noon = Date.parse("2026-11-22T12:00:00Z");
const statement = (rest: object = {}) => ({ Effect: "Allow", Action: "*", Resource: "*", ...rest });
const deny = (rest: object = {}) => statement({ Effect: "Deny", ...rest });
const only = (name: "Not", element: "Action" | "Resource", value: unknown) =>
  statement({ [element]: undefined, [name + element]: value });
const when = (operator: string, at: unknown) => ({ Condition: { [operator]: { "aws:CurrentTime": at } } });
const policy = (Statement: unknown, rest: object = {}) => JSON.stringify({ Version: "2012-10-17", Statement, ...rest });

describe("a session policy", () => {
  test.each<[string, string, RegExp]>([
    ["no JSON", "{", /invalid Json/],
    ["a list", "[]", /^Syntax errors/],
    ["without statement", policy([]), /no statement/],
    ["of a statement that is none", policy("x"), /must be an object/],
    ["of an unknown element", policy(statement(), { Statements: [] }), /Statements/],
    ["of another version", policy(statement(), { Version: "2026-01-01" }), /version/],
    ["of an id that is no text", policy(statement(), { Id: 1 }), /Id/],
    ["with an unknown element in a statement", policy(statement({ Actions: "*" })), /Actions/],
    ["with a principal", policy(statement({ Principal: "*" })), /Principal/],
    ["with another effect", policy(statement({ Effect: "deny" })), /Effect/],
    ["without action", policy(statement({ Action: undefined })), /either Action or NotAction/],
    ["without resource", policy(statement({ Resource: [] })), /either Resource or NotResource/],
    ["with Action and NotAction", policy(statement({ NotAction: "s3:*" })), /either Action or NotAction/],
    ["with an action that is no text", policy(statement({ Action: [1] })), /of texts/],
    ["with an action without vendor", policy(statement({ Action: "Run" })), /vendor/],
    ["with a resource that is no ARN", policy(statement({ Resource: "bucket" })), /ARN/],
    ["with an Sid with a space", policy(statement({ Sid: "a b" })), /SID/],
    ["with a condition that is none", policy(statement({ Condition: "x" })), /Condition/],
    ["with an unknown operator", policy(statement({ Condition: { Equals: { a: "b" } } })), /Equals/],
    ["with an operator without key", policy(statement({ Condition: { Bool: {} } })), /condition key/],
    ["with a value that is an object", policy(statement({ Condition: { Bool: { a: {} } } })), /does not take/],
    ["with a day that does not exist", policy(statement(when("DateLessThan", "2026-13-01"))), /2026-13-01/],
    ["with a time without zone", policy(statement(when("DateLessThan", "2026-11-22T12:00:00"))), /does not take/],
    ["with a date from a policy variable", policy(statement(when("DateLessThan", "$" + "{a:b}"))), /does not take/],
  ])("is refused: %s", (_, document, message) => {
    expect(() => checkSessionPolicy(document)).toThrow(
      expect.objectContaining({ code: "MalformedPolicyDocument", message: expect.stringMatching(message) }),
    );
  });

  const implicit = "because no session policy allows the sts:AssumeRole action";
  const explicit = "with an explicit deny in a session policy";
  test.each<[string, unknown, string | undefined]>([
    ["allows all", statement(), undefined],
    ["allows the action in another case", statement({ Action: ["s3:*", "STS:assume?ole"] }), undefined],
    ["allows another action only", statement({ Action: "s3:*" }), implicit],
    ["allows all but this action", only("Not", "Action", "sts:Assume*"), implicit],
    ["allows all but another action", only("Not", "Action", ["s3:*"]), undefined],
    ["allows this role", statement({ Resource: "arn:aws:iam::*:role/*/Stint-Read*" }), undefined],
    ["allows another role", statement({ Resource: `${role}s` }), implicit],
    ["allows this role in another case", statement({ Resource: role.replace("Stint", "STINT") }), implicit],
    ["allows all but this role", only("Not", "Resource", role), implicit],
    ["allows before a date ahead", statement(when("DateLessThan", "2026-11-22T13:30:00+01:00")), undefined],
    ["allows before a date reached", statement(when("DateLessThan", "2026-11-22T12:00:00Z")), implicit],
    ["allows up to a date reached", statement(when("DateLessThanEquals", "2026-11-22T12:00Z")), undefined],
    ["allows after a date reached", statement(when("DateGreaterThan", "2026-11-22T12:00:00.000Z")), implicit],
    ["allows after a day before", statement(when("DateGreaterThan", ["2026-11-23", "2026-11-21"])), undefined],
    ["allows at this moment", statement(when("DateEquals", noon / 1000)), undefined],
    ["allows at any other moment", statement(when("DateNotEquals", String(noon / 1000))), implicit],
    ["allows and denies", [statement(), deny()], explicit],
    ["denies from a date ahead", [statement(), deny(when("DateGreaterThanEquals", "2026-11-22T12:00:01Z"))], undefined],
    [
      "denies from a date reached",
      [statement(), deny(when("DateGreaterThanEquals", "2026-11-22T12:00:00Z"))],
      explicit,
    ],
    ["denies another action", [statement(), deny({ Action: "sts:GetCallerIdentity" })], undefined],
    ["allows on what is not known here", statement({ Condition: { Bool: { "aws:SecureTransport": true } } }), implicit],
    ["denies on what is not known here", [statement(), deny({ Condition: { Null: { "a:b": "true" } } })], explicit],
    ["compares the time as text", statement({ Condition: { StringLike: { "aws:CurrentTime": "2*" } } }), implicit],
    ["denies a role by a variable", [statement(), deny({ Resource: "arn:aws:iam::1:role/$" + "{a:b}" })], explicit],
    ["allows a role by a variable", statement({ Resource: "arn:aws:iam::1:role/$" + "{a:b}" }), implicit],
  ])("that %s decides about assuming a role", (_, statements, why) => {
    expect(refusedBySessionPolicy(policy(statements), "sts:AssumeRole", role, noon)).toBe(why);
  });

  test("with many wildcards takes no longer than others", () => {
    const document = policy(statement({ Resource: `arn:aws:iam::*:role/${"*a".repeat(900)}b` }));
    const long = `arn:aws:iam::111122223333:role/${"a".repeat(2000)}`;
    expect(refusedBySessionPolicy(document, "sts:AssumeRole", long, noon)).toBe(implicit);
  });
});
