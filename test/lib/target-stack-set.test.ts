import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { describe, expect, test } from "vitest";
import { type Config, loadConfig } from "../../lib/config.ts";
import { TargetStack } from "../../lib/target-stack.ts";
import { TargetStackSet } from "../../lib/target-stack-set.ts";
import { aRole } from "../core/builders.ts";

const config = loadConfig("config");
const targets = { organizationalUnits: ["ou-ab12-cdef3456", "ou-ab12-00000000"], region: "eu-central-1" };
const env = config.deployment.hub;

function synthesized(given: Config = config) {
  const app = new App();
  new TargetStackSet(app, "StintTargets", { config: given, targets, env });
  const assembly = app.synth();
  const { Targets } = assembly.getStackByName("StintTargets").template.Resources;
  return { assembly, properties: Targets.Properties };
}

describe("the StackSet", () => {
  test("deploys to the OUs, to accounts that join them, and never to the hub", () => {
    expect(synthesized().properties).toMatchObject({
      StackSetName: "StintTarget",
      PermissionModel: "SERVICE_MANAGED",
      CallAs: "DELEGATED_ADMIN",
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      ManagedExecution: { Active: true },
      OperationPreferences: { MaxConcurrentPercentage: 25, FailureTolerancePercentage: 10 },
      StackInstancesGroup: [
        {
          Regions: ["eu-central-1"],
          DeploymentTargets: {
            OrganizationalUnitIds: targets.organizationalUnits,
            AccountFilterType: "DIFFERENCE",
            Accounts: [env.account],
          },
        },
      ],
    });
  });

  test("carries the very template that deploys by itself", () => {
    const app = new App();
    new TargetStack(app, "StintTarget", { config });
    const { properties } = synthesized();
    expect(JSON.parse(properties.TemplateBody)).toEqual(app.synth().getStackByName("StintTarget").template);
    expect(properties).not.toHaveProperty("TemplateURL");
  });

  test("carries the same template when the CDK's command line adds metadata", () => {
    const { TemplateBody } = synthesized().properties;
    process.env.CDK_CONTEXT_JSON = JSON.stringify({ "aws:cdk:enable-path-metadata": true });
    try {
      expect(synthesized().properties.TemplateBody).toBe(TemplateBody);
    } finally {
      delete process.env.CDK_CONTEXT_JSON;
    }
  });

  test("takes a template of more than 51,200 bytes from S3", () => {
    const roles = Array.from({ length: 40 }, (_, i) => aRole({ name: `Role${i}` }));
    const { assembly, properties } = synthesized({ ...config, catalog: { ...config.catalog, roles } });
    expect(properties).not.toHaveProperty("TemplateBody");
    const [, hash] = /([0-9a-f]{64})\.json/.exec(JSON.stringify(properties.TemplateURL)) ?? [];
    const template = readFileSync(join(assembly.directory, `asset.${hash}.json`), "utf8");
    expect(template.length).toBeGreaterThan(51_200);
    expect(Object.keys(JSON.parse(template).Resources)).toHaveLength(43);
  });
});
