import { join } from "node:path";
import { boundaryDocument } from "../core/cut-off.ts";
import type { Config } from "../lib/config.ts";
import { type AwsCaller, type OnAwsCall, watchCalls } from "./aws-calls.ts";
import { awsSts } from "./aws-sts.ts";
import { boundaryDenies } from "./boundary.ts";
import type { Clock } from "./clock.ts";
import { secretsOf, tablesOf } from "./deployed.ts";
import { startDynamo } from "./dynamodb.ts";
import { startFederation } from "./federation.ts";
import type { Alarm } from "./front-page.ts";
import { startIam } from "./iam.ts";
import { startKms } from "./kms.ts";
import type { Permissions } from "./permissions.ts";
import { startSecretsManager } from "./secrets-manager.ts";
import { startSes } from "./ses.ts";
import { startStepFunctions } from "./step-functions/service.ts";
import { startSts } from "./sts.ts";
import { targetRoles } from "./target-roles.ts";
import type { Template } from "./template.ts";
import { type Part, serve } from "./wire.ts";

/** A function of the stack, and the access key id by which the embedded parts know it. */
export interface Deployed {
  readonly name: string | undefined;
  readonly roleArn: string;
  readonly accessKeyId: string;
  readonly callerArn: string;
}

export interface AwsOptions {
  readonly clock: Clock;
  readonly state: string;
  readonly assembly: string;
  readonly config: Config;
  readonly template: Template;
  readonly permissions: Permissions;
  readonly deployed: readonly Deployed[];
  readonly stateMachineArn: string;
  /** Of the main server, which serves STS and the console's sign-in to people too. */
  readonly origin: string;
  readonly awsSts?: object;
  readonly onAwsCall?: OnAwsCall;
  readonly invoke: (functionArn: string, payload: unknown) => Promise<unknown>;
  /** API Gateway, at an address of its own that is not CloudFront's. */
  readonly executeApi: Part;
}

/** Starts the AWS services that the functions call, each on its part of the template. */
export async function startAws(options: AwsOptions) {
  const { clock, state, assembly, config, template, permissions, deployed, origin } = options;
  const { account, region } = config.deployment.hub;
  const byKey = new Map(deployed.map((entry) => [entry.accessKeyId, entry]));
  const watched = watchCalls({
    account,
    region,
    stateMachineArn: options.stateMachineArn,
    callerOf: (key = "") => callerOf(byKey.get(key)?.name, sts.session(key)?.roleArn),
    onCall: options.onAwsCall,
  });

  const kms = startKms({
    state,
    keys: template.ofType("AWS::KMS::Key").map(({ arn }) => arn),
    allowed: (key, action, keyArn) => permissions(byKey.get(key ?? "")?.roleArn ?? "", `kms:${action}`, keyArn),
  });
  const secrets = startSecretsManager({
    clock,
    state,
    secrets: secretsOf(template),
    allowed: (key, arn) => permissions(byKey.get(key ?? "")?.roleArn ?? "", "secretsmanager:GetSecretValue", arn),
  });
  const ses = startSes({ clock, state, senders: [config.deployment.mail.sender] });
  const sts = startSts({
    clock,
    account,
    region,
    state,
    role: targetRoles({ config, assembly, permissions }),
    cutOff: (session) =>
      session.roleArn.includes(":role/stint/") && boundaryDenies(iam.boundary(accountOf(session.arn)), session),
    caller: (key) => byKey.get(key)?.callerArn,
  });
  const broker = deployed.find(({ name }) => name === "credentials")?.accessKeyId;
  const lender = options.awsSts ? awsSts({ embedded: sts.part, isBroker: (key) => key === broker, region }) : sts.part;
  const iam = startIam({
    clock,
    state,
    partition: "aws",
    initial: boundaryDocument({ until: {} }),
    session: sts.living,
  });
  const federation = startFederation({ clock, identity: sts.identity });

  const dynamo = await startDynamo({
    path: join(state, "dynamodb"),
    authorized: (key) => byKey.has(key),
    watched: (part) => watched("dynamodb", part),
  });
  for (const table of tablesOf(template)) await dynamo.createTable(table);

  const alarms: Alarm[] = [];
  const stepFunctions = startStepFunctions({
    clock,
    state: join(state, "executions"),
    account,
    region,
    invoke: options.invoke,
    publish: async (_topic, subject, message) => {
      alarms.push({ at: new Date(clock.now()).toISOString(), subject: subject ?? "", message });
    },
  });
  const aws = await serve({
    port: 0,
    mounts: {
      "/states": watched("states", stepFunctions.part),
      "/kms": watched("kms", kms.part),
      "/ses": watched("ses", ses.part),
      "/secrets-manager": watched("secretsmanager", secrets.part),
      // API Gateway's own address, which the world can reach as well.
      "/execute-api": options.executeApi,
      // Nothing here reaches the boundary of a real account, and nothing should say that it did.
      "/iam": watched("iam", options.awsSts ? () => ({ status: 403, body: "" }) : iam.part),
    },
  });

  const endpoints = {
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_SFN: `${aws.origin}/states`,
    AWS_ENDPOINT_URL_KMS: `${aws.origin}/kms`,
    AWS_ENDPOINT_URL_IAM: `${aws.origin}/iam`,
    AWS_ENDPOINT_URL_SESV2: `${aws.origin}/ses`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `${aws.origin}/secrets-manager`,
    AWS_ENDPOINT_URL_STS: `${origin}/sts`,
  };

  return {
    sts,
    ses,
    secrets,
    federation,
    stepFunctions,
    endpoints,
    /** What `/sts` of the main server answers with. */
    lender: watched("sts", lender),
    apiOrigin: `${aws.origin}/execute-api`,
    alarms: () => alarms,
    async close(): Promise<void> {
      await aws.close();
      await dynamo.close();
    },
  };
}

/** Who calls: a function by its own key, or by that of a role which only this function can assume. */
function callerOf(name: string | undefined, assumed: string | undefined): AwsCaller | undefined {
  if (name !== undefined) return { function: name };
  return assumed?.includes(":role/stint-control/") ? { function: "cut-off", assumed } : undefined;
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}
