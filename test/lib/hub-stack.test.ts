import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { routeKey, routes, scope } from "../../core/routes.ts";
import { bundleFunctions } from "../../lib/bundles.ts";
import { loadConfig } from "../../lib/config.ts";
import { allowed, hubWithEveryOption, shippedHub, statementsOf } from "./hub-template.ts";

const hub = shippedHub();
const full = await hubWithEveryOption("oidc");
const functions = hub.ofType("AWS::Lambda::Function");
const roleOf = (fn: (typeof functions)[number]) => String(fn.Properties.Role["Fn::GetAtt"][0]);
const role = (name: string) => expect.stringMatching(new RegExp(`^${name}FunctionRole[0-9A-F]{8}$`));

describe("each function", () => {
  test("runs on the newest Node and arm64, is traced, and logs as JSON into a group of its own", () => {
    expect(functions).toHaveLength(8);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        TracingConfig: { Mode: "Active" },
        LoggingConfig: { LogFormat: "JSON", LogGroup: { Ref: expect.any(String) } },
      });
      expect(Properties).not.toHaveProperty("ReservedConcurrentExecutions");
    }
    const groups = functions.map(({ Properties }) => Properties.LoggingConfig.LogGroup.Ref);
    expect(new Set(groups).size).toBe(functions.length);
  });

  test("has a role of its own, which nothing else assumes", () => {
    expect(new Set(functions.map(roleOf)).size).toBe(functions.length);
    for (const fn of functions) {
      const { AssumeRolePolicyDocument, ManagedPolicyArns } = hub.one("AWS::IAM::Role", roleOf(fn)).Properties;
      expect(AssumeRolePolicyDocument.Statement).toEqual([
        { Action: "sts:AssumeRole", Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" } },
      ]);
      expect(ManagedPolicyArns).toBeUndefined();
    }
  });

  test("has no action but X-Ray's two on every resource, and no wildcard among its actions", () => {
    for (const fn of functions)
      for (const { Effect, Action, Resource } of statementsOf(hub, roleOf(fn))) {
        if (Effect === "Deny") continue;
        if (Resource === "*") expect(Action).toEqual(["xray:PutTraceSegments", "xray:PutTelemetryRecords"]);
        expect([Action].flat().join()).not.toContain("*");
      }
  });

  test("has reserved concurrency only where the deployment sets it", () => {
    const reserved = full
      .ofType("AWS::Lambda::Function")
      .map(({ id, Properties }) => [id.replace(/Function.*/, ""), Properties.ReservedConcurrentExecutions]);
    expect(Object.fromEntries(reserved)).toEqual({
      Api: 50,
      Decide: 20,
      Credentials: 20,
      CutOff: 5,
      Workflow: 20,
      Reconcile: 1,
      PreToken: 20,
      Witness: 5,
    });
  });

  test("is under a megabyte", () => {
    const code = bundleFunctions(loadConfig("config"));
    for (const file of globSync(`${code("api")}/../*/index.mjs`))
      expect(readFileSync(file).length, file).toBeLessThan(1_000_000);
  });
});

describe("each privilege is held by one function", () => {
  test.each([
    ["kms:GenerateMac", ["Decide"]],
    ["kms:VerifyMac", ["Credentials"]],
    ["sts:TagSession", ["Credentials"]],
    ["sts:AssumeRole", ["CutOff", "Credentials"]],
    ["ses:SendEmail", ["Workflow"]],
    ["dynamodb:PutItem", ["Api"]],
    ["states:StartExecution", ["Api", "Reconcile"]],
    ["secretsmanager:GetSecretValue", ["Api", "Decide", "Credentials"]],
  ])("%s by %j", (action, names) => {
    expect(allowed(hub, action).sort()).toEqual(names.sort().map(role));
  });

  test.each(["dynamodb:Scan", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "iam:PassRole", "kms:CreateGrant"])(
    "%s by none",
    (action) => {
      expect(allowed(hub, action)).toEqual([]);
    },
  );

  test("the broker assumes roles under /stint/ and the cut-off function its one role, neither in hub or management account", () => {
    const assumes = (name: string) =>
      statementsOf(hub, hub.one("AWS::IAM::Role", `${name}FunctionRole`).id)
        .filter(({ Action }) => [Action].flat().includes("sts:AssumeRole"))
        .map(({ Effect, Resource }) => `${Effect} ${JSON.stringify(Resource)}`);
    expect(assumes("Credentials")).toEqual([
      expect.stringMatching(/^Allow .*":iam::\*:role\/stint\/Stint-\*"/),
      expect.stringMatching(/^Deny .*:iam::999988887777:role\/\*.*:iam::111111111111:role\/\*/),
    ]);
    expect(assumes("CutOff")).toEqual([
      expect.stringMatching(/^Allow .*":iam::\*:role\/stint-control\/StintCutOff"/),
      expect.stringMatching(/^Deny .*:iam::999988887777:role\/\*.*:iam::111111111111:role\/\*/),
    ]);
  });
});

