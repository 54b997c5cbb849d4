import { Aws } from "aws-cdk-lib";
import { CfnRole } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Role } from "../core/catalog.ts";
import { tagKeys } from "../core/session.ts";
import { acknowledge } from "./acknowledge.ts";
import type { CutOffBoundary } from "./cut-off-boundary.ts";
import { admits, type Hub } from "./hub-trust.ts";
import { brokerRoleName } from "./names.ts";
import type { StintGuard } from "./stint-guard.ts";

export interface ElevatedRoleProps {
  readonly role: Role;
  readonly hub: Hub;
  readonly boundary: CutOffBoundary;
  readonly guard: StintGuard;
}

/** A role of the catalog in a target account, `Stint-<name>` under `/stint/`. Nobody but the broker can assume it. */
export class ElevatedRole extends CfnRole {
  constructor(scope: Construct, id: string, { role, hub, boundary, guard }: ElevatedRoleProps) {
    super(scope, id, {
      roleName: `Stint-${role.name}`,
      path: "/stint/",
      description: "Lent by Stint for a stint",
      maxSessionDuration: role.maxSession,
      managedPolicyArns: [...role.managedPolicies.map((policy) => managedPolicyArn(policy)), guard.ref],
      permissionsBoundary: boundary.ref,
      assumeRolePolicyDocument: trustPolicy(hub),
      ...(role.chaining.length > 0 && {
        policies: [{ policyName: "Chaining", policyDocument: chainingPolicy(role.chaining) }],
      }),
    });
    const reason = "what may be lent is up to the catalog, which names AWS's policies; guard and boundary hold them";
    acknowledge(
      this,
      Object.fromEntries(
        role.managedPolicies.map((policy) => [
          `AwsSolutions-IAM4[Policy::${managedPolicyArn(policy, "<AWS::Partition>")}]`,
          reason,
        ]),
      ),
    );
  }
}

function managedPolicyArn(policy: string, partition: string = Aws.PARTITION): string {
  return policy.startsWith("arn:") ? policy : `arn:${partition}:iam::aws:policy/${policy}`;
}

/** What the guard leaves open still has to be allowed; the tags and the source identity go along. */
function chainingPolicy(roles: readonly string[]): object {
  const actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: roles }] };
}

/**
 * Admits the broker for a session that says who has it and for which request. There is a statement for each action, because
 * not every condition key exists for every action:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 *
 * An absent key equals nothing, and `Null` says so again for those that are compared with one another, or value by value.
 * Two operators ask for two transitive tags, since the values of one operator are alternatives: the request, by which a
 * session is cut off, and the requester; the other tags only describe, and decide nothing. The namespace `stint:` holds the
 * keys, not a list of today's asks: a request keeps the asks that its rule had when it was made.
 */
function trustPolicy(hub: Hub): object {
  const [request, , requester] = tagKeys;
  const stintTagsOnly = { "ForAllValues:StringLike": { "aws:TagKeys": "stint:*" } };
  return {
    Version: "2012-10-17",
    Statement: [
      admits(hub, brokerRoleName, "sts:AssumeRole", {
        StringEquals: { "sts:SourceIdentity": `\${aws:RequestTag/${requester}}` },
        StringLike: { [`aws:RequestTag/${request}`]: "?*" },
        Null: { "sts:SourceIdentity": "false", [`aws:RequestTag/${requester}`]: "false", "aws:TagKeys": "false" },
        "ForAnyValue:StringEquals": { "sts:TransitiveTagKeys": request },
        "ForAnyValue:StringLike": { "sts:TransitiveTagKeys": requester },
        ...stintTagsOnly,
      }),
      admits(hub, brokerRoleName, "sts:TagSession", { Null: { "aws:TagKeys": "false" }, ...stintTagsOnly }),
      admits(hub, brokerRoleName, "sts:SetSourceIdentity"),
    ],
  };
}
