import type { Role } from "./catalog.ts";

/**
 * Whether a session of a role can make access that outlives it. `yes`: it can create IAM users, keys or roles. `no`: it only
 * reads, though what it reads may be a secret. `possible`: it changes things, among them what could let somebody in later.
 */
export interface Reach {
  readonly lasting: "yes" | "possible" | "no";
}

/** AWS managed policies that let create IAM users, their keys, and roles that anybody may be trusted with. */
const makesIdentities = ["AdministratorAccess", "IAMFullAccess"];
/** AWS managed policies that only read. */
const reads = ["ReadOnlyAccess", "job-function/ViewOnlyAccess", "SecurityAudit"];

/**
 * How far the role reaches, as far as its entry in the catalog tells: by the names of a few policies in the AWS managed
 * policy reference (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html). What any other policy
 * holds, one of the customer's own above all, is not known here; nor is what a role may do that the session goes on to
 * (`chaining`), or a cluster. StintGuard denies none of this but to Stint's own roles, so it changes nothing.
 */
export function reachOf({ managedPolicies, chaining, kubernetes }: Role): Reach {
  const policies = managedPolicies.map(awsName);
  if (policies.some((name) => makesIdentities.includes(name))) return { lasting: "yes" };
  if (chaining.length > 0 || kubernetes || !policies.every((name) => reads.includes(name)))
    return { lasting: "possible" };
  return { lasting: "no" };
}

/** The name with path of an AWS managed policy; an ARN of any other stays whole, and so is none of those that are known. */
function awsName(policy: string): string {
  return policy.replace(/^arn:aws[a-z-]*:iam::aws:policy\//, "");
}
