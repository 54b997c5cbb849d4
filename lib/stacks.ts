import type { App } from "aws-cdk-lib";
import type { Config } from "./config.ts";
import { HubStack } from "./hub-stack.ts";
import { TargetStack } from "./target-stack.ts";
import { TargetStackSet } from "./target-stack-set.ts";

/** Every stack that a config asks for; `version` is Stint's. */
export function addStacks(app: App, config: Config, version: string): void {
  const { hub: env, targets } = config.deployment;
  new HubStack(app, "StintHub", { config, version, env });
  new TargetStack(app, "StintTarget", { config });
  if (targets) new TargetStackSet(app, "StintTargets", { config, targets, env });
}
