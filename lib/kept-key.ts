import { RemovalPolicy } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key, type KeyProps } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";

/**
 * A KMS key that outlives the stack: what it has encrypted or sealed can be read and verified as long as it is there. Nobody
 * hands it on by a grant, but AWS services for what they keep here.
 */
export function keptKey(scope: Construct, id: string, props: KeyProps): Key {
  const key = new Key(scope, id, { removalPolicy: RemovalPolicy.RETAIN, ...props });
  key.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ["kms:CreateGrant"],
      resources: ["*"],
      conditions: { BoolIfExists: { "kms:GrantIsForAWSResource": "false", "aws:PrincipalIsAWSService": "false" } },
    }),
  );
  return key;
}