describe("what is kept", () => {
  test("is in a table with backups, protected, under a key of the organisation's own, and retained", () => {
    const table = hub.one("AWS::DynamoDB::GlobalTable");
    expect(table.DeletionPolicy).toBe("Retain");
    expect(table.Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: "KMS" });
    expect(table.Properties.Replicas).toEqual([
      expect.objectContaining({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { KMSMasterKeyId: { "Fn::GetAtt": [expect.stringMatching(/^RequestsKey/), "Arn"] } },
      }),
    ]);
  });

  test("is under keys that stay, that rotate where they can, and that nobody but AWS hands on", () => {
    const keys = hub.ofType("AWS::KMS::Key");
    expect(keys.map(({ id }) => id.slice(0, -8)).sort()).toEqual(["LogsKey", "RequestsKey", "Seal"]);
    for (const { id, DeletionPolicy, Properties } of keys) {
      expect(DeletionPolicy).toBe("Retain");
      expect(Properties.EnableKeyRotation).toBe(id.startsWith("Seal") ? undefined : true);
      expect(Properties.KeyPolicy.Statement).toContainEqual(
        expect.objectContaining({ Effect: "Deny", Action: "kms:CreateGrant" }),
      );
    }
  });

  test("is logged for a year under a key, and the logs outlive the stack", () => {
    const groups = hub.ofType("AWS::Logs::LogGroup");
    expect(groups).toHaveLength(functions.length + 2);
    for (const { DeletionPolicy, Properties } of groups) {
      expect(DeletionPolicy).toBe("Retain");
      expect(Properties).toMatchObject({ RetentionInDays: 365, KmsKeyId: { "Fn::GetAtt": expect.anything() } });
    }
  });

  test("names no secret: what is secret stands in the template as a reference only", () => {
    for (const template of [hub, full]) {
      const text = JSON.stringify(template.all);
      expect(text).not.toMatch(
        /"(ClientSecret|client_secret|HeaderValue|SecretString)":"(?!\{\{resolve:secretsmanager:)/i,
      );
    }
  });
});

describe("the API", () => {
  test("has a route for each of core/routes.ts, all but the open ones behind authorizer and scope", () => {
    const found = hub.ofType("AWS::ApiGatewayV2::Route").map(({ Properties }) => ({
      key: Properties.RouteKey,
      type: Properties.AuthorizationType,
      scopes: Properties.AuthorizationScopes,
    }));
    const expected = Object.values(routes).map((route) => ({
      key: routeKey(route),
      type: "open" in route ? "NONE" : "JWT",
      scopes: "open" in route ? undefined : [scope],
    }));
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  test("takes so many requests and no more, and logs them without bodies, tokens, ids or addresses of people", () => {
    const { AccessLogSettings, DefaultRouteSettings } = hub.one("AWS::ApiGatewayV2::Stage").Properties;
    expect(DefaultRouteSettings).toEqual({ ThrottlingBurstLimit: 200, ThrottlingRateLimit: 100 });
    const format = JSON.parse(AccessLogSettings.Format) as Record<string, string>;
    for (const value of Object.values(format))
      expect(value).not.toMatch(/authorizer\.(claims|jwt)|\.path$|header|body|querystring/i);
  });

  test("asks an authorizer that takes the two clients of the pool", () => {
    const { AuthorizerType, JwtConfiguration } = hub.one("AWS::ApiGatewayV2::Authorizer").Properties;
    expect(AuthorizerType).toBe("JWT");
    expect(JwtConfiguration.Audience).toEqual([
      { Ref: expect.stringMatching("Dashboard") },
      { Ref: expect.stringMatching("Cli") },
    ]);
  });
});

describe("the workflow", () => {
  test("logs every step and no payload, and is traced", () => {
    expect(hub.one("AWS::StepFunctions::StateMachine").Properties).toMatchObject({
      LoggingConfiguration: { Level: "ALL", IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
  });
});
