import { runSimulation } from "@cloud-copilot/iam-simulate";
import { inject } from "vitest";
import { loadConfig } from "../../lib/config.ts";
import { loadTemplate, type Template } from "../../local/template.ts";
import { hubTemplate } from "../template.ts";

/** A policy document. */
export type Document = Readonly<Record<string, unknown>>;
export type Context = Readonly<Record<string, string | string[]>>;
export type Verdict = "Allowed" | "ExplicitlyDenied" | "ImplicitlyDenied";

/** A session of a role, with every policy that says what it may do. */
export interface Principal {
  /** The session's ARN. */
  readonly arn: string;
  readonly policies: readonly { readonly name: string; readonly policy: Document }[];
  readonly boundary?: Document;
  readonly sessionPolicy?: Document;
  /** A service control policy that its account has besides `FullAWSAccess`. */
  readonly controlledBy?: Document;
  /** The keys that IAM knows of the session in every call. */
  readonly context: Context;
}

export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
  /** Of the resource; the trust policy where it is a role. */
  readonly resourcePolicy?: Document;
}

export const { deployment, catalog } = loadConfig("config");
export const hub = deployment.hub.account;
export const target = "111122223333";
export const neighbour = "222233334444";
export const allowEverything: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/** What IAM says to a call, by an evaluator that is not this project's. Throws where that finds the call or a policy wrong. */
export async function judge(as: Principal, call: Call): Promise<Verdict> {
  const { action, resource, context = {}, resourcePolicy } = call;
  const result = await runSimulation(
    {
      request: {
        principal: as.arn,
        action,
        resource: { resource, accountId: accountOf(resource) || accountOf(as.arn) },
        contextVariables: { ...as.context, ...context },
      },
      identityPolicies: as.policies.map(({ name, policy }) => ({ name, policy })),
      serviceControlPolicies: as.controlledBy
        ? [
            {
              orgIdentifier: "ou",
              policies: [allowEverything, as.controlledBy].map((policy, i) => ({ name: `${i}`, policy })),
            },
          ]
        : [],
      resourceControlPolicies: [],
      ...(as.boundary && { permissionBoundaryPolicies: [{ name: "boundary", policy: as.boundary }] }),
      ...(as.sessionPolicy && { sessionPolicy: as.sessionPolicy }),
      ...(resourcePolicy && { resourcePolicy }),
    },
    { simulationMode: "Strict" },
  );
  if (result.resultType === "error") throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult;
}

/**
 * AWS's managed policies of the shipped catalog. `AdministratorAccess` and what counts of `PowerUserAccess` are as AWS
 * publishes them; of the others a few actions stand for all.
 */
const managedByAws: Readonly<Record<string, object>> = {
  AdministratorAccess: { Action: "*", Resource: "*" },
  PowerUserAccess: { NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
  ReadOnlyAccess: {
    Action: ["s3:Get*", "s3:List*", "iam:Get*", "iam:List*", "cloudformation:Describe*"],
    Resource: "*",
  },
  DatabaseAdministrator: { Action: ["rds:*", "dynamodb:*", "cloudwatch:*"], Resource: "*" },
  NetworkAdministrator: { Action: ["ec2:*", "route53:*"], Resource: "*" },
};

/** The target stack in an account. */
export function targetTemplate(account = target): Template {
  return loadTemplate({ dir: inject("assembly"), stack: "StintTarget", account, region: "eu-west-1", values: {} });
}

interface RoleProperties {
  readonly AssumeRolePolicyDocument: Document;
  readonly ManagedPolicyArns?: readonly string[];
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: Document }[];
  readonly PermissionsBoundary?: string;
}

/** A role of a template with all that hangs on it. */
export interface DeployedRole extends Principal {
  readonly roleArn: string;
  readonly trust: Document;
}

/** The roles of a template. */
export function rolesOf(template: Template): readonly DeployedRole[] {
  const managed = template.ofType("AWS::IAM::ManagedPolicy");
  const documentOf = (arn: string): Document => {
    const own = managed.find((policy) => policy.arn === arn);
    if (own) return own.properties.PolicyDocument as Document;
    const statement = managedByAws[arn.replace(/^.*\//, "")];
    if (!statement) throw new Error(`${arn} is not known here`);
    return { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] };
  };
  return template.ofType("AWS::IAM::Role").map(({ name, arn, properties }) => {
    const {
      AssumeRolePolicyDocument,
      ManagedPolicyArns = [],
      Policies = [],
      PermissionsBoundary,
    } = properties as unknown as RoleProperties;
    const attached = template
      .ofType("AWS::IAM::Policy")
      .filter((policy) => (policy.properties.Roles as string[]).includes(name))
      .map((policy) => ({ name: policy.id, policy: policy.properties.PolicyDocument as Document }));
    return {
      roleArn: arn,
      arn: `arn:aws:sts::${accountOf(arn)}:assumed-role/${name}/session`,
      trust: AssumeRolePolicyDocument,
      policies: [
        ...attached,
        ...Policies.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, policy: PolicyDocument })),
        ...ManagedPolicyArns.map((policy) => ({ name: policy, policy: documentOf(policy) })),
      ],
      ...(PermissionsBoundary !== undefined && { boundary: documentOf(PermissionsBoundary) }),
      context: { "aws:PrincipalArn": arn, "aws:PrincipalOrgID": deployment.organization.id },
    };
  });
}

/** The roles of the hub, by name. */
export function hubRoles(): ReadonlyMap<string, DeployedRole> {
  return byName(rolesOf(hubTemplate(inject("assembly"))));
}

/** The roles that the target stack makes in an account, by name. */
export function targetRoles(account = target): ReadonlyMap<string, DeployedRole> {
  return byName(rolesOf(targetTemplate(account)));
}

function byName(roles: readonly DeployedRole[]): ReadonlyMap<string, DeployedRole> {
  return new Map(roles.map((role) => [role.roleArn.replace(/^.*\//, ""), role]));
}

/** A role that must be there. */
export function named(roles: ReadonlyMap<string, DeployedRole>, name: string): DeployedRole {
  const role = roles.get(name);
  if (!role) throw new Error(`there is no role ${name} among ${[...roles.keys()].join(", ")}`);
  return role;
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
