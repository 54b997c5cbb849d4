import { describe, expect, test } from "vitest";
import { readCondition } from "../../local/policy-conditions.ts";

const context = new Map([
  ["aws:principalarn", ["arn:aws:iam::999988887777:role/stint-broker"]],
  ["aws:tagkeys", ["stint:request", "stint:rule"]],
  ["aws:requesttag/stint:requester", ["alice"]],
  ["sts:sourceidentity", ["alice"]],
]);
const read = (operator: string, key: string, value: unknown) =>
  readCondition({ [operator]: { [key]: value } }, "Role.Condition");
/** A policy variable. */
const variable = (key: string) => `\${${key}}`;
const arn = (name: string) => `arn:aws:iam::999988887777:role/${name}`;

describe("a condition", () => {
  test.each([
    ["StringEquals", "sts:SourceIdentity", "alice"],
    ["StringEquals", "STS:sourceidentity", ["bob", "alice"]],
    ["StringEquals", "sts:SourceIdentity", variable("aws:RequestTag/stint:requester")],
    ["StringLike", "aws:RequestTag/stint:requester", "?*"],
    ["ArnEquals", "aws:PrincipalArn", arn("stint-broker")],
    ["ArnNotEquals", "aws:PrincipalArn", [arn("a"), arn("b")]],
    ["ArnNotEquals", "aws:PrincipalOrgID", "absent: differs from everything"],
    ["Null", "aws:PrincipalOrgID", "true"],
    ["Null", "aws:TagKeys", "false"],
    ["ForAnyValue:StringEquals", "aws:TagKeys", ["stint:rule", "other"]],
    ["ForAnyValue:StringLike", "aws:TagKeys", "*:rule"],
    ["ForAllValues:StringEquals", "aws:TagKeys", ["stint:rule", "stint:request", "other"]],
    ["ForAllValues:StringLike", "aws:TagKeys", "stint:*"],
    ["ForAllValues:StringEquals", "sts:TransitiveTagKeys", "absent: no value that differs"],
  ])("holds: %s %s %j", (operator, key, value) => {
    expect(read(operator, key, value)(context)).toBeUndefined();
  });

  test.each([
    ["StringEquals", "sts:SourceIdentity", "Alice", "alice"],
    ["StringEquals", "aws:PrincipalOrgID", "o-1", "none"],
    ["StringEquals", "sts:SourceIdentity", variable("aws:RequestTag/absent"), "alice"],
    ["StringEquals", "aws:PrincipalOrgID", variable("aws:RequestTag/absent"), "none"],
    ["StringLike", "aws:RequestTag/stint:requester", "b*", "alice"],
    ["StringLike", "aws:RequestTag/absent", "*", "none"],
    ["ArnEquals", "aws:PrincipalArn", arn("stint-broker2"), arn("stint-broker")],
    ["ArnNotEquals", "aws:PrincipalArn", [arn("a"), arn("stint-broker")], arn("stint-broker")],
    ["Null", "aws:PrincipalOrgID", "false", "none"],
    ["Null", "sts:SourceIdentity", "true", "alice"],
    ["ForAnyValue:StringEquals", "aws:TagKeys", "stint:requester", "stint:request, stint:rule"],
    ["ForAnyValue:StringLike", "sts:TransitiveTagKeys", "*", "none"],
    ["ForAllValues:StringEquals", "aws:TagKeys", "stint:rule", "stint:request, stint:rule"],
    ["ForAllValues:StringLike", "aws:TagKeys", "*:rule", "stint:request, stint:rule"],
  ])("does not hold, and says why: %s %s %j", (operator, key, value, found) => {
    expect(read(operator, key, value)(context)).toBe(
      `${operator} ${key} ${[value].flat().join(" or ")}, and found ${found}`,
    );
  });

  test("holds only with all its operators and keys", () => {
    const unmet = readCondition(
      { StringEquals: { "sts:SourceIdentity": "alice", "aws:RequestTag/stint:requester": "bob" } },
      "Role.Condition",
    );
    expect(unmet(context)).toContain("aws:RequestTag/stint:requester bob");
    expect(readCondition(undefined, "Role.Condition")(context)).toBeUndefined();
  });

  test.each([
    ["StringNotEquals", "sts:SourceIdentity", "alice", "StringNotEquals of sts:SourceIdentity"],
    ["StringEqualsIfExists", "sts:SourceIdentity", "alice", "StringEqualsIfExists"],
    ["ForAllValues:Null", "aws:TagKeys", "true", "ForAllValues:Null"],
    ["StringEquals", "aws:TagKeys", "stint:rule", "StringEquals of aws:TagKeys"],
    ["ForAnyValue:StringEquals", "sts:SourceIdentity", "alice", "of sts:SourceIdentity"],
    ["StringEquals", "aws:SourceIp", "::1", "StringEquals of aws:SourceIp"],
    ["Null", "aws:SourceIp", "true", "Null of aws:SourceIp"],
    ["StringEquals", "sts:SourceIdentity", variable("aws:username"), `the variable in ${variable("aws:username")}`],
    ["StringEquals", "sts:SourceIdentity", variable("aws:TagKeys"), `the variable in ${variable("aws:TagKeys")}`],
    ["StringEquals", "sts:SourceIdentity", `x-${variable("sts:SourceIdentity")}`, "the variable in x-"],
    ["StringLike", "sts:SourceIdentity", variable("aws:RequestTag/a"), "the variable in"],
    ["ArnEquals", "aws:PrincipalArn", arn("*"), "the wildcard in"],
    ["Null", "sts:SourceIdentity", "yes", 'expected "true" or "false"'],
    ["StringEquals", "sts:SourceIdentity", 1, "expected a string, found 1"],
  ])("that is not known here is refused: %s %s %j", (operator, key, value, message) => {
    expect(() => read(operator, key, value)).toThrow(`Role.Condition.${operator}: `);
    expect(() => read(operator, key, value)).toThrow(message);
  });
});
