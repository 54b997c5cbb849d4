import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, CfnStackSet, Stack, type StackProps } from "aws-cdk-lib";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import type { Construct } from "constructs";
import type { Config, Targets } from "./config.ts";
import { targetStackName } from "./names.ts";
import { TargetStack } from "./target-stack.ts";

export interface TargetStackSetProps extends StackProps {
  readonly config: Config;
  readonly targets: Targets;
}

/** Bytes of a template that a call may carry: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const largestBody = 51_200;

/**
 * Deploys the target stack to every account of the target OUs, and to those that join them. The hub has to be a delegated
 * administrator of StackSets for it. One Region is enough, as IAM has none.
 */
export class TargetStackSet extends Stack {
  constructor(scope: Construct, id: string, { config, targets, ...props }: TargetStackSetProps) {
    super(scope, id, { description: "Stint: deploys its roles to the target accounts", ...props });
    new CfnStackSet(this, "Targets", {
      stackSetName: targetStackName,
      description: "The roles that Stint lends",
      permissionModel: "SERVICE_MANAGED",
      callAs: "DELEGATED_ADMIN",
      capabilities: ["CAPABILITY_NAMED_IAM"],
      // Roles that stayed behind in an account which left the organisation would trust a hub that no longer watches them.
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      managedExecution: { Active: true },
      operationPreferences: { maxConcurrentPercentage: 25, failureTolerancePercentage: 10 },
      stackInstancesGroup: [
        {
          regions: [targets.region],
          deploymentTargets: {
            organizationalUnitIds: [...targets.organizationalUnits],
            // The hub is no target, whatever OU it is in. (The management account never is one, for StackSets.)
            accountFilterType: "DIFFERENCE",
            accounts: [config.deployment.hub.account],
          },
        },
      ],
      ...this.template(config),
    });
  }

  /** In the call itself where it is small enough, else from S3. */
  private template(config: Config): { templateBody: string } | { templateUrl: string } {
    const templateBody = targetTemplate(config);
    if (Buffer.byteLength(templateBody) <= largestBody) return { templateBody };
    const path = join(mkdtempSync(join(tmpdir(), "stint-target-")), `${targetStackName}.template.json`);
    writeFileSync(path, templateBody);
    return { templateUrl: new Asset(this, "Template", { path }).httpUrl };
  }
}

/** The target stack's template, the same with and without the CDK's command line, which adds metadata of its own. */
function targetTemplate(config: Config): string {
  const app = new App({
    outdir: mkdtempSync(join(tmpdir(), "stint-target-")),
    postCliContext: { "aws:cdk:enable-path-metadata": false },
  });
  new TargetStack(app, targetStackName, { config });
  return JSON.stringify(app.synth().getStackByName(targetStackName).template);
}
