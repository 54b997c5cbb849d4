import { createRequire } from "node:module";
import { App } from "aws-cdk-lib";
import { ConfigError, loadConfig } from "../lib/config.ts";
import { addStacks } from "../lib/stacks.ts";

/** The CDK app: `node bin/app.ts [config folder]`. Nothing is synthesized from a config with a mistake in it. */
function main(folder = "config"): void {
  const config = loadConfig(folder);
  const { version } = createRequire(import.meta.url)("../package.json") as { version: string };
  const app = new App({ outdir: process.env.CDK_OUTDIR ?? "cdk.out" });
  addStacks(app, config, version);
  app.synth();
}

try {
  main(process.argv[2]);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
