import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Schedule, ScheduleExpression, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export interface EveryFiveMinutesProps {
  readonly run: IFunction;
  readonly input?: Readonly<Record<string, string>>;
  readonly description: string;
  /** Where an invocation ends up that could not be made. */
  readonly undelivered: IQueue;
}

/** Runs a function every five minutes, by a role that may invoke this one only. */
export class EveryFiveMinutes extends Construct {
  constructor(scope: Construct, id: string, { run, input = {}, description, undelivered }: EveryFiveMinutesProps) {
    super(scope, id);
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
      description: `Runs a function of Stint's every five minutes: ${description}`,
    });
    role.addToPolicy(new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [run.functionArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [undelivered.queueArn] }));
    new Schedule(this, "Schedule", {
      description,
      schedule: ScheduleExpression.rate(Duration.minutes(5)),
      target: new LambdaInvoke(run, {
        // As it is: the library would let it invoke every version of the function.
        role: role.withoutPolicyUpdates(),
        input: ScheduleTargetInput.fromObject(input),
        deadLetterQueue: undelivered,
        maxEventAge: Duration.minutes(5),
        retryAttempts: 3,
      }),
    });
  }
}
