// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what Fn::Sub takes
import { describe, expect, test } from "vitest";
import { account, load, resolved } from "./template-fixture.ts";

describe("intrinsics", () => {
  test.each<[string, unknown, unknown]>([
    ["no intrinsic", { a: [1, true, null, "x"] }, { a: [1, true, null, "x"] }],
    ["Fn::Join", { "Fn::Join": ["-", ["a", 1, { Ref: "AWS::Region" }]] }, "a-1-eu-west-1"],
    ["Fn::Join over a list that is made", { "Fn::Join": ["-", { "Fn::Split": [",", "a,b"] }] }, "a-b"],
    ["Fn::Split", { "Fn::Split": ["/", "a/b/c"] }, ["a", "b", "c"]],
    ["Fn::Select", { "Fn::Select": ["1", { "Fn::Split": ["/", "a/b/c"] }] }, "b"],
    ["Fn::Select with a number", { "Fn::Select": [0, ["a", "b"]] }, "a"],
    [
      "Fn::Sub",
      { "Fn::Sub": "${AWS::Region}/${Role}/${Role.Arn}" },
      `eu-west-1/Hub-Role/arn:aws:iam::${account}:role/Hub-Role`,
    ],
    ["Fn::Sub with variables", { "Fn::Sub": ["${x}${y}", { x: { Ref: "AWS::AccountId" }, y: 2 }] }, `${account}2`],
    ["Fn::Sub with a literal", { "Fn::Sub": "${!NotThis}" }, "${NotThis}"],
    ["Fn::GetAtt as text", { "Fn::GetAtt": "Role.Arn" }, `arn:aws:iam::${account}:role/Hub-Role`],
    ["AWS::NoValue in an object", { a: { Ref: "AWS::NoValue" }, b: 1 }, { b: 1 }],
    ["AWS::NoValue in a list", ["a", { Ref: "AWS::NoValue" }], ["a"]],
    ["an IAM condition, which is none", { Condition: { Bool: { x: "true" } } }, { Condition: { Bool: { x: "true" } } }],
  ])("%s", (_, value, expected) => {
    expect(resolved(value, { Resources: { Role: { Type: "AWS::IAM::Role" } } })).toEqual(expected);
  });

  test("conditions choose by Fn::If, and by Condition whether a resource is there", () => {
    const Conditions = {
      Europe: { "Fn::Equals": [{ Ref: "AWS::Region" }, "eu-west-1"] },
      Named: { "Fn::Equals": [{ Ref: "Name" }, "x"] },
      Both: { "Fn::And": [{ Condition: "Europe" }, { Condition: "Named" }] },
      Either: { "Fn::Or": [{ Condition: "Europe" }, { Condition: "Named" }] },
      Not: { "Fn::Not": [{ Condition: "Europe" }] },
    };
    const Parameters = { Name: { Type: "String", Default: "y" } };
    const chosen = (name: string) => resolved({ "Fn::If": [name, "yes", "no"] }, { Conditions, Parameters });
    expect(["Europe", "Named", "Both", "Either", "Not"].map(chosen)).toEqual(["yes", "no", "no", "yes", "no"]);

    const roles = {
      A: { Type: "AWS::IAM::Role", Condition: "Not" },
      B: { Type: "AWS::IAM::Role", Condition: "Either" },
    };
    const template = load({ Conditions, Parameters, Resources: roles });
    expect(template.ofType("AWS::IAM::Role").map(({ id }) => id)).toEqual(["B"]);
    expect(() => resolved({ Ref: "A" }, { Conditions, Parameters, Resources: roles })).toThrow(
      "Probe.Properties.value: A is not created, as Not does not hold",
    );
  });

  test("the branch of Fn::If that is not taken need not resolve", () => {
    const Conditions = { Yes: { "Fn::Equals": ["1", 1] } };
    expect(resolved({ "Fn::If": ["Yes", "fine", { Ref: "Nothing" }] }, { Conditions })).toBe("fine");
  });

  test("pseudo parameters follow stack, account and Region", () => {
    const all = ["Partition", "URLSuffix", "StackName", "AccountId", "StackId"].map((name) => ({
      Ref: `AWS::${name}`,
    }));
    expect(resolved(all, {}, { stackName: "stint-hub", region: "cn-north-1" })).toEqual([
      "aws-cn",
      "amazonaws.com.cn",
      "stint-hub",
      account,
      `arn:aws-cn:cloudformation:cn-north-1:${account}:stack/stint-hub/embedded`,
    ]);
    expect(resolved({ Ref: "AWS::Partition" }, {}, { region: "us-gov-west-1" })).toBe("aws-us-gov");
    expect(resolved({ Ref: "AWS::NotificationARNs" })).toEqual([]);
  });

  test("parameters have their default, or the value given", () => {
    const Parameters = {
      Text: { Type: "String", Default: "x" },
      Count: { Type: "Number", Default: 3 },
      Many: { Type: "CommaDelimitedList", Default: "a,b" },
      Version: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/a/path" },
    };
    const all = [{ Ref: "Text" }, { Ref: "Count" }, { Ref: "Many" }];
    expect(resolved(all, { Parameters })).toEqual(["x", "3", ["a", "b"]]);
    expect(resolved({ Ref: "Version" }, { Parameters }, { values: { "Version.Ref": "21" } })).toBe("21");
    expect(() => resolved({ Ref: "Version" }, { Parameters })).toThrow('give it as values["Version.Ref"]');
  });
});

