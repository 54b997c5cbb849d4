import { createRequire } from "node:module";
import { App } from "aws-cdk-lib";
import { ConfigError, loadConfig } from "../lib/config.ts";
import { HubStack } from "../lib/hub-stack.ts";
import { TargetStack } from "../lib/target-stack.ts";
import { TargetStackSet } from "../lib/target-stack-set.ts";

/** The CDK app: `node bin/app.ts [config folder]`. Nothing is synthesized from a config with a mistake in it. */
function main(folder = "config"): void {
  const config = loadConfig(folder);
  const { version } = createRequire(import.meta.url)("../package.json") as { version: string };
  const { hub: env, targets } = config.deployment;
  const app = new App({ outdir: process.env.CDK_OUTDIR ?? "cdk.out" });
  new HubStack(app, "StintHub", { config, version, env });
  new TargetStack(app, "StintTarget", { config });
  if (targets) new TargetStackSet(app, "StintTargets", { config, targets, env });
  app.synth();
}

try {
  main(process.argv[2]);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
