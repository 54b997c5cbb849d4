import { Aws } from "aws-cdk-lib";

/** The hub as target accounts know it. */
export interface Hub {
  readonly account: string;
  /** `o-…` */
  readonly organization: string;
}

/** Condition operators, each with its keys and their values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/**
 * A statement of a trust policy that admits one role of the hub. The principal is the hub's root, held to the caller's ARN:
 * a role that is named as principal itself is lost when it is made again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export function admits(hub: Hub, roleName: string, action: string, { StringEquals, ...further }: Conditions = {}) {
  const account = `arn:${Aws.PARTITION}:iam::${hub.account}`;
  return {
    Effect: "Allow",
    Principal: { AWS: `${account}:root` },
    Action: action,
    Condition: {
      ArnEquals: { "aws:PrincipalArn": `${account}:role/${roleName}` },
      StringEquals: { "aws:PrincipalOrgID": hub.organization, ...StringEquals },
      ...further,
    },
  };
}
