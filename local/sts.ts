/*
 * The embedded STS: AssumeRole and GetCallerIdentity over the Query protocol (POST only). What the service does and this
 * does not: it checks no request signature, and no session token of Stint's own functions; it takes no managed session
 * policies (PolicyArns), MFA or provided contexts and says so; permissions are what `role` and the session policy say.
 * How the service packs policies and tags is not public: PackedPolicySize is the estimate of core/session.ts, inherited
 * tags included.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "./clock.ts";
import { answered, elements, refused } from "./sts-answer.ts";
import { checkSessionPolicy } from "./sts-policy.ts";
import { type AssumeRoleCall, checkAssumeRole, type Parameters, readParameters, StsError } from "./sts-request.ts";
import { authorize, checkDuration, inherit, packedSize } from "./sts-rules.ts";
import { openSessions, roleId, type Session } from "./sts-sessions.ts";
import {
  type Caller,
  type CloudTrailRecord,
  isoSeconds,
  openTrail,
  type ResponseElements,
  roleArnOf,
  trailDate,
} from "./sts-trail.ts";
import type { Part, WireRequest } from "./wire.ts";

export interface LocalRole {
  readonly arn: string;
  /** The longest session in seconds. */
  readonly maxSession: number;
  /**
   * Undefined when the trust policy admits the call, otherwise why not. In a chained call, source identity, tags and
   * transitive keys are those that the new session would carry, inherited ones included.
   */
  readonly refuses: (call: AssumeRoleCall, callerArn: string) => string | undefined;
}

export interface StsOptions {
  readonly clock: Clock;
  readonly account: string;
  readonly region: string;
  /** Folder of the sessions and of the log, which survive a restart. */
  readonly state: string;
  readonly role: (arn: string) => LocalRole | undefined;
  /** Whether the permissions boundary of its role denies a session everything. */
  readonly cutOff?: (session: Session) => boolean;
  /** The ARN of whoever of Stint's own functions has this access key id: `arn:aws:sts::<hub>:assumed-role/<role>/<function>`. */
  readonly caller: (accessKeyId: string) => string | undefined;
}

export interface Sts {
  readonly part: Part;
  /** Every call, refused ones included, newest last; at most the last 1,000. */
  log(): readonly CloudTrailRecord[];
  /** The session of an issued access key id, expired or not. */
  session(accessKeyId: string): Session | undefined;
  /** The living session of an access key id and its session token. */
  living(accessKeyId: string, sessionToken: string): Session | undefined;
  /** Whose credentials these are, if all three belong together and have not expired; `expires` in milliseconds. */
  identity(
    accessKeyId: string,
    secretAccessKey: string,
    sessionToken: string,
  ): { readonly arn: string; readonly expires: number } | undefined;
}

