import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { HttpApi, HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { AttributeType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { describe, expect, test } from "vitest";
import { loadTemplate } from "../../local/template.ts";
import { account, folder, load, region, resolved } from "./template-fixture.ts";

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
