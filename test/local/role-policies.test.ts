import { describe, expect, test } from "vitest";
import { readRolePolicies } from "../../local/role-policies.ts";
import { load } from "./template-fixture.ts";

const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const allow = (Action: string, Resource: string | string[]) => ({ Effect: "Allow", Action, Resource });

/** The policies of a role with these properties, in a stack that has one managed policy, `Guard`. */
function policiesOf(properties: object, guard: object = policy()) {
  const template = load({
    Resources: {
      Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "worker", Path: "/x/", ...properties } },
      Guard: { Type: "AWS::IAM::ManagedPolicy", Properties: { ManagedPolicyName: "Guard", PolicyDocument: guard } },
    },
  });
  const [role] = template.ofType("AWS::IAM::Role");
  if (!role) throw new Error("the template has no role");
  return readRolePolicies(template, role);
}
const inline = (...statements: object[]) => ({
  Policies: [{ PolicyName: "Inline", PolicyDocument: policy(...statements) }],
});

describe("the policies of a role", () => {
  test("allow what they name, with wildcards, and the action in any case", () => {
    const may = policiesOf(inline(allow("sts:assume*", ["arn:aws:iam::*:role/a", "arn:aws:iam::1?:role/b"])));
    expect(may("sts:AssumeRole", "arn:aws:iam::11:role/a")).toBeUndefined();
    expect(may("sts:AssumeRole", "arn:aws:iam::12:role/b")).toBeUndefined();
    for (const role of ["c", "A", "a/c"])
      expect(may("sts:AssumeRole", `arn:aws:iam::11:role/${role}`)).toBe("no policy allows it");
    expect(may("sts:TagSession", "arn:aws:iam::11:role/a")).toBe("no policy allows it");
  });

  test("allow nothing where there are none", () => {
    expect(policiesOf({})("sts:AssumeRole", "r")).toBe("no policy allows it");
  });

  test("count as allowing everything that is not denied, where one is AWS's own", () => {
    const guard = policy({ Effect: "Deny", Action: "sts:AssumeRole*", NotResource: ["declared"] });
    const may = policiesOf({ ManagedPolicyArns: ["arn:aws:iam::aws:policy/X", { Ref: "Guard" }] }, guard);
    expect(may("sts:AssumeRole", "declared")).toBeUndefined();
    expect(may("sts:AssumeRole", "other")).toBe("Guard denies it");
    expect(may("sts:TagSession", "other")).toBeUndefined();
  });

  test("deny before they allow", () => {
    const deny = { Effect: "Deny", NotAction: "iam:Get*", Resource: "arn:stint/*" };
    const may = policiesOf(inline(allow("*", "*"), deny));
    expect(may("iam:GetRole", "arn:stint/x")).toBeUndefined();
    expect(may("iam:DeleteRole", "arn:stint/x")).toBe("Inline denies it");
    expect(may("iam:DeleteRole", "arn:other/x")).toBeUndefined();
  });

  test("can depend on whose role it is", () => {
    const arn = "arn:aws:iam::111122223333:role/x/worker";
    const when = (operator: string, of: string) => ({ Condition: { [operator]: { "aws:PrincipalArn": of } } });
    const may = (condition: object) => policiesOf(inline({ ...allow("*", "*"), ...condition }))("s3:GetObject", "o");
    expect(may(when("ArnEquals", arn))).toBeUndefined();
    expect(may(when("ArnNotEquals", `${arn}2`))).toBeUndefined();
    expect(may(when("ArnEquals", `${arn}2`))).toBe("no policy allows it");
  });

  test.each([
    ["another element", { ...allow("*", "*"), Principal: "*" }, "Principal is not evaluated here"],
    ["another effect", { ...allow("*", "*"), Effect: "allow" }, "expected Allow or Deny, found allow"],
    [
      "both lists",
      { ...allow("*", "*"), NotAction: "iam:*" },
      ".Action: expected a list of names, or of excepted ones",
    ],
    ["no list", { Effect: "Deny", Action: "*" }, ".Resource: expected a list of names, or of excepted ones"],
    ["a variable", allow("*", `arn:aws:s3:::\${aws:username}`), "the variable in arn:aws:s3:::"],
    ["another condition", { ...allow("*", "*"), Condition: { Bool: { "aws:x": "true" } } }, "Bool of aws:x"],
  ])("are refused where they are not evaluated here: %s", (_what, statement, message) => {
    expect(() => policiesOf(inline(allow("*", "*"), statement))).toThrow(/^Role\.Inline\.Statement\[1\]/);
    expect(() => policiesOf(inline(allow("*", "*"), statement))).toThrow(message);
  });
});
