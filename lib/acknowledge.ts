import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Says, beside a resource, why what cdk-nag or cfn-guard finds there stays as it is: rule to reason. A finding of its own
 * is `AwsSolutions-IAM5[Resource::*]`; cfn-guard's rules are in small letters. Holds for what the construct is made of too,
 * so give the narrowest one.
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const rules = Object.entries(reasons).map(([rule, reason]) => {
    const plugin = rule.startsWith("AwsSolutions-") ? "AwsSolutions" : "cdk-validator-cfnguard";
    return { id: `${plugin}::${rule}`, reason };
  });
  Validations.of(construct).acknowledge(...rules);
}
