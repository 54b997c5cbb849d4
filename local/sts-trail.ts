import { randomUUID } from "node:crypto";
import { openJournal } from "./journal.ts";
import type { Parameters, SessionTag } from "./sts-request.ts";
import { roleId, type Session } from "./sts-sessions.ts";

/**
 * A call to STS as CloudTrail records it (CloudTrail User Guide, "record contents"). What CloudTrail would show and this
 * leaves out: the session token, TLS details, and the second event that a target account gets of a cross-account call.
 */
export interface CloudTrailRecord {
  readonly eventVersion: "1.11";
  readonly userIdentity: UserIdentity;
  /** ISO 8601 in UTC, to the second. */
  readonly eventTime: string;
  readonly eventSource: "sts.amazonaws.com";
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** As they were sent; null where there are none, or where they were no parameters of the call. */
  readonly requestParameters: RequestParameters | null;
  readonly responseElements: ResponseElements | null;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: true;
  readonly resources?: readonly { readonly accountId: string; readonly type: "AWS::IAM::Role"; readonly ARN: string }[];
  readonly eventType: "AwsApiCall";
  readonly managementEvent: true;
  readonly recipientAccountId: string;
  readonly eventCategory: "Management";
}

interface UserIdentity {
  readonly type: "AssumedRole" | "IAMUser" | "Unknown";
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly sessionContext?: {
    readonly sessionIssuer: {
      readonly type: "Role";
      readonly principalId: string;
      readonly arn: string;
      readonly accountId: string;
      readonly userName: string;
    };
    readonly attributes: { readonly creationDate: string; readonly mfaAuthenticated: "false" };
    readonly sourceIdentity?: string;
  };
}

interface RequestParameters {
  readonly roleArn?: string;
  readonly roleSessionName?: string;
  readonly durationSeconds?: number | string;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly policy?: string;
  readonly tags?: readonly Partial<SessionTag>[];
  readonly transitiveTagKeys?: readonly string[];
  /** What the calling session handed on, tag key to value. */
  readonly incomingTransitiveTags?: Readonly<Record<string, string>>;
}

export interface ResponseElements {
  /** The expiration reads as CloudTrail's does: `Oct 2, 2019, 11:12:29 PM`, in UTC. */
  readonly credentials: { readonly accessKeyId: string; readonly expiration: string };
  readonly assumedRoleUser: { readonly assumedRoleId: string; readonly arn: string };
  readonly sourceIdentity?: string;
  readonly packedPolicySize?: number;
}

/** Whoever calls: one of Stint's own functions, or a session that STS issued. */
export interface Caller {
  readonly accessKeyId: string;
  readonly arn: string;
  readonly userId: string;
  readonly account: string;
  readonly session?: Session;
}

/** A call that has ended, one way or the other. */
interface Ended {
  readonly eventName: string;
  readonly at: number;
  readonly requestID: string;
  readonly userAgent: string;
  readonly accessKeyId: string | undefined;
  /** Undefined where nobody knows whose key it is. */
  readonly caller: Caller | undefined;
  readonly parameters: Parameters | undefined;
  readonly response: ResponseElements | undefined;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface Trail {
  readonly records: readonly CloudTrailRecord[];
  record(call: Ended): void;
}

/** CloudTrail leaves out request parameters beyond this size, in bytes. */
const longestParameters = 100 * 1024;
/** Errors that STS's model names are logged under the name of their shape, not under the code of the answer. */
const modelled = ["MalformedPolicyDocument", "PackedPolicyTooLarge"];

/** Opens the journal of calls at this path. The file keeps them all, memory the last 1,000. */
export function openTrail(path: string, account: string, region: string): Trail {
  const journal = openJournal<CloudTrailRecord>(path, { keep: 1000 });
  return {
    records: journal.entries,
    record({ eventName, at, requestID, userAgent, caller, accessKeyId, parameters, response, error }) {
      const role = caller && parameters && /^arn:[^:]*:iam::(\d{12}):role\//.exec(String(parameters.roleArn));
      journal.append({
        eventVersion: "1.11",
        userIdentity: caller
          ? identityOf(caller)
          : { type: "Unknown", ...(accessKeyId !== undefined && { accessKeyId }) },
        eventTime: isoSeconds(at),
        eventSource: "sts.amazonaws.com",
        eventName,
        awsRegion: region,
        sourceIPAddress: "127.0.0.1",
        userAgent,
        ...(error && {
          errorCode: modelled.includes(error.code) ? `${error.code}Exception` : error.code,
          errorMessage: error.message,
        }),
        requestParameters: caller && parameters ? shown(parameters, caller) : null,
        responseElements: response ?? null,
        requestID,
        eventID: randomUUID(),
        readOnly: true,
        ...(role?.[1] && {
          resources: [{ accountId: role[1], type: "AWS::IAM::Role", ARN: String(parameters?.roleArn) }],
        }),
        eventType: "AwsApiCall",
        managementEvent: true,
        recipientAccountId: caller?.account ?? account,
        eventCategory: "Management",
      });
    },
  };
}

function shown(parameters: Parameters, { session }: Caller): RequestParameters | null {
  const incoming = session?.tags.filter(({ key }) => session.transitiveTagKeys.includes(key)) ?? [];
  const all: RequestParameters = {
    ...(session?.sourceIdentity !== undefined && { sourceIdentity: session.sourceIdentity }),
    ...parameters,
    ...(incoming.length > 0 && {
      incomingTransitiveTags: Object.fromEntries(incoming.map(({ key, value }) => [key, value])),
    }),
  };
  return Buffer.byteLength(JSON.stringify(all)) > longestParameters ? null : all;
}

function identityOf({ arn, userId, account, accessKeyId, session }: Caller): UserIdentity {
  const name = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (name === undefined) return { type: "IAMUser", principalId: userId, arn, accountId: account, accessKeyId };
  const roleArn = session?.roleArn ?? roleArnOf(arn);
  return {
    type: "AssumedRole",
    principalId: userId,
    arn,
    accountId: account,
    accessKeyId,
    ...(session && {
      sessionContext: {
        sessionIssuer: { type: "Role", principalId: roleId(roleArn), arn: roleArn, accountId: account, userName: name },
        attributes: { creationDate: isoSeconds(session.startedAt), mfaAuthenticated: "false" },
        ...(session.sourceIdentity !== undefined && { sourceIdentity: session.sourceIdentity }),
      },
    }),
  };
}

/** The role of an assumed-role ARN, without the role's path, which that ARN does not carry. */
export function roleArnOf(assumedRoleArn: string): string {
  return assumedRoleArn.replace(":sts:", ":iam:").replace(/:assumed-role\/([^/]+)\/.*$/, ":role/$1");
}

/** ISO 8601 in UTC, to the second, as STS and CloudTrail write times. */
export function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

const american = new Intl.DateTimeFormat("en-US", { timeZone: "UTC", dateStyle: "medium", timeStyle: "medium" });

/** `Oct 2, 2019, 11:12:29 PM`, as CloudTrail shows the expiration of credentials, in UTC. */
export function trailDate(at: number): string {
  return american.format(at).replaceAll("\u202f", " ");
}