describe("what cannot be resolved is refused with the path to it", () => {
  const at = "Probe.Properties.value";
  test.each<[unknown, string]>([
    [{ "Fn::FindInMap": ["a", "b", "c"] }, `${at}: Fn::FindInMap is not supported here`],
    [{ "Fn::ImportValue": "x" }, `${at}: Fn::ImportValue is not supported here`],
    [{ a: [{ b: { "Fn::GetAZs": "" } }] }, `${at}.a[0].b: Fn::GetAZs is not supported here`],
    [{ Ref: "Nothing" }, `${at}: there is no resource or parameter "Nothing"`],
    [{ Ref: "AWS::Nothing" }, `${at}: there is no resource or parameter "AWS::Nothing"`],
    [{ "Fn::GetAtt": ["Nothing", "Arn"] }, `${at}: there is no resource or parameter "Nothing"`],
    [{ "Fn::GetAtt": ["Role", "RoleId"] }, `${at}: the attribute RoleId of a AWS::IAM::Role is not known here`],
    [{ "Fn::Sub": "${Role.RoleId}" }, 'give it as values["Role.RoleId"]'],
    [{ Ref: "Probe" }, `${at}: what Ref gives for a Test::Probe is not known here; give it as values["Probe.Ref"]`],
    [{ "Fn::GetAtt": ["Probe", "Arn"] }, `${at}: the ARN of a Test::Probe is not known here`],
    [{ "Fn::If": ["Nothing", 1, 2] }, `${at}: there is no condition "Nothing"`],
    [{ "Fn::Select": [2, ["a", "b"]] }, `${at}: there is no element 2 among 2`],
    [{ "Fn::Join": ["", [{ a: 1 }]] }, `${at}: expected a string, found {"a":1}`],
    [{ "Fn::Join": ["", "a"] }, `${at}: expected a list, found "a"`],
    [{ Ref: "Role", other: 1 }, `${at}: Ref stands beside 1 other keys`],
    ["{{resolve:ssm:/a}}", `${at}: this dynamic reference is not supported here`],
    [{ "Fn::Join": ["", ["{{res", "olve:secretsmanager:a}}"]] }, `${at}: this dynamic reference is not supported here`],
  ])("%j", (value, error) => {
    expect(() => resolved(value, { Resources: { Role: { Type: "AWS::IAM::Role" } } })).toThrow(error);
  });

  test("a condition of an unknown kind", () => {
    const Conditions = { Odd: { "Fn::Contains": [["a"], "a"] } };
    expect(() => resolved({ "Fn::If": ["Odd", 1, 2] }, { Conditions })).toThrow(
      "Conditions.Odd: Fn::Contains is not a condition that is supported here",
    );
  });

  test("a macro", () => {
    expect(() => load({ Transform: "AWS::Serverless-2016-10-31" })).toThrow("Hub: Transform is not supported here");
  });

  test("but only when it is asked for", () => {
    const template = load({ Resources: { A: { Type: "Test::A", Properties: { x: { Ref: "Nothing" } } } } });
    const [resource] = template.ofType("Test::A");
    expect(resource?.id).toBe("A");
    expect(() => resource?.properties).toThrow("A.Properties.x");
    expect(() => resource?.arn).toThrow("the ARN of a Test::A is not known here");
  });
});
