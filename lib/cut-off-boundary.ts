import { CfnManagedPolicy } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { boundaryDocument } from "../core/cut-off.ts";
import { acknowledge } from "./acknowledge.ts";

/**
 * The permissions boundary of the elevated roles, as it begins: nobody is cut off. From then on its versions are published
 * by the function `cut-off`, and are newer than whatever stands here.
 *
 * CloudFormation writes a resource only when the template says something else of it than at the last deploy. So that no
 * deploy puts an older list over a newer one, nothing here may ever change: not the document, not the description (which
 * would mean another policy under a name that is taken), not the logical id. A test holds all of it.
 * docs/decisions/006-the-boundary-is-written-once.md
 */
export class CutOffBoundary extends CfnManagedPolicy {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      managedPolicyName: "StintCutOff",
      path: "/stint/",
      description: "Boundary of Stint's elevated roles: denies the sessions that were cut off",
      policyDocument: JSON.parse(boundaryDocument({ until: {} })),
    });
    const reason =
      "a boundary grants nothing: it allows all that the role's own policies may allow, and denies the rest";
    acknowledge(this, {
      "AwsSolutions-IAM5[Action::*]": reason,
      "AwsSolutions-IAM5[Resource::*]": reason,
      iam_managed_policy_no_statements_with_admin_access_check: reason,
      iam_managed_policy_no_statements_with_full_access_check: reason,
    });
  }
}
