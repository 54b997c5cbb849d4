import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { Schedule, ScheduleExpression, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { ApprovalWorkflow, machineName } from "./approval-workflow.ts";
import { bundleFunctions, type FunctionName } from "./bundles.ts";
import type { Config } from "./config.ts";
import { FrontDoor } from "./front-door.ts";
import { addRoutes, createApi } from "./http-api.ts";
import { brokerRoleName, cutOffRoleName } from "./names.ts";
import { RequestTable } from "./request-table.ts";
import { SignIn } from "./sign-in.ts";
import { StintFunction } from "./stint-function.ts";

export interface HubStackProps extends StackProps {
  readonly config: Config;
  /** Of Stint, for `GET /config`. */
  readonly version: string;
}

/** Everything of Stint that runs in the hub account. */
export class HubStack extends Stack {
  constructor(scope: Construct, id: string, { config, version, ...props }: HubStackProps) {
    super(scope, id, props);
    const { identity, mail } = config.deployment;
    const code = bundleFunctions(config);
    const make = (
      name: FunctionName,
      environment: Record<string, string>,
      more: { timeout?: number; roleName?: string } = {},
    ) =>
      new StintFunction(this, `${pascal(name)}Function`, { name, code: code(name), environment, timeout: 10, ...more });

    const requests = new RequestTable(this, "Requests");
    const TABLE = requests.table.tableName;
    const seal = new Key(this, "Seal", {
      description: "Seals the decisions about Stint's requests",
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const alerts = new Topic(this, "Alerts", { displayName: "Stint", enforceSSL: true });
    const api = createApi(this);
    const frontDoor = new FrontDoor(this, "FrontDoor", {
      api,
      signInOrigin: `https://${identity.domainPrefix}.auth.${this.region}.amazoncognito.com`,
      version,
      domain: config.deployment.domain,
      webAclArn: config.deployment.webAclArn,
    });
    const publicUrl = frontDoor.url;

    const preToken = make("pre-token", {});
    const signIn = new SignIn(this, "SignIn", { preToken, publicUrl, maxAge: identity.maxAge });
    const tokens = {
      ...tokenEnvironment(signIn, identity.authenticationTime ? "auth_time" : undefined),
      ORIGIN_SECRET: frontDoor.secret.secretArn,
    };

    const tasks = make("workflow", { TABLE, SENDER: mail.sender, PUBLIC_URL: publicUrl }, { timeout: 30 });
    const cutOff = make("cut-off", { TABLE, PARTITION: this.partition }, { timeout: 50, roleName: cutOffRoleName });
    const workflow = new ApprovalWorkflow(this, "Workflow", { tasks, cutOff, alerts });
    const STATE_MACHINE_ARN = workflow.machine.stateMachineArn;

    const reads = make("api", { ...tokens, TABLE, STATE_MACHINE_ARN, STINT_VERSION: version });
    const decide = make("decide", { ...tokens, TABLE, STATE_MACHINE_ARN, SEAL_KEY: seal.keyArn });
    const credentials = make(
      "credentials",
      {
        ...tokens,
        TABLE,
        SEAL_KEY: seal.keyArn,
        SOURCE_IDENTITY: identity.sourceIdentity,
        PARTITION: this.partition,
        PUBLIC_URL: publicUrl,
        ...consoleOf(config.deployment.hub.region),
      },
      { roleName: brokerRoleName },
    );
    const reconcile = make("reconcile", { TABLE, STATE_MACHINE_ARN }, { timeout: 300 });

    requests.grant(reads, ["get", "insert", "update"], ["byRequester", "byAccount", "everything", "unclosed"]);
    requests.grant(decide, ["get", "update"]);
    requests.grant(credentials, ["get", "update"]);
    requests.grant(tasks, ["get", "update"]);
    requests.grant(reconcile, ["get", "update"], ["unclosed"]);
    requests.grant(cutOff, ["get", "update"], ["unclosed"]);
    cutOff.allow(["sts:AssumeRole"], [`arn:${this.partition}:iam::*:role/stint-control/StintCutOff`]);
    for (const behind of [reads, decide, credentials])
      behind.allow(["secretsmanager:GetSecretValue"], [frontDoor.secret.secretArn]);
    seal.grantGenerateMac(decide);
    seal.grantVerifyMac(credentials);
    credentials.allow(
      ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
      [`arn:${this.partition}:iam::*:role/stint/Stint-*`],
    );
    // Neither is ever a target, whatever roles somebody makes there.
    const noTargets = [config.deployment.hub.account, config.deployment.organization.managementAccount];
    for (const caller of [credentials, cutOff])
      caller.deny(
        ["sts:AssumeRole"],
        noTargets.map((account) => `arn:${this.partition}:iam::${account}:role/*`),
      );
    workflow.machine.grantStartExecution(reads);
    workflow.machine.grantStartExecution(reconcile);
    reconcile.allow(
      ["states:DescribeExecution"],
      [`arn:${this.partition}:states:${this.region}:${this.account}:execution:${machineName}:*`],
    );
    for (const waker of [reads, decide, tasks, reconcile]) workflow.grantWake(waker);
    tasks.allow(["ses:SendEmail"], this.mailIdentities(mail.sender));

    addRoutes(api, signIn, { api: reads, decide, credentials });
    new Schedule(this, "ReconcileSchedule", {
      schedule: ScheduleExpression.rate(Duration.minutes(5)),
      target: new LambdaInvoke(reconcile),
      description: "Mends what a failure left undone",
    });
    new Schedule(this, "CompareSchedule", {
      schedule: ScheduleExpression.rate(Duration.minutes(5)),
      target: new LambdaInvoke(cutOff, { input: ScheduleTargetInput.fromObject({ task: "compare" }) }),
      description: "Compares the cut-off lists that are live with those that should be",
    });
    this.outputs(frontDoor, signIn);
  }

  /** The sender may be verified in SES as an address or by its domain. */
  private mailIdentities(sender: string): string[] {
    const names = [sender, sender.slice(sender.indexOf("@") + 1)];
    return names.map((name) => `arn:${this.partition}:ses:${this.region}:${this.account}:identity/${name}`);
  }

  private outputs(frontDoor: FrontDoor, signIn: SignIn): void {
    new CfnOutput(this, "Url", { value: frontDoor.url });
    new CfnOutput(this, "Issuer", { value: signIn.pool.userPoolProviderUrl });
  }
}

function tokenEnvironment({ pool, dashboard, cli }: SignIn, authenticationTime: string | undefined) {
  return {
    ISSUER: pool.userPoolProviderUrl,
    JWKS_URL: `${pool.userPoolProviderUrl}/.well-known/jwks.json`,
    DASHBOARD_CLIENT: dashboard.userPoolClientId,
    CLI_CLIENT: cli.userPoolClientId,
    ...(authenticationTime !== undefined && {
      AUTHENTICATION_TIME_CLAIM: authenticationTime === "auth_time" ? "auth_time" : "stint:auth_time",
    }),
  };
}

/** The pool's own sign-in puts `auth_time` into every token; a federated provider's comes as an attribute. */
function authenticationAttribute(authenticationTime: string | undefined): Record<string, string> {
  if (authenticationTime === undefined || authenticationTime === "auth_time") return {};
  return { AUTHENTICATION_TIME_ATTRIBUTE: authenticationTime };
}

/** Where the console is signed in to, in the partition of the Region. */
function consoleOf(region: string): { SIGN_IN_URL: string; CONSOLE_URL: string } {
  if (region.startsWith("us-gov-"))
    return {
      SIGN_IN_URL: "https://signin.amazonaws-us-gov.com/federation",
      CONSOLE_URL: "https://console.amazonaws-us-gov.com/",
    };
  if (region.startsWith("cn-"))
    return { SIGN_IN_URL: "https://signin.amazonaws.cn/federation", CONSOLE_URL: "https://console.amazonaws.cn/" };
  return {
    SIGN_IN_URL: "https://signin.aws.amazon.com/federation",
    CONSOLE_URL: `https://${region}.console.aws.amazon.com/`,
  };
}

function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
