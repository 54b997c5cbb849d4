import { BootstraplessSynthesizer, type IStackSynthesizer, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Config } from "./config.ts";
import { CutOffBoundary } from "./cut-off-boundary.ts";
import { CutOffRole } from "./cut-off-role.ts";
import { ElevatedRole } from "./elevated-role.ts";
import { targetStackName } from "./names.ts";
import { StintGuard } from "./stint-guard.ts";

export interface TargetStackProps {
  readonly config: Config;
}

/**
 * What a target account needs: the elevated roles of the catalog, what holds them, and the role that cuts off. Nothing in it
 * depends on account or Region, it has no assets, and it deploys without a CDK bootstrap: by itself, or by a StackSet.
 * Its name is spelt out in the guard, which keeps elevated roles off it.
 */
export class TargetStack extends Stack {
  constructor(scope: Construct, id: string, { config }: TargetStackProps) {
    super(scope, id, {
      stackName: targetStackName,
      description: "Stint: the roles that it lends in this account",
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      analyticsReporting: false,
    });
    const { account } = config.deployment.hub;
    const hub = { account, organization: config.deployment.organization.id };
    const { roles } = config.catalog;

    const boundary = new CutOffBoundary(this, "CutOffBoundary");
    const guard = new StintGuard(this, "Guard", roles);
    new CutOffRole(this, "CutOffRole", { hub, boundary });
    for (const role of roles) new ElevatedRole(this, `Elevated${role.name}`, { role, hub, boundary, guard });
  }
}
