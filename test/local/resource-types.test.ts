import { describe, expect, test } from "vitest";
import { account, load, region, resolved, type Written } from "./template-fixture.ts";

describe("names", () => {
  const named = (Type: string, Properties: object = {}, written: Written = {}) => {
    const template = load({ Resources: { R: { Type, Properties } } }, written);
    const [resource] = template.ofType(Type);
    const ref = resolved({ Ref: "R" }, { Resources: { R: { Type, Properties } } }, written);
    return { name: resource?.name, arn: resource?.arn, ref };
  };

  test.each<[string, object, string, string]>([
    ["AWS::Lambda::Function", { FunctionName: "f" }, "f", `arn:aws:lambda:${region}:${account}:function:f`],
    ["AWS::Lambda::Function", {}, "Hub-R", `arn:aws:lambda:${region}:${account}:function:Hub-R`],
    ["AWS::DynamoDB::GlobalTable", { TableName: "t" }, "t", `arn:aws:dynamodb:${region}:${account}:table/t`],
    ["AWS::DynamoDB::Table", {}, "Hub-R", `arn:aws:dynamodb:${region}:${account}:table/Hub-R`],
    ["AWS::IAM::Role", { RoleName: "r", Path: "/stint/" }, "r", `arn:aws:iam::${account}:role/stint/r`],
    ["AWS::Logs::LogGroup", { LogGroupName: "/l" }, "/l", `arn:aws:logs:${region}:${account}:log-group:/l:*`],
    ["AWS::Events::Rule", {}, "Hub-R", `arn:aws:events:${region}:${account}:rule/Hub-R`],
    ["AWS::Scheduler::Schedule", { Name: "s" }, "s", `arn:aws:scheduler:${region}:${account}:schedule/default/s`],
    ["AWS::KMS::Alias", { AliasName: "alias/k" }, "alias/k", `arn:aws:kms:${region}:${account}:alias/k`],
  ])("%s %j: Ref gives the name", (type, properties, name, arn) => {
    expect(named(type, properties)).toEqual({ name, arn, ref: name });
  });

  test.each<[string, object, string, string]>([
    [
      "AWS::StepFunctions::StateMachine",
      { StateMachineName: "m" },
      "m",
      `arn:aws:states:${region}:${account}:stateMachine:m`,
    ],
    ["AWS::SNS::Topic", {}, "Hub-R", `arn:aws:sns:${region}:${account}:Hub-R`],
    ["AWS::IAM::ManagedPolicy", { ManagedPolicyName: "p" }, "p", `arn:aws:iam::${account}:policy/p`],
  ])("%s %j: Ref gives the ARN", (type, properties, name, arn) => {
    expect(named(type, properties)).toEqual({ name, arn, ref: arn });
  });

  test.each<[string, RegExp]>([
    ["AWS::KMS::Key", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ["AWS::Cognito::UserPool", /^eu-west-1_[0-9a-f]{9}$/],
    ["AWS::Cognito::UserPoolClient", /^[0-9a-f]{26}$/],
    ["AWS::ApiGatewayV2::Api", /^[0-9a-f]{10}$/],
  ])("%s gets an id that looks like the service's and is the same on every load", (type, form) => {
    const template = { Resources: { R: { Type: type } } };
    const [first] = load(template).ofType(type);
    expect(first?.name).toMatch(form);
    expect(load(template).ofType(type)[0]?.name).toBe(first?.name);
    expect(load(template, { stackName: "other" }).ofType(type)[0]?.name).not.toBe(first?.name);
  });

  test("a name may itself be put together", () => {
    const TableName = { "Fn::Join": ["-", ["requests", { Ref: "AWS::Region" }]] };
    expect(named("AWS::DynamoDB::Table", { TableName }).name).toBe("requests-eu-west-1");
  });

  test("a long one is cut to the 64 characters that functions and roles may have, and stays distinct", () => {
    const ids = [`${"x".repeat(70)}A`, `${"x".repeat(70)}B`];
    const Resources = Object.fromEntries(ids.map((id) => [id, { Type: "AWS::IAM::Role" }]));
    const names = load({ Resources })
      .ofType("AWS::IAM::Role")
      .map(({ name }) => name);
    expect(names.map(({ length }) => length)).toEqual([64, 64]);
    expect(new Set(names).size).toBe(2);
  });

  test("other attributes follow from name and ARN", () => {
    const Resources = {
      Key: { Type: "AWS::KMS::Key" },
      Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "t" } },
    };
    const attributes = [
      { "Fn::GetAtt": ["Topic", "TopicName"] },
      { "Fn::GetAtt": ["Topic", "TopicArn"] },
      { "Fn::GetAtt": ["Key", "KeyId"] },
      { Ref: "Key" },
    ];
    const [name, arn, keyId, ref] = resolved(attributes, { Resources }) as string[];
    expect([name, arn]).toEqual(["t", `arn:aws:sns:${region}:${account}:t`]);
    expect(keyId).toBe(ref);
  });
});
