import { Aws } from "aws-cdk-lib";
import { CfnManagedPolicy } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Role } from "../core/catalog.ts";
import { targetStackName } from "./names.ts";

/** Characters of a managed policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const largestPolicy = 6144;

/**
 * What every elevated role is denied, whatever its own policies allow: to change Stint's roles and policies (its own trust,
 * guard and boundary among them) or the stack that they come from, to pass those roles to a service, and to go on to a role
 * that the catalog does not declare for it.
 *
 * One managed policy and not a policy inline of each role: so there is one document to read and to attach to a role that is
 * made elsewhere, where it denies every further role, and the template stays small. 6,144 characters hold some fifty
 * declared roles. The hub cannot write it.
 */
export class StintGuard extends CfnManagedPolicy {
  constructor(scope: Construct, id: string, roles: readonly Role[]) {
    const { length } = JSON.stringify(guardDocument(roles, "aws", "123456789012"));
    if (length > largestPolicy)
      throw new Error(
        `StintGuard would have ${length} characters, and IAM takes ${largestPolicy}: declare fewer roles under \`chaining\` in catalog.yaml`,
      );
    super(scope, id, {
      managedPolicyName: "StintGuard",
      path: "/stint/",
      description: "Keeps Stint's elevated roles off Stint itself and out of further roles",
      policyDocument: guardDocument(roles, Aws.PARTITION, Aws.ACCOUNT_ID),
    });
  }
}

function guardDocument(roles: readonly Role[], partition: string, account: string): object {
  const chained = roles
    .filter(({ chaining }) => chaining.length > 0)
    .map(({ name, chaining }) => ({ arn: `arn:${partition}:iam::${account}:role/stint/Stint-${name}`, chaining }));
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "StintsRolesAndPolicies",
        Effect: "Deny",
        NotAction: ["iam:Get*", "iam:List*", "iam:GenerateServiceLastAccessedDetails", "iam:SimulatePrincipalPolicy"],
        Resource: ["role/stint/*", "role/stint-control/*", "policy/stint/*"].map(
          (name) => `arn:${partition}:iam::*:${name}`,
        ),
      },
      {
        Sid: "StintsStacks",
        Effect: "Deny",
        NotAction: ["cloudformation:Describe*", "cloudformation:Get*", "cloudformation:List*"],
        Resource: [
          `stack/${targetStackName}/*`,
          `stack/StackSet-${targetStackName}-*`,
          `stackset/${targetStackName}:*`,
        ].map((name) => `arn:${partition}:cloudformation:*:*:${name}`),
      },
      {
        Sid: "NoFurtherRole",
        Effect: "Deny",
        Action: assuming,
        Resource: "*",
        ...(chained.length > 0 && {
          Condition: { ArnNotEquals: { "aws:PrincipalArn": chained.map(({ arn }) => arn) } },
        }),
      },
      ...chained.map(({ arn, chaining }) => ({
        Effect: "Deny",
        Action: assuming,
        NotResource: chaining,
        Condition: { ArnEquals: { "aws:PrincipalArn": arn } },
      })),
    ],
  };
}

const assuming = ["sts:AssumeRole*", "sts:AssumeRoot"];
