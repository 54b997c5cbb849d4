import { jsonBody } from "./aws-json.ts";
import type { Part, WireAnswer, WireRequest } from "./wire.ts";

/** Which function makes a call, and as whom. */
export interface AwsCaller {
  /** `api`, `decide`, … */
  readonly function: string;
  /** The ARN of the role that it has assumed for the call; not there where it calls as its own role. */
  readonly assumed?: string;
}

/** A call that one of the functions makes of an embedded AWS part, in IAM's words: `<service>:<action>` on `<resource>`. */
export interface AwsCall extends AwsCaller {
  readonly service: AwsService;
  /** Of AssumeRole alone, not of the tags and the source identity that IAM checks beside it. */
  readonly action: string;
  /** An ARN; `*` where the call names nothing. */
  readonly resource: string;
}

export type AwsService = "dynamodb" | "iam" | "kms" | "secretsmanager" | "ses" | "states" | "sts";

/**
 * Given each call of a function on its way; `answer` lets the part do it. So a caller may record it, hold it before or
 * after it has been done, answer something else, or end the process around it.
 */
export type OnAwsCall = (call: AwsCall, answer: () => Promise<WireAnswer>) => Promise<WireAnswer>;

export interface AwsCallsOptions {
  readonly account: string;
  readonly region: string;
  /** The one that task tokens belong to: a token names none. */
  readonly stateMachineArn: string;
  /** The function that calls with this access key id, if it is one. */
  readonly callerOf: (accessKeyId: string | undefined) => AwsCaller | undefined;
  /** Where nobody listens, parts stay as they are. */
  readonly onCall: OnAwsCall | undefined;
}

/** Puts `onCall` in front of parts. Calls of anybody but a function pass by unseen. */
export function watchCalls(options: AwsCallsOptions): (service: AwsService, part: Part) => Part {
  const { callerOf, onCall } = options;
  return (service, part) => {
    if (!onCall) return part;
    return async (request) => {
      const caller = callerOf(request.accessKeyId);
      if (caller === undefined) return part(request);
      return onCall({ ...caller, service, ...named[service](request, options) }, async () => part(request));
    };
  };
}

type Named = Pick<AwsCall, "action" | "resource">;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/ names the resource of each action. */
const named: Record<AwsService, (request: WireRequest, options: AwsCallsOptions) => Named> = {
  dynamodb(request, { account, region }) {
    const { TableName, IndexName } = jsonBody(request.body);
    const table = `arn:aws:dynamodb:${region}:${account}:table/${TableName}`;
    return { action: target(request), resource: IndexName === undefined ? table : `${table}/index/${IndexName}` };
  },
  iam({ body }) {
    const form = new URLSearchParams(body.toString());
    return { action: form.get("Action") ?? "", resource: form.get("PolicyArn") ?? "*" };
  },
  kms(request) {
    return { action: target(request), resource: textOr("*", jsonBody(request.body).KeyId) };
  },
  secretsmanager(request) {
    return { action: target(request), resource: textOr("*", jsonBody(request.body).SecretId) };
  },
  ses(request, { account, region }) {
    const from = textOr("", jsonBody(request.body).FromEmailAddress);
    return { action: "SendEmail", resource: `arn:aws:ses:${region}:${account}:identity/${from}` };
  },
  states(request, { stateMachineArn }) {
    const input = jsonBody(request.body);
    const about = input.stateMachineArn ?? input.executionArn ?? (input.taskToken && stateMachineArn);
    return { action: target(request), resource: textOr("*", about) };
  },
  sts({ body }) {
    const form = new URLSearchParams(body.toString());
    return { action: form.get("Action") ?? "", resource: form.get("RoleArn") ?? "*" };
  },
};

/** The operation, which AWS's JSON protocols name behind the API's version. */
function target({ headers }: WireRequest): string {
  return (headers["x-amz-target"] ?? "").replace(/^.*\./, "");
}

function textOr(fallback: string, value: unknown): string {
  return typeof value === "string" ? value : fallback;
}
