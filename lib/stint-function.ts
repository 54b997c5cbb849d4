import { Duration, Stack } from "aws-cdk-lib";
import { Effect, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { FunctionName } from "./bundles.ts";
import type { Logs } from "./logs.ts";

export interface StintFunctionProps {
  readonly name: FunctionName;
  /** The folder of its bundle. */
  readonly code: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logs: Logs;
  /** Seconds. */
  readonly timeout: number;
  /** A fixed name for its role, where policies in target accounts name it. */
  readonly roleName?: string;
  readonly reservedConcurrency?: number | undefined;
  /** Where an event ends up that it was given asynchronously and failed on three times. */
  readonly undelivered?: IQueue;
}

/** One function with a role and a log group of its own, so that each privilege is held by one of them. */
export class StintFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: StintFunctionProps) {
    const { name, code, environment, logs, timeout, roleName, reservedConcurrency, undelivered } = props;
    const logGroup = logs.group(scope, `${id}Logs`);
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `What Stint's ${name} function may do`,
      ...(roleName !== undefined && { roleName }),
    });
    acknowledge(role, {
      "AwsSolutions-IAM5[Resource::*]": "X-Ray's two actions take no resource; nothing else here is granted on *",
    });
    logGroup.grantWrite(role);
    super(scope, id, {
      role,
      logGroup,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(code),
      memorySize: 512,
      timeout: Duration.seconds(timeout),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      environment: { POWERTOOLS_SERVICE_NAME: `stint-${name}`, ...environment },
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
      ...(undelivered && { deadLetterQueue: undelivered }),
    });
    acknowledge(this, {
      lambda_inside_vpc_check:
        "It calls AWS's public endpoints only. A VPC would add endpoints and NAT, and keep out nobody",
    });
  }

  /** Lets the function call these actions on these ARNs, and nothing wider; a `*` in one of them needs a reason. */
  allow(actions: readonly string[], resources: readonly string[], wildcardsBecause?: string): void {
    this.say(Effect.ALLOW, actions, resources);
    const { partition } = Stack.of(this);
    for (const resource of resources)
      if (wildcardsBecause !== undefined && resource.includes("*"))
        acknowledge(this.role as Role, {
          [`AwsSolutions-IAM5[Resource::${resource.replaceAll(partition, "<AWS::Partition>")}]`]: wildcardsBecause,
        });
  }

  /** Keeps the function from these actions on these ARNs, whatever else it is allowed. */
  deny(actions: readonly string[], resources: readonly string[]): void {
    this.say(Effect.DENY, actions, resources);
  }

  private say(effect: Effect, actions: readonly string[], resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ effect, actions: [...actions], resources: [...resources] }));
  }
}
