import { Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnPipe } from "aws-cdk-lib/aws-pipes";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { key, requestKey, summary } from "../core/table.ts";
import { acknowledge } from "./acknowledge.ts";
import type { RequestTable } from "./request-table.ts";

export interface ChangeEventsProps {
  readonly requests: RequestTable;
  readonly undelivered: IQueue;
}

/**
 * Puts an event on the account's default bus whenever a request changes, so that others can react. It says which request,
 * and nothing that somebody typed: whoever needs more asks the API, which knows who may see it. Stint itself depends on none
 * of these events.
 */
export class ChangeEvents extends Construct {
  constructor(scope: Construct, id: string, { requests, undelivered }: ChangeEventsProps) {
    super(scope, id);
    const { table } = requests;
    const { account } = Stack.of(this);
    const stream = table.tableStreamArn ?? "";
    const bus = Stack.of(this).formatArn({ service: "events", resource: "event-bus", resourceName: "default" });
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("pipes.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": account } },
      }),
      description: "Reads the stream of Stint's table, and puts events on the default bus",
    });
    const allow = (actions: string[], resource: string) =>
      role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
    allow(["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], stream);
    allow(["events:PutEvents"], bus);
    allow(["sqs:SendMessage"], undelivered.queueArn);
    requests.grantKey(role);
    // The one action here that takes no resource. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html
    allow(["dynamodb:ListStreams"], "*");
    acknowledge(role, { "AwsSolutions-IAM5[Resource::*]": "ListStreams takes no resource" });

    const image = `$.dynamodb.NewImage`;
    const about = `${image}.${summary}.M`;
    const pipe = new CfnPipe(this, "Pipe", {
      description: "Stint: which request has changed",
      roleArn: role.roleArn,
      source: stream,
      sourceParameters: {
        dynamoDbStreamParameters: {
          startingPosition: "LATEST",
          maximumRecordAgeInSeconds: 86_400,
          maximumRetryAttempts: 10,
          onPartialBatchItemFailure: "AUTOMATIC_BISECT",
          deadLetterConfig: { arn: undelivered.queueArn },
        },
        filterCriteria: {
          filters: [{ pattern: JSON.stringify({ dynamodb: { Keys: { [key.sort]: { S: [requestKey("").sk] } } } }) }],
        },
      },
      target: bus,
      targetParameters: {
        eventBridgeEventBusParameters: { source: "stint", detailType: "Stint Request Changed" },
        inputTemplate: `{"id": <$.dynamodb.Keys.${key.partition}.S>, "version": <${image}.version.N>, "status": <${about}.status.S>, "account": <${about}.account.M.id.S>, "role": <${about}.role.M.name.S>}`,
      },
    });
    // The pipe tries its permissions when it is made.
    pipe.node.addDependency(role);
  }
}
