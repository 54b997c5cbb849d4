import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Effect, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { FunctionName } from "./bundles.ts";

export interface StintFunctionProps {
  readonly name: FunctionName;
  /** The folder of its bundle. */
  readonly code: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  /** A fixed name for its role; only the broker needs one, since target accounts name it in their trust policies. */
  readonly roleName?: string;
}

/** One function with a role and a log group of its own, so that each privilege is held by one of them. */
export class StintFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, { name, code, environment, timeout, roleName }: StintFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `What Stint's ${name} function may do`,
      ...(roleName !== undefined && { roleName }),
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
    });
  }

  /** Lets the function call these actions on these ARNs, and nothing wider. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.say(Effect.ALLOW, actions, resources);
  }

  /** Keeps the function from these actions on these ARNs, whatever else it is allowed. */
  deny(actions: readonly string[], resources: readonly string[]): void {
    this.say(Effect.DENY, actions, resources);
  }

  private say(effect: Effect, actions: readonly string[], resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ effect, actions: [...actions], resources: [...resources] }));
  }
}
