import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../lib/config.ts";
import { startAws } from "./aws.ts";
import type { OnAwsCall } from "./aws-calls.ts";
import { type Clock, startClock } from "./clock.ts";
import { dashboardBehaviorOf } from "./cloudfront.ts";
import { dashboard, noDashboard } from "./dashboard.ts";
import {
  clientsOf,
  functionsOf,
  machinesOf,
  originHeadersOf,
  preTokenOf,
  providerOf,
  routesOf,
  schedulesOf,
  tablesOf,
} from "./deployed.ts";
import { type Alarm, frontPage } from "./front-page.ts";
import { type Functions, startFunctions } from "./functions.ts";
import { startHttpApi } from "./http-api.ts";
import { type LocalPerson, startIdentity } from "./identity/identity.ts";
import { readPermissions } from "./permissions.ts";
import { repeat } from "./schedule.ts";
import type { Mail } from "./ses.ts";
import type { CloudTrailRecord } from "./sts-trail.ts";
import { loadTemplate } from "./template.ts";
import { type Part, serve } from "./wire.ts";

export interface SystemOptions {
  /** 0 takes a free one; tokens then end with this run, since their issuer names the port. */
  readonly port: number;
  /** Folder of everything that survives a restart. */
  readonly state: string;
  /** The synthesized app. */
  readonly assembly: string;
  /** The config folder that it was synthesized from. */
  readonly config: string;
  readonly people: readonly LocalPerson[];
  /** Folder of the dashboard's build; without one, its paths are a 404. */
  readonly dashboard?: string;
  /** Given each line that a function writes. */
  readonly log: (functionName: string, line: string) => void;
  readonly clock?: Clock;
  /** Lends roles by the real STS, and signs in to the real console; signing in here then asks for this code. */
  readonly awsSts?: { readonly signInCode: string };
  /** With false, schedules do not run by themselves. */
  readonly schedules?: boolean;
  /** Sees each AWS call of the functions. */
  readonly onAwsCall?: OnAwsCall;
}

export interface System {
  /** Of dashboard, API and sign-in. */
  readonly origin: string;
  /** API Gateway's own address, past CloudFront. */
  readonly apiOrigin: string;
  /** What CloudFront adds to requests on their way to the API. */
  readonly originHeaders: Readonly<Record<string, string>>;
  /** Where the AWS parts answer, by the environment variable of the SDK; what each function has. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** An access key id that may do whatever the function of this name may. */
  readonly keyOf: (functionName: string) => string;
  /** The ARN of the function of this name, such as `reconcile`. */
  readonly arnOf: (functionName: string) => string;
  readonly table: string;
  readonly stateMachineArn: string;
  readonly clock: Clock;
  readonly functions: Functions;
  readonly inbox: () => readonly Mail[];
  readonly trail: () => readonly CloudTrailRecord[];
  readonly alarms: () => readonly Alarm[];
  /** Signs any claims with the pool's own key. */
  readonly signAs: (claims: Readonly<Record<string, unknown>>) => string;
  close(): Promise<void>;
}

const stack = "StintHub";
const pool = "local_stint";
/** Where CloudFront would answer: the template speaks https of it, and it is this run's origin. */
const frontDoor = "front-door.invalid";
export const cliClient = "stint-cli";

