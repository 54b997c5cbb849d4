import { roleArn } from "./catalog.ts";
import { StintError } from "./errors.ts";
import { hashOf } from "./history.ts";
import type { AccessRequest, Recorded } from "./request.ts";
import { kubernetesMargin, longestSession, longestTag, shortestSession } from "./sts-limits.ts";

/** What the source identity is made of. */
export type IdentityBasis = "email" | "username" | "sub";

/** The input of STS AssumeRole: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export interface SessionParameters {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly SourceIdentity: string;
  readonly DurationSeconds: number;
  readonly Policy: string;
  readonly Tags: { readonly Key: string; readonly Value: string }[];
  readonly TransitiveTagKeys: string[];
}

/** Characters of the history's newest hash that become a tag: 128 bits are enough of a witness, and STS packs little. */
const historyLength = 32;
/** Keys of session tags; asks with `tag: true` come beside them as `stint:<name>`. */
export const tagKeys = ["stint:request", "stint:rule", "stint:requester", "stint:history"] as const;

/** What is asked of STS for a request whose window is open. */
export function sessionFor(
  request: Recorded,
  { basis, partition }: { readonly basis: IdentityBasis; readonly partition: string },
  now: Date,
): SessionParameters {
  const endsAt = new Date(request.endsAt ?? "");
  const identity = sourceIdentity(request.requester, basis);
  const tags = tagsFor(request, identity);
  return {
    RoleArn: roleArn(partition, request.account.id, request.role.name),
    RoleSessionName: `${request.id}-${identity}`.slice(0, 64),
    SourceIdentity: identity,
    DurationSeconds: durationFor(request, endsAt, now),
    Policy: sessionPolicy(endsAt),
    Tags: tags,
    TransitiveTagKeys: tags.map(({ Key }) => Key),
  };
}

/** What a person is told who comes too late for a session that could be ended in time. */
export const tooLateForKubernetes =
  "Under 15 minutes are left, and a Kubernetes session could not be ended in time. Ask again.";

function durationFor(request: AccessRequest, endsAt: Date, now: Date): number {
  const remains = Math.floor((endsAt.getTime() - now.getTime()) / 1000);
  const { kubernetes } = request.role;
  if (kubernetes && remains < shortestSession) throw new StintError("wrong_state", tooLateForKubernetes);
  const usable = remains - (kubernetes ? kubernetesMargin : 0);
  return Math.max(shortestSession, Math.min(usable, request.rule.sessionDuration, longestSession));
}

/**
 * Allows whatever the role allows, and denies everything from the end of the window on. The Deny stands there in so many
 * words because an implicit one would give way to a resource policy that names the session.
 */
export function sessionPolicy(endsAt: Date): string {
  // IAM compares to the second; cutting the fraction off ends the session early rather than late.
  const from = endsAt.toISOString().replace(/\.\d+Z$/, "Z");
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "*", Resource: "*", Condition: { DateGreaterThanEquals: { "aws:CurrentTime": from } } },
    ],
  });
}

function tagsFor(request: Recorded, identity: string): { Key: string; Value: string }[] {
  const head = (request.history.at(-1)?.hash ?? "").slice(0, historyLength);
  const [requestKey, rule, requester, history] = tagKeys;
  return [
    { Key: requestKey, Value: request.id },
    { Key: rule, Value: request.rule.id },
    { Key: requester, Value: identity },
    { Key: history, Value: head },
    ...Object.entries(request.rule.asks).flatMap(([name, { tag }]) => {
      const value = request.asks[name];
      return tag && value !== undefined && value !== "" ? [{ Key: `stint:${name}`, Value: value }] : [];
    }),
  ];
}

/** The person as `sts:SourceIdentity`, readable and different for different people. */
export function sourceIdentity(
  requester: Pick<AccessRequest["requester"], "id" | "email" | "username">,
  basis: IdentityBasis,
): string {
  return readable(basis === "sub" ? requester.id : requester[basis]);
}

/** What STS takes both as source identity and as the value of a tag, and what closes a value that had to be changed. */
const literal = /^[\w+=.@-]{2,64}$/;
const closed = /=[0-9a-f]{16}$/;

/**
 * The value itself where STS takes it; else cleaned, shortened and closed with 64 bits of its hash. A literal that looks
 * as if it were closed is closed too, so that nobody can choose a name that reads as another person's.
 */
function readable(value: string): string {
  if (literal.test(value) && !closed.test(value)) return value;
  return `${value.replace(/[^\w+=.@-]/g, "-").slice(0, 47)}=${hashOf(value).slice(0, 16)}`;
}

/**
 * How much of STS's packed space a session takes, in percent. The packing is not public
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). These shares are a little more than what
 * people have reported: 9 tags of 250 bytes took 498 %, a policy of 1,690 characters 157 %.
 */
export function packedSize(policy: string, tags: readonly { readonly Key: string; readonly Value: string }[]): number {
  const bytes = sum(tags.map(({ Key, Value }) => bytesOf(Key) + bytesOf(Value)));
  return Math.ceil(bytesOf(policy) / 10 + bytes / 4);
}

/** The percentage that the largest session of a rule takes beyond what STS packs; 0 where every one fits. */
export function packedTooMuch(rule: string, taggedAsks: readonly string[]): number {
  const longest = (Key: string, length: number) => ({ Key, Value: "x".repeat(length) });
  const [request, ruleKey, requester, history] = tagKeys;
  const tags = [
    longest(request, 20),
    { Key: ruleKey, Value: rule },
    longest(requester, 64),
    longest(history, historyLength),
    ...taggedAsks.map((name) => longest(`stint:${name}`, longestTag)),
  ];
  return Math.max(0, packedSize(sessionPolicy(new Date(0)), tags) - 100);
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
