// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what Fn::Sub takes
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { AttributeType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { afterAll, describe, expect, test } from "vitest";
import { loadTemplate, type TemplateOptions } from "../../local/template.ts";

const account = "111122223333";
const region = "eu-west-1";
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "stint-template-"));
  folders.push(made);
  return made;
}

interface Written {
  readonly values?: TemplateOptions["values"];
  readonly stackName?: string;
  readonly region?: string;
}

/** Loads a template that is written here, as the stack "Hub". */
function load(template: object, { values = {}, stackName, region: where = region }: Written = {}) {
  const dir = folder();
  const properties = { templateFile: "Hub.template.json", ...(stackName !== undefined && { stackName }) };
  const artifacts = { Hub: { type: "aws:cloudformation:stack", properties }, Tree: { type: "cdk:tree" } };
  writeFileSync(join(dir, "manifest.json"), JSON.stringify({ artifacts }));
  writeFileSync(join(dir, "Hub.template.json"), JSON.stringify(template));
  return loadTemplate({ dir, stack: "Hub", account, region: where, values });
}

/** What one property becomes, in a stack with these further sections. */
function resolved(value: unknown, rest: object = {}, written: Written = {}): unknown {
  const { Resources = {}, ...sections } = rest as { Resources?: object };
  const template = { ...sections, Resources: { Probe: { Type: "Test::Probe", Properties: { value } }, ...Resources } };
  return load(template, written).ofType("Test::Probe")[0]?.properties.value;
}

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
    ["{{resolve:ssm:/a}}", `${at}: dynamic references are not supported here`],
    [{ "Fn::Join": ["", ["{{res", "olve:secretsmanager:a}}"]] }, `${at}: dynamic references are not supported here`],
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

describe("values", () => {
  const Resources = {
    Pool: { Type: "AWS::Cognito::UserPool" },
    Web: { Type: "AWS::Cognito::UserPoolClient", Properties: { ClientName: "web" } },
    Cli: { Type: "AWS::Cognito::UserPoolClient", Properties: { ClientName: "cli" } },
  };

  test("are given by type or logical id, and change name and ARN with Ref", () => {
    const values = { "AWS::Cognito::UserPool.ProviderURL": "http://localhost/pool", "Pool.Ref": "eu-west-1_own" };
    const asked = [
      { "Fn::GetAtt": ["Pool", "ProviderURL"] },
      { Ref: "Pool" },
      { "Fn::GetAtt": ["Pool", "UserPoolId"] },
    ];
    expect(resolved(asked, { Resources }, { values })).toEqual([
      "http://localhost/pool",
      "eu-west-1_own",
      "eu-west-1_own",
    ]);
    const [pool] = load({ Resources }, { values }).ofType("AWS::Cognito::UserPool");
    expect(pool?.name).toBe("eu-west-1_own");
    expect(pool?.arn).toBe(`arn:aws:cognito-idp:${region}:${account}:userpool/eu-west-1_own`);
  });

  test("by logical id go before those by type", () => {
    const values = { "AWS::Cognito::UserPool.Ref": "by-type", "Pool.Ref": "by-id" };
    expect(resolved({ Ref: "Pool" }, { Resources }, { values })).toBe("by-id");
  });

  test("for several resources of a type are a function", () => {
    const values = {
      "AWS::Cognito::UserPoolClient.Ref": (_: string, { ClientName }: Readonly<Record<string, unknown>>) =>
        `client-${ClientName}`,
    };
    expect(resolved([{ Ref: "Web" }, { Ref: "Cli" }], { Resources }, { values })).toEqual(["client-web", "client-cli"]);
  });

  test.each<[string, string]>([
    ["AWS::Cognito::UserPoolClient.Ref", "Hub has Web, Cli; name one"],
    ["AWS::Cognito::UserPol.Ref", 'Hub has no resource, type or parameter "AWS::Cognito::UserPol"'],
    ["Poool.Ref", 'Hub has no resource, type or parameter "Poool"'],
    ["Pool", "expected Resource.Attribute"],
  ])("%s is refused", (key, error) => {
    expect(() => load({ Resources }, { values: { [key]: "x" } })).toThrow(error);
  });
});

