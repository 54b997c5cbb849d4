import { CfnRole } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { CutOffBoundary } from "./cut-off-boundary.ts";
import { admits, type Hub } from "./hub-trust.ts";
import { cutOffRoleName } from "./names.ts";

export interface CutOffRoleProps {
  readonly hub: Hub;
  readonly boundary: CutOffBoundary;
}

/**
 * The role by which the hub publishes an account's cut-off list. What it writes is a boundary, which grants nothing; so the
 * worst that its holder can do is to deny all elevated roles everything, or to forget who was cut off.
 */
export class CutOffRole extends CfnRole {
  constructor(scope: Construct, id: string, { hub, boundary }: CutOffRoleProps) {
    super(scope, id, {
      roleName: "StintCutOff",
      path: "/stint-control/",
      description: "Publishes the list of Stint's sessions that were cut off",
      maxSessionDuration: 3600,
      assumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [admits(hub, cutOffRoleName, "sts:AssumeRole")],
      },
      policies: [
        {
          policyName: "PublishCutOffList",
          policyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: [
                  "iam:CreatePolicyVersion",
                  "iam:DeletePolicyVersion",
                  "iam:GetPolicyVersion",
                  "iam:ListPolicyVersions",
                ],
                Resource: boundary.ref,
              },
            ],
          },
        },
      ],
    });
  }
}
