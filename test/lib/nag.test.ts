import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CfnGuardValidator } from "@cdklabs/cdk-validator-cfnguard";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadConfig } from "../../lib/config.ts";
import { addStacks } from "../../lib/stacks.ts";
import { withEveryOption } from "./deployments.ts";

interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly Violation[];
    readonly suppressedViolations?: readonly Violation[];
  }[];
}

/** What cdk-nag (AwsSolutions), cfn-guard (Control Tower's proactive controls) and the CDK's own check say of a config's stacks. */
function reportOn(folder: string): Report {
  const outdir = mkdtempSync(join(tmpdir(), "stint-nag-"));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const app = new App({ outdir });
  addStacks(app, loadConfig(folder), "0.0.0");
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new CfnGuardValidator());
  const said = process.stderr.write;
  try {
    process.stderr.write = () => true;
    app.synth();
  } catch {
    // A violation ends the synthesis, once the report is written.
  } finally {
    process.stderr.write = said;
  }
  return JSON.parse(readFileSync(join(outdir, "validation-report.json"), "utf8")) as Report;
}

describe.each([
  ["the shipped config", () => "config"],
  ["every option, and an OpenID Connect provider", () => withEveryOption("oidc")],
  ["every option, and a SAML provider", () => withEveryOption("saml")],
])("the stacks of %s", (_, folder) => {
  test("pass cdk-nag, cfn-guard and CloudFormation's own schema, but for what is acknowledged beside its resource", () => {
    const { pluginReports } = reportOn(folder());
    expect(pluginReports.map(({ pluginName }) => pluginName)).toEqual(
      expect.arrayContaining(["AwsSolutions", "cdk-validator-cfnguard"]),
    );
    const violations = pluginReports.flatMap(({ violations }) =>
      violations.map(
        ({ ruleName, description, violatingConstructs }) =>
          `${ruleName} at ${violatingConstructs.map(({ constructPath }) => constructPath).join(", ")}: ${description}`,
      ),
    );
    expect(violations).toEqual([]);
  }, 120_000);
});
