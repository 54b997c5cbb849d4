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
  /** Of what is acknowledged. */
  readonly acknowledgedId?: string;
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly Violation[];
    readonly suppressedViolations?: readonly Violation[];
  }[];
}

/** What cdk-nag (AwsSolutions) and cfn-guard (Control Tower's proactive controls) say of a config's stacks. */
function validated(folder: string): { readonly app: App; readonly report: Report } {
  const outdir = mkdtempSync(join(tmpdir(), "stint-nag-"));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const app = new App({ outdir });
  addStacks(app, loadConfig(folder), "0.0.0");
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new CfnGuardValidator());
  try {
    app.synth();
  } catch {
    // A violation ends the synthesis, once the report is written.
  }
  return { app, report: JSON.parse(readFileSync(join(outdir, "validation-report.json"), "utf8")) as Report };
}

/** Each acknowledgement of an app: where it stands, and of which rule. */
function acknowledgements(app: App): { readonly path: string; readonly id: string }[] {
  return app.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.keys(data as object).map((id) => ({ path: node.path, id }))),
    );
}

const pathsOf = ({ violatingConstructs }: Violation) => violatingConstructs.map(({ constructPath }) => constructPath);

describe.each([
  ["the shipped config", () => "config"],
  // CloudFront delivers no logs to that Region.
  ["every option, and an OpenID Connect provider", () => withEveryOption("oidc", "eu-central-2")],
])("the stacks of %s", (_, folder) => {
  test("pass cdk-nag and cfn-guard, but for what is acknowledged beside its resource, and no more is acknowledged", () => {
    const { app, report } = validated(folder());
    expect(report.pluginReports.map(({ pluginName }) => pluginName)).toEqual(
      expect.arrayContaining(["AwsSolutions", "cdk-validator-cfnguard"]),
    );
    const violations = report.pluginReports.flatMap((plugin) => plugin.violations);
    expect(violations.map((v) => `${v.ruleName} at ${pathsOf(v).join(", ")}: ${v.description}`)).toEqual([]);

    const found = report.pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
    const idle = acknowledgements(app).filter(
      ({ path, id }) =>
        !found.some((v) => v.acknowledgedId === id && pathsOf(v).some((p) => p === path || p.startsWith(`${path}/`))),
    );
    expect(idle).toEqual([]);
    const blanket = acknowledgements(app).filter(({ path }) => !path.includes("/"));
    expect(blanket).toEqual([]);
  }, 120_000);
});
