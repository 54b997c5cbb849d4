import { packedSize as packedShare } from "../core/session.ts";
import type { LocalRole } from "./sts.ts";
import { refusedBySessionPolicy } from "./sts-policy.ts";
import { type AssumeRoleCall, actionsOf, StsError } from "./sts-request.ts";
import type { Session } from "./sts-sessions.ts";
import type { Caller } from "./sts-trail.ts";

/** What a chained session carries on: the source identity and the transitive tags of the calling session. */
export function inherit(call: AssumeRoleCall, from: Session | undefined): AssumeRoleCall {
  if (from === undefined) return call;
  const { sourceIdentity = call.sourceIdentity, transitiveTagKeys } = from;
  if (call.sourceIdentity !== undefined && call.sourceIdentity !== sourceIdentity)
    throw new StsError("ValidationError", "The source identity is already set for this assume role session");
  const taken = new Set(transitiveTagKeys.map((key) => key.toLowerCase()));
  if (call.tags.some(({ key }) => taken.has(key.toLowerCase())))
    throw new StsError(
      "InvalidParameterValue",
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  return {
    ...call,
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    tags: [...from.tags.filter(({ key }) => transitiveTagKeys.includes(key)), ...call.tags],
    transitiveTagKeys: [...transitiveTagKeys, ...call.transitiveTagKeys],
  };
}

/**
 * Refuses a role that is not there, as the service does without telling the difference, and what the calling session's
 * policy or the role's trust policy denies. Unlike the service's, the message tells why the trust policy does.
 */
export function authorize(
  call: AssumeRoleCall,
  { arn, session }: Caller,
  target: LocalRole | undefined,
  now: number,
): LocalRole {
  const denied = (action: string, why = "") =>
    new StsError(
      "AccessDenied",
      `User: ${arn} is not authorized to perform: ${action} on resource: ${call.roleArn}${why && ` ${why}`}`,
      403,
    );
  for (const action of actionsOf(call)) {
    const why = session?.policy && refusedBySessionPolicy(session.policy, action, call.roleArn, now);
    if (why) throw denied(action, why);
  }
  if (target === undefined) throw denied("sts:AssumeRole");
  const why = target.refuses(call, arn);
  if (why !== undefined) throw denied("sts:AssumeRole", `because ${why}`);
  return target;
}

/** In the order of the service: the role's own limit first, then that of role chaining. */
export function checkDuration({ durationSeconds }: AssumeRoleCall, { arn }: Caller, { maxSession }: LocalRole): void {
  if (durationSeconds > maxSession)
    throw new StsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
  if (durationSeconds > 3600 && arn.includes(":assumed-role/"))
    throw new StsError(
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
}

/** In percent, rounded up; undefined where there is neither policy nor tag, as the service then answers none. */
export function packedSize({ policy, tags }: AssumeRoleCall): number | undefined {
  if (policy === undefined && tags.length === 0) return undefined;
  const percent = packedShare(
    policy ?? "",
    tags.map(({ key, value }) => ({ Key: key, Value: value })),
  );
  if (percent <= 100) return percent;
  throw new StsError(
    "PackedPolicyTooLarge",
    policy === undefined
      ? `Packed size of session tags consumes ${percent}% of allotted space.`
      : `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  );
}
