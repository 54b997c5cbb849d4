import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * Says, beside a resource, why what cdk-nag or cfn-guard finds there stays as it is: rule to reason. A finding of its own id
 * is `AwsSolutions-IAM5[Resource::*]`. Holds for what the construct is made of too, so give the narrowest one.
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  Validations.of(construct).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })));
}
