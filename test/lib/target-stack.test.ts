import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { describe, expect, inject, test } from "vitest";
import { roleArn } from "../../core/catalog.ts";
import { canonical, hashOf } from "../../core/history.ts";
import { type Config, loadConfig } from "../../lib/config.ts";
import { TargetStack } from "../../lib/target-stack.ts";
import { aRole } from "../core/builders.ts";
import { targetTemplate } from "./simulated.ts";

const config = loadConfig("config");
const raw = JSON.parse(readFileSync(join(inject("assembly"), "StintTarget.template.json"), "utf8"));
const account = "111122223333";
const template = targetTemplate(account);
const roles = template.ofType("AWS::IAM::Role");
const policies = template.ofType("AWS::IAM::ManagedPolicy");
const role = (name: string) => roles.find((entry) => entry.name === name)?.properties;

function synthesized(changes: Partial<Config["catalog"]>) {
  const app = new App();
  new TargetStack(app, "StintTarget", { config: { ...config, catalog: { ...config.catalog, ...changes } } });
  return app.synth().getStackByName("StintTarget").template;
}

/** As IAM counts: characters that are not white space. */
const size = (document: unknown) => JSON.stringify(document).replace(/\s/g, "").length;

describe("the target stack", () => {
  test("has these resources under these ids, which an upgrade must keep", () => {
    expect(Object.entries<{ Type: string }>(raw.Resources).map(([id, { Type }]) => [id, Type])).toEqual([
      ["CutOffBoundary", "AWS::IAM::ManagedPolicy"],
      ["Guard", "AWS::IAM::ManagedPolicy"],
      ["CutOffRole", "AWS::IAM::Role"],
      ["ElevatedReadOnly", "AWS::IAM::Role"],
      ["ElevatedPowerUser", "AWS::IAM::Role"],
      ["ElevatedDatabaseAdmin", "AWS::IAM::Role"],
      ["ElevatedNetworkAdmin", "AWS::IAM::Role"],
      ["ElevatedClusterAdmin", "AWS::IAM::Role"],
      ["ElevatedBreakGlass", "AWS::IAM::Role"],
    ]);
  });

  test("deploys anywhere: nothing but resources, no assets, no bootstrap, no account or Region of its own", () => {
    expect(Object.keys(raw).sort()).toEqual(["Description", "Resources"]);
    const text = JSON.stringify(raw);
    for (const { id } of config.catalog.accounts.filter((entry) => entry.id !== "888899990000"))
      expect(text).not.toContain(id);
    expect(text).not.toContain("eu-west-1");
    expect(text).not.toMatch(/Fn::(ImportValue|Transform|GetAZs)|AWS::(Include|LanguageExtensions)|cdk-hnb659fds/);
  });

  test("names the roles as the functions ask for them", () => {
    const elevated = config.catalog.roles.map(({ name }) => roleArn("aws", account, name));
    expect(roles.map(({ arn }) => arn)).toEqual([
      `arn:aws:iam::${account}:role/stint-control/StintCutOff`,
      ...elevated,
    ]);
    expect(policies.map(({ arn }) => arn)).toEqual([
      `arn:aws:iam::${account}:policy/stint/StintCutOff`,
      `arn:aws:iam::${account}:policy/stint/StintGuard`,
    ]);
  });

  test("gives every elevated role its maximum session, its policies, the guard and the boundary", () => {
    const guard = `arn:aws:iam::${account}:policy/stint/StintGuard`;
    const PermissionsBoundary = `arn:aws:iam::${account}:policy/stint/StintCutOff`;
    expect(role("Stint-DatabaseAdmin")).toMatchObject({
      Path: "/stint/",
      MaxSessionDuration: 14_400,
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/job-function/DatabaseAdministrator", guard],
      PermissionsBoundary,
    });
    expect(role("Stint-BreakGlass")).toMatchObject({
      MaxSessionDuration: 3600,
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess", guard],
    });
    for (const { properties, name } of roles.filter((entry) => entry.name !== "StintCutOff"))
      expect(properties, name).toMatchObject({
        ManagedPolicyArns: expect.arrayContaining([guard]),
        PermissionsBoundary,
      });
  });

  test("takes a managed policy's whole ARN as it is", () => {
    const managedPolicies = ["arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess", "ReadOnlyAccess"];
    const { ElevatedX } = synthesized({ roles: [aRole({ name: "X", managedPolicies })] }).Resources;
    expect(ElevatedX.Properties.ManagedPolicyArns).toEqual([
      managedPolicies[0],
      { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":iam::aws:policy/ReadOnlyAccess"]] },
      { Ref: "Guard" },
    ]);
  });

  test("writes policies inline only for the roles that a role may go on to", () => {
    expect(role("Stint-BreakGlass")).not.toHaveProperty("Policies");
    expect(role("Stint-NetworkAdmin")?.Policies).toEqual([
      {
        PolicyName: "Chaining",
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
              Resource: ["arn:aws:iam::888899990000:role/TransitGatewayOperator"],
            },
          ],
        },
      },
    ]);
  });

  test("stays within what IAM takes", () => {
    for (const { name, properties } of roles)
      expect(size(properties.AssumeRolePolicyDocument), name).toBeLessThan(2048);
    for (const { name, properties } of policies) expect(size(properties.PolicyDocument), name).toBeLessThan(6144);
    for (const { name, properties } of roles) expect(String(properties.Description).length, name).toBeLessThan(1000);
  });
});

/*
 * Where this fails, undo the change. CloudFormation would publish what stands here in every target account, over the lists
 * that are live there: sessions that were cut off would work again until `cut-off` compares the lists.
 */
test("the boundary in the template never changes, so that no deploy publishes it over a newer list", () => {
  const { CutOffBoundary } = raw.Resources;
  expect(hashOf(canonical(CutOffBoundary))).toBe("b7a03115b097bf13b3a4fe648e90e0cad0e1407657bf8e9453fd4c13caa662c7");
});

test("nothing of it is retained: a policy left behind would block the name that the next deploy needs", () => {
  for (const resource of Object.values<object>(raw.Resources))
    expect(Object.keys(resource)).toEqual(["Type", "Properties"]);
});

describe("the guard", () => {
  const chaining = (count: number) =>
    Array.from({ length: count }, (_, i) => `arn:aws:iam::888899990000:role/operators/Operator${i}`);

  test("only denies", () => {
    const guard = policies.find(({ name }) => name === "StintGuard")?.properties.PolicyDocument;
    const { Statement } = guard as { Statement: { Effect: string }[] };
    expect(new Set(Statement.map(({ Effect }) => Effect))).toEqual(new Set(["Deny"]));
  });

  test("has no exception where the catalog declares no further role", () => {
    const { Guard } = synthesized({ roles: [aRole({ chaining: [] })] }).Resources;
    expect(Guard.Properties.PolicyDocument.Statement.slice(2)).toEqual([
      { Sid: "NoFurtherRole", Effect: "Deny", Action: ["sts:AssumeRole*", "sts:AssumeRoot"], Resource: "*" },
    ]);
  });

  test("is refused where it would be larger than IAM takes, with what to do about it", () => {
    expect(() => synthesized({ roles: [aRole({ chaining: chaining(70) })] })).not.toThrow();
    expect(() => synthesized({ roles: [aRole({ chaining: chaining(120) })] })).toThrow(
      /^StintGuard would have [0-9]+ characters, and IAM takes 6144: declare fewer roles under `chaining` in catalog.yaml$/,
    );
  });
});
