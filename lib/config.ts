import { join } from "node:path";
import type { Rules } from "../core/policy.ts";
import type { IdentityBasis } from "../core/session.ts";
import type { FunctionName } from "./bundles.ts";
import { catalogSchema } from "./config/catalog-schema.ts";
import { checkCatalog } from "./config/check-catalog.ts";
import { checkDeployment } from "./config/check-deployment.ts";
import { checkPolicy } from "./config/check-policy.ts";
import { deploymentSchema } from "./config/deployment-schema.ts";
import { knownOf } from "./config/known.ts";
import { policySchema } from "./config/policy-schema.ts";
import type { ProviderFile } from "./config/provider-schema.ts";
import { catalogOf, deploymentOf, policyOf } from "./config/resolve.ts";
import { validate } from "./config/validate.ts";
import { type Finding, type Problem, readYaml, type YamlFile } from "./config/yaml-file.ts";

/** Where a StackSet deploys the elevated roles to. */
export interface Targets {
  /** Ids of OUs, or of the root; accounts at any depth below are meant. */
  readonly organizationalUnits: readonly string[];
  readonly region: string;
}

/** Where this Stint runs, and how. */
export interface Deployment {
  readonly hub: { readonly account: string; readonly region: string };
  /** The organisation's id is `o-…`. */
  readonly organization: { readonly id: string; readonly managementAccount: string };
  readonly mail: {
    readonly sender: string;
    /** For each group of approvers the address, usually a mailing list, at which it is told. */
    readonly groups: Readonly<Record<string, string>>;
    /** Addresses at which alarms are told. */
    readonly alerts: readonly string[];
  };
  /** Not given where the target stack is deployed account by account. */
  readonly targets?: Targets;
  readonly identity: {
    /** Seconds that a sign-in lasts at most, and so how old groups can be. */
    readonly maxAge: number;
    readonly sourceIdentity: IdentityBasis;
    /** Whether access tokens carry the moment of the last real authentication. */
    readonly authenticationTime: boolean;
    /** Of the sign-in page's address. */
    readonly domainPrefix: string;
    /** Who signs people in, where it is not the user pool itself. */
    readonly provider?: ProviderFile;
  };
  /** The address of page and API, where it is not one of CloudFront's. */
  readonly domain?: { readonly url: string; readonly certificateArn: string };
  readonly webAclArn?: string;
  /** Reserved concurrency. */
  readonly concurrency: Readonly<Partial<Record<FunctionName, number>>>;
}

/** All that a platform team writes, checked. */
export interface Config extends Rules {
  readonly deployment: Deployment;
}

/** The config is refused; the message lists every problem, one a line. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(
      problems
        .map(({ file, line, path, message }) => `${file}:${line} ${path ? `${path}: ` : ""}${message}`)
        .join("\n"),
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** Reads `deployment.yaml`, `catalog.yaml` and `policy.yaml` of a folder. Throws a ConfigError with all problems of all three. */
export function loadConfig(dir: string): Config {
  const deploymentFile = readYaml(join(dir, "deployment.yaml"));
  const catalogFile = readYaml(join(dir, "catalog.yaml"));
  const policyFile = readYaml(join(dir, "policy.yaml"));
  const deployment = validate(deploymentSchema, deploymentFile);
  const catalog = validate(catalogSchema, catalogFile);
  const policy = validate(policySchema, policyFile);

  const known = knownOf(catalog.sound);
  const problems = [
    ...inOrder(deploymentFile, deployment.problems, deployment.sound ? checkDeployment(deployment.sound, known) : []),
    ...inOrder(catalogFile, catalog.problems, catalog.sound ? checkCatalog(catalog.sound, deployment.sound) : []),
    ...inOrder(policyFile, policy.problems, policy.sound ? checkPolicy(policy.sound, known, deployment.sound) : []),
  ];
  if (problems.length > 0 || !deployment.value || !catalog.value || !policy.value || !known.ous)
    throw new ConfigError(problems);
  return {
    deployment: deploymentOf(deployment.value),
    catalog: catalogOf(catalog.value, deployment.value.cutOff?.offIn ?? []),
    policy: policyOf(policy.value, known.ous),
  };
}

/** All problems of a file by line. */
function inOrder(file: YamlFile, problems: readonly Problem[], findings: Iterable<Finding>): readonly Problem[] {
  const found = [...findings].map(({ path, message }) => ({ ...file.place(path), message }));
  return [...problems, ...found].sort((a, b) => a.line - b.line);
}