/** Starts the embedded STS on its state folder; throws where a file in it is damaged, naming file and line. */
export function startSts({
  clock,
  account,
  region,
  state,
  role,
  cutOff = () => false,
  caller: ownCaller,
}: StsOptions): Sts {
  const sessions = openSessions(join(state, "sts-sessions.jsonl"));
  const trail = openTrail(join(state, "sts-log.jsonl"), account, region);

  const part: Part = (request) => {
    const requestID = randomUUID();
    const form = new URLSearchParams(request.body.toString());
    const action = form.get("Action") ?? "";
    let caller: Caller | undefined;
    let parameters: Parameters | undefined;
    let response: ResponseElements | undefined;
    let error: StsError | undefined;
    let result = "";
    try {
      if (request.method !== "POST")
        throw new StsError("InvalidRequest", `POST is expected, not ${request.method}.`, 405);
      caller = authenticate(request);
      checkOperation(action, form.get("Version"));
      parameters = readParameters(form);
      if (action === "AssumeRole") ({ result, response } = assumeRole(parameters, caller));
      else result = callerIdentity(parameters, caller);
    } catch (thrown) {
      if (!(thrown instanceof StsError)) throw thrown;
      error = thrown;
    }
    trail.record({
      eventName: action.slice(0, 128) || "Unknown",
      at: clock.now(),
      requestID,
      userAgent: request.headers["user-agent"] ?? "",
      accessKeyId: request.accessKeyId,
      caller,
      parameters: action === "AssumeRole" ? parameters : undefined,
      response,
      error,
    });
    return error ? refused(error, requestID) : answered(action, result, requestID);
  };

  function authenticate({ accessKeyId, headers }: WireRequest): Caller {
    if (accessKeyId === undefined)
      throw new StsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
    const own = ownCaller(accessKeyId);
    if (own !== undefined) return callerOf(accessKeyId, own, account);
    const session = sessions.check(accessKeyId, headers["x-amz-security-token"] ?? "");
    if (session === undefined)
      throw new StsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
    if (clock.now() >= session.expires)
      throw new StsError("ExpiredToken", "The security token included in the request is expired", 403);
    return { ...callerOf(accessKeyId, session.arn, account), session };
  }

  function assumeRole(parameters: Parameters, caller: Caller): { result: string; response: ResponseElements } {
    const call = inherit(checkAssumeRole(parameters), caller.session);
    if (call.policy !== undefined) checkSessionPolicy(call.policy);
    if (caller.session && cutOff(caller.session))
      throw new StsError(
        "AccessDenied",
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${call.roleArn} with an explicit deny in a permissions boundary`,
        403,
      );
    const target = authorize(call, caller, role(call.roleArn), clock.now());
    checkDuration(call, caller, target);
    const packedPolicySize = packedSize(call);

    const { roleArn, roleSessionName, durationSeconds, sourceIdentity, tags, transitiveTagKeys, policy } = call;
    const startedAt = clock.now();
    const issued = sessions.issue({
      arn: roleArn.replace(":iam:", ":sts:").replace(/:role\/(?:.*\/)?([^/]+)$/, `:assumed-role/$1/${roleSessionName}`),
      userId: `${roleId(roleArn)}:${roleSessionName}`,
      roleArn,
      startedAt,
      expires: Math.floor(startedAt / 1000 + durationSeconds) * 1000,
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      tags,
      transitiveTagKeys,
      ...(policy !== undefined && { policy }),
    });
    const { accessKeyId, arn, userId, expires } = issued;
    return {
      result: elements({
        AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: issued.secretAccessKey,
          SessionToken: issued.sessionToken,
          Expiration: isoSeconds(expires),
        },
        SourceIdentity: sourceIdentity,
        PackedPolicySize: packedPolicySize?.toString(),
      }),
      response: {
        credentials: { accessKeyId, expiration: trailDate(expires) },
        assumedRoleUser: { assumedRoleId: userId, arn },
        ...(sourceIdentity !== undefined && { sourceIdentity }),
        ...(packedPolicySize !== undefined && { packedPolicySize }),
      },
    };
  }

  return {
    part,
    log: () => trail.records,
    session: sessions.find,
    living(accessKeyId, sessionToken) {
      const session = sessions.check(accessKeyId, sessionToken);
      return session && clock.now() < session.expires ? session : undefined;
    },
    identity(accessKeyId, secretAccessKey, sessionToken) {
      const session = sessions.check(accessKeyId, sessionToken, secretAccessKey);
      return session && clock.now() < session.expires ? { arn: session.arn, expires: session.expires } : undefined;
    },
  };
}

function checkOperation(action: string, version: string | null): void {
  if (version === "2011-06-15" && (action === "AssumeRole" || action === "GetCallerIdentity")) return;
  throw new StsError(
    "InvalidAction",
    `Could not find operation ${action || "(none)"} for version ${version ?? "NO_VERSION_SPECIFIED"}`,
  );
}

/** No policy can deny this call, not even that of the session. */
function callerIdentity(parameters: Parameters, { arn, userId, account }: Caller): string {
  const [extra] = Object.keys(parameters);
  if (extra !== undefined) throw new StsError("ValidationError", `GetCallerIdentity does not take ${extra}.`);
  return elements({ Arn: arn, UserId: userId, Account: account });
}

function callerOf(accessKeyId: string, arn: string, account: string): Caller {
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1];
  const userId = session === undefined ? `AIDA${roleId(arn).slice(4)}` : `${roleId(roleArnOf(arn))}:${session}`;
  return { accessKeyId, arn, userId, account: arn.split(":")[4] || account };
}