/**
 * Starts the whole hub on loopback: the synthesized template, on embedded parts. The local origin stands for CloudFront: its
 * header for the API, and what it does with the dashboard's files. A function is loaded when it is first called, or by
 * `functions.warm()`. Not here: CloudWatch with its alarms, the rule on
 * CloudTrail's events and the pipe of changes.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { port, state, assembly, people, log, clock = startClock() } = options;
  const config = loadConfig(options.config);
  const { account, region } = config.deployment.hub;
  mkdirSync(state, { recursive: true, mode: 0o700 });

  // The port has to be known before the template can be read, for the template's values contain it.
  const starting: Part = () => ({ status: 503, headers: { "retry-after": "1" }, body: "Stint is starting.\n" });
  const mounts = ["/identity", "/sts", "/federation", "/local", "/"] as const;
  const front = Object.fromEntries(mounts.map((mount) => [mount, starting])) as Record<(typeof mounts)[number], Part>;
  const late =
    (mount: (typeof mounts)[number]): Part =>
    (request) =>
      front[mount](request);
  const web = await serve({ port, mounts: Object.fromEntries(mounts.map((mount) => [mount, late(mount)])) });
  const { origin } = web;
  const closing: (() => Promise<unknown> | unknown)[] = [() => web.close()];
  try {
    const issuer = `${origin}/identity/${pool}`;
    const template = loadTemplate({
      dir: assembly,
      stack,
      account,
      region,
      values: {
        "AWS::Cognito::UserPool.Ref": pool,
        "AWS::Cognito::UserPool.ProviderURL": issuer,
        "AWS::Cognito::UserPoolClient.Ref": (id) => (id.includes("Cli") ? cliClient : "stint-dashboard"),
        "AWS::CloudFront::Distribution.DomainName": frontDoor,
      },
      addresses: {
        [config.deployment.domain?.url ?? `https://${frontDoor}`]: origin,
        [`https://${config.deployment.identity.domainPrefix}.auth.${region}.amazoncognito.com`]: origin,
        [`https://cognito-idp.${region}.amazonaws.com`]: origin,
      },
      // Others than the stack's own, such as an identity provider's, have no value here.
      secret: (id) => aws.secrets.value(id) ?? "",
    });
    const permissions = readPermissions(template);
    const deployed = functionsOf(template).map(({ fn, roleArn }) => ({
      fn,
      roleArn,
      name: fn.environment.POWERTOOLS_SERVICE_NAME?.replace(/^stint-/, ""),
      accessKeyId: `ASIA${randomBytes(10).toString("hex").toUpperCase().slice(0, 16)}`,
      callerArn: `${roleArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/")}/${fn.name}`,
    }));
    const [machine] = machinesOf(template);
    if (!machine) throw new Error(`${stack} has no state machine`);
    const aws = await startAws({
      ...options,
      clock,
      config,
      template,
      permissions,
      deployed,
      stateMachineArn: machine.arn,
      origin,
      invoke: (arn, payload) => functions.invoke(arn, payload),
      executeApi: (request) => api.part(request),
    });
    closing.unshift(() => aws.close());
    const { sts, ses, stepFunctions, endpoints, alarms } = aws;
    const functions: Functions = startFunctions({
      clock,
      log,
      functions: deployed.map(({ fn, accessKeyId }) => ({
        ...fn,
        environment: {
          ...fn.environment,
          ...endpoints,
          ...("SIGN_IN_URL" in fn.environment && !options.awsSts && { SIGN_IN_URL: `${origin}/federation` }),
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: "embedded",
          AWS_LAMBDA_FUNCTION_NAME: fn.name,
        },
      })),
    });
    closing.unshift(() => functions.close());

    const identity = startIdentity({
      clock,
      state: join(state, "identity"),
      origin: () => origin,
      pool,
      people,
      ...(options.awsSts && { signInCode: options.awsSts.signInCode }),
      clients: clientsOf(template),
      provider: providerOf(template),
      preToken: (event) => functions.invoke(preTokenOf(template), event),
    });
    const api = startHttpApi({
      accountId: account,
      apiId: "local",
      clock,
      routes: routesOf(template),
      jwksUrl: `${issuer}/.well-known/jwks.json`,
      invoke: (arn, event) => functions.invoke(arn, event),
    });
    front["/identity"] = identity.part;
    front["/sts"] = aws.lender;
    front["/federation"] = aws.federation.part;
    front["/local"] = frontPage({ origin, people, inbox: ses.inbox, trail: sts.log, alarms });
    const originHeaders = originHeadersOf(template);
    const page =
      options.dashboard === undefined ? noDashboard : dashboard(options.dashboard, dashboardBehaviorOf(template));
    front["/"] = (request) =>
      request.url.pathname.startsWith("/api/")
        ? api.part({ ...request, headers: { ...request.headers, ...originHeaders } })
        : page(request);

    stepFunctions.define(machine.arn, machine.definition);
    stepFunctions.resume();
    closing.unshift(() => stepFunctions.close());
    if (options.schedules !== false)
      for (const { functionArn, input, every } of schedulesOf(template))
        closing.unshift(
          repeat(
            clock,
            every,
            () => functions.invoke(functionArn, input),
            (error) => log("schedule", String(error)),
          ),
        );

    return {
      origin,
      apiOrigin: aws.apiOrigin,
      originHeaders,
      endpoints,
      keyOf: (name) => found(deployed.find((entry) => entry.name === name)?.accessKeyId),
      arnOf: (name) => found(deployed.find((entry) => entry.name === name)?.fn.arn),
      table: found(tablesOf(template)[0]?.TableName),
      stateMachineArn: machine.arn,
      clock,
      functions,
      inbox: ses.inbox,
      trail: sts.log,
      alarms,
      signAs: identity.signAs,
      close: () => closeAll(closing),
    };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

async function closeAll(closing: readonly (() => Promise<unknown> | unknown)[]): Promise<void> {
  for (const close of closing) await close();
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the template lacks a part that the embedded run needs");
  return value;
}
