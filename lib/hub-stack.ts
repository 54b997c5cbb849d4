import { CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import { KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import { Alarms } from "./alarms.ts";
import { ApprovalWorkflow, machineName } from "./approval-workflow.ts";
import { bundleFunctions, type FunctionName } from "./bundles.ts";
import { ChangeEvents } from "./change-events.ts";
import { addDashboard } from "./cloudwatch-dashboard.ts";
import type { Config } from "./config.ts";
import { EveryFiveMinutes } from "./every-five-minutes.ts";
import { FrontDoor } from "./front-door.ts";
import { addRoutes, createApi } from "./http-api.ts";
import { providerEnvironment } from "./identity-provider.ts";
import { keptKey } from "./kept-key.ts";
import { Logs } from "./logs.ts";
import { brokerRoleName, cutOffRoleName } from "./names.ts";
import { RequestTable } from "./request-table.ts";
import { SessionWitness } from "./session-witness.ts";
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
    const { hub, organization, identity, mail, domain, webAclArn, concurrency } = config.deployment;
    const logs = new Logs(this, "Logs");
    const undelivered = undeliveredQueue(this);
    const code = bundleFunctions(config);
    const make = (
      name: FunctionName,
      environment: Record<string, string>,
      more: { timeout?: number; roleName?: string; undelivered?: Queue } = {},
    ) =>
      new StintFunction(this, `${pascal(name)}Function`, {
        name,
        code: code(name),
        environment,
        logs,
        timeout: 10,
        reservedConcurrency: concurrency[name],
        ...more,
      });

    const requests = new RequestTable(this, "Requests");
    const TABLE = requests.table.tableName;
    const seal = keptKey(this, "Seal", {
      description: "Seals the decisions about Stint's requests",
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
    });
    const alerts = new Topic(this, "Alerts", { displayName: "Stint", enforceSSL: true });
    for (const address of mail.alerts) alerts.addSubscription(new EmailSubscription(address));
    const api = createApi(this, logs);
    const signInOrigins = [
      `https://${identity.domainPrefix}.auth.${this.region}.amazoncognito.com`,
      `https://cognito-idp.${this.region}.amazonaws.com`,
    ];
    const frontDoor = new FrontDoor(this, "FrontDoor", { api, signInOrigins, version, domain, webAclArn });
    const PUBLIC_URL = frontDoor.url;

    const preToken = make("pre-token", providerEnvironment(identity.provider));
    const signIn = new SignIn(this, "SignIn", { preToken, publicUrl: PUBLIC_URL, identity });
    const behindFrontDoor = { ...tokenEnvironment(signIn, identity), ORIGIN_SECRET: frontDoor.secret.secretArn };

    const tasks = make("workflow", { TABLE, SENDER: mail.sender, PUBLIC_URL }, { timeout: 30 });
    const cutOff = make("cut-off", { TABLE, PARTITION: this.partition }, { timeout: 50, roleName: cutOffRoleName });
    const workflow = new ApprovalWorkflow(this, "Workflow", { tasks, cutOff, logs, alerts });
    const STATE_MACHINE_ARN = workflow.machine.stateMachineArn;

    const reads = make("api", { ...behindFrontDoor, TABLE, STATE_MACHINE_ARN, STINT_VERSION: version });
    const decide = make("decide", { ...behindFrontDoor, TABLE, STATE_MACHINE_ARN, SEAL_KEY: seal.keyArn });
    const credentials = make(
      "credentials",
      {
        ...behindFrontDoor,
        TABLE,
        SEAL_KEY: seal.keyArn,
        SOURCE_IDENTITY: identity.sourceIdentity,
        PARTITION: this.partition,
        PUBLIC_URL,
        SIGN_IN_URL: "https://signin.aws.amazon.com/federation",
        CONSOLE_URL: `https://${hub.region}.console.aws.amazon.com/`,
      },
      { roleName: brokerRoleName },
    );
    const reconcile = make("reconcile", { TABLE, STATE_MACHINE_ARN }, { timeout: 300 });
    const witness = make("witness", { TABLE }, { undelivered });

    requests.grant(reads, ["get", "insert", "update"], ["byRequester", "byAccount", "everything", "unclosed"]);
    requests.grant(decide, ["get", "update"]);
    requests.grant(credentials, ["get", "update"]);
    requests.grant(tasks, ["get", "update"]);
    requests.grant(reconcile, ["get", "update"], ["unclosed"]);
    requests.grant(cutOff, ["get", "update"], ["unclosed"]);
    requests.grant(witness, ["get"]);
    seal.grantGenerateMac(decide);
    seal.grantVerifyMac(credentials);
    for (const behind of [reads, decide, credentials])
      behind.allow(["secretsmanager:GetSecretValue"], [frontDoor.secret.secretArn]);
    credentials.allow(
      ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
      [`arn:${this.partition}:iam::*:role/stint/Stint-*`],
      "The elevated roles of every target account, which admit it by their trust policies only",
    );
    cutOff.allow(
      ["sts:AssumeRole"],
      [`arn:${this.partition}:iam::*:role/stint-control/StintCutOff`],
      "The one role of this name in every target account, which admits it by its trust policy only",
    );
    // Neither is ever a target, whatever roles somebody makes there.
    const noTargets = [hub.account, organization.managementAccount];
    for (const caller of [credentials, cutOff])
      caller.deny(
        ["sts:AssumeRole"],
        noTargets.map((account) => `arn:${this.partition}:iam::${account}:role/*`),
      );
    for (const starter of [reads, reconcile]) workflow.machine.grantStartExecution(starter);
    reconcile.allow(
      ["states:DescribeExecution"],
      [`arn:${this.partition}:states:${this.region}:${this.account}:execution:${machineName}:*`],
      "The executions of the one state machine",
    );
    for (const waker of [reads, decide, tasks, reconcile]) workflow.grantWake(waker);
    tasks.allow(["ses:SendEmail"], this.mailIdentities(mail.sender));

    addRoutes(api, signIn, { api: reads, decide, credentials });
    new EveryFiveMinutes(this, "Reconcile", {
      run: reconcile,
      description: "Mends what a failure left undone",
      undelivered,
    });
    new EveryFiveMinutes(this, "Compare", {
      run: cutOff,
      input: { task: "compare" },
      description: "Compares the cut-off lists that are live with those that should be",
      undelivered,
    });
    new SessionWitness(this, "SessionWitness", { witness, brokerRole: credentials.role!.roleArn, undelivered });
    new ChangeEvents(this, "ChangeEvents", { requests, undelivered });

    const functions = {
      api: reads,
      decide,
      credentials,
      "cut-off": cutOff,
      workflow: tasks,
      reconcile,
      "pre-token": preToken,
      witness,
    } satisfies Record<FunctionName, StintFunction>;
    const { machine } = workflow;
    const alarms = new Alarms(this, "Alarms", {
      topic: alerts,
      functions,
      machine,
      api,
      table: requests.table,
      undelivered,
    });
    addDashboard(this, "Operations", { alarms, functions, machine, api });
    new CfnOutput(this, "Url", { value: PUBLIC_URL });
    new CfnOutput(this, "Issuer", { value: signIn.pool.userPoolProviderUrl });
    new CfnOutput(this, "DashboardBucket", { value: frontDoor.dashboard.bucketName });
    new CfnOutput(this, "DistributionId", { value: frontDoor.distribution.distributionId });
  }

  /** The sender may be verified in SES as an address or by its domain. */
  private mailIdentities(sender: string): string[] {
    const names = [sender, sender.slice(sender.indexOf("@") + 1)];
    return names.map((name) => `arn:${this.partition}:ses:${this.region}:${this.account}:identity/${name}`);
  }
}

/** Where scheduled runs, change events and records of CloudTrail end up that reached nobody. */
function undeliveredQueue(scope: Construct): Queue {
  const queue = new Queue(scope, "Undelivered", {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledge(queue, { sqs_dlq_check: "It is one" });
  return queue;
}

/** What functions need to verify access tokens. */
function tokenEnvironment({ pool, dashboard, cli }: SignIn, identity: Config["deployment"]["identity"]) {
  return {
    ISSUER: pool.userPoolProviderUrl,
    JWKS_URL: `${pool.userPoolProviderUrl}/.well-known/jwks.json`,
    DASHBOARD_CLIENT: dashboard.userPoolClientId,
    CLI_CLIENT: cli.userPoolClientId,
    // Cognito's own `auth_time` is when the person came from the provider, however long ago they authenticated there.
    ...(identity.authenticationTime && {
      AUTHENTICATION_TIME_CLAIM: identity.provider ? "stint:auth_time" : "auth_time",
    }),
  };
}

function pascal(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
