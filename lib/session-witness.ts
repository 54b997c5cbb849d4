import { CfnRule, Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export interface SessionWitnessProps {
  /** Compares a session with the history of its request. */
  readonly witness: IFunction;
  /** ARN of the role of which each AssumeRole is looked at. */
  readonly brokerRole: string;
  readonly undelivered: IQueue;
}

/**
 * Hands each AssumeRole of the broker's to the witness, as CloudTrail saw it. That takes a trail in the hub account (an
 * organisation's will do) which logs management events, read-only ones included, in the hub's Region: without one there are
 * no events, and the dashboard shows issued sessions and none witnessed.
 */
export class SessionWitness extends Construct {
  constructor(scope: Construct, id: string, { witness, brokerRole, undelivered }: SessionWitnessProps) {
    super(scope, id);
    const rule = new Rule(this, "Rule", {
      description: "Stint: sessions of the broker's, as CloudTrail saw them",
      eventPattern: {
        source: ["aws.sts"],
        detailType: ["AWS API Call via CloudTrail"],
        detail: {
          eventSource: ["sts.amazonaws.com"],
          eventName: ["AssumeRole"],
          userIdentity: { sessionContext: { sessionIssuer: { arn: [brokerRole] } } },
        },
      },
      targets: [new LambdaFunction(witness, { deadLetterQueue: undelivered })],
    });
    // CloudTrail takes AssumeRole for read-only, and a rule that is just enabled does not see those.
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
    if (rule.node.defaultChild instanceof CfnRule)
      rule.node.defaultChild.state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";
  }
}