test("an unknown stack is refused, naming those that there are", () => {
  const dir = folder();
  const artifacts = { Hub: { type: "aws:cloudformation:stack", properties: { templateFile: "Hub.template.json" } } };
  writeFileSync(join(dir, "manifest.json"), JSON.stringify({ artifacts }));
  expect(() => loadTemplate({ dir, stack: "Hbu", account, region, values: {} })).toThrow(
    'has no stack "Hbu"; there is Hub',
  );
});

describe("a stack that the CDK synthesized", () => {
  const source = folder();
  writeFileSync(join(source, "index.mjs"), "export const handler = () => 'asset';");
  const outdir = folder();
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, "Hub", { stackName: "stint-hub", env: { account, region } });
  const table = new TableV2(stack, "Requests", { partitionKey: { name: "pk", type: AttributeType.STRING } });
  const code = { runtime: Runtime.NODEJS_LATEST, handler: "index.handler" };
  const api = new LambdaFunction(stack, "Api", {
    ...code,
    code: Code.fromAsset(source),
    environment: { TABLE: table.tableName, TABLE_ARN: table.tableArn },
  });
  new LambdaFunction(stack, "Inline", { ...code, code: Code.fromInline("exports.handler = () => 1;") });
  const pool = new UserPool(stack, "Pool");
  const authorizer = new HttpJwtAuthorizer("jwt", pool.userPoolProviderUrl, {
    jwtAudience: [pool.addClient("web").userPoolClientId],
  });
  const http = new HttpApi(stack, "Http", { defaultAuthorizer: authorizer });
  http.addRoutes({ path: "/a/{id}", methods: [HttpMethod.GET], integration: new HttpLambdaIntegration("i", api) });
  app.synth();
  const template = loadTemplate({
    dir: outdir,
    stack: "Hub",
    account,
    region,
    values: { "AWS::Cognito::UserPool.ProviderURL": "http://localhost/pool" },
  });

  test("has its functions, their environment and their code", () => {
    const [first, inline] = template.ofType("AWS::Lambda::Function");
    const [requests] = template.ofType("AWS::DynamoDB::GlobalTable");
    expect(first?.properties).toMatchObject({
      Handler: "index.handler",
      Environment: { Variables: { TABLE: requests?.name, TABLE_ARN: requests?.arn } },
    });
    expect(first?.name).toMatch(/^stint-hub-Api/);
    expect(first && template.assetDir(first)).toContain(outdir);
    expect(() => inline && template.assetDir(inline)).toThrow("its code is not an asset of Hub");
  });

  test("has its routes with integration, authorizer and client tied together", () => {
    const [route] = template.ofType("AWS::ApiGatewayV2::Route");
    const [integration] = template.ofType("AWS::ApiGatewayV2::Integration");
    const [jwt] = template.ofType("AWS::ApiGatewayV2::Authorizer");
    const [client] = template.ofType("AWS::Cognito::UserPoolClient");
    expect(route?.properties).toMatchObject({
      RouteKey: "GET /a/{id}",
      Target: `integrations/${integration?.name}`,
      AuthorizerId: jwt?.name,
    });
    expect(integration?.properties.IntegrationUri).toBe(template.ofType("AWS::Lambda::Function")[0]?.arn);
    expect(jwt?.properties.JwtConfiguration).toEqual({ Issuer: "http://localhost/pool", Audience: [client?.name] });
  });

  test("says when the code of a function is gone", () => {
    const [first] = template.ofType("AWS::Lambda::Function");
    if (first === undefined) throw new Error("no function");
    rmSync(template.assetDir(first), { recursive: true });
    expect(() => template.assetDir(first)).toThrow("synthesize again");
  });
});
