import type { AccessRequest } from "./request.ts";

/** The sessions that are denied in one account, published as the permissions boundary of its elevated roles. */
export interface CutOffList {
  readonly account: string;
  /** Counts the changes, so that what is published can be told from what should be. */
  readonly generation: number;
  /** Requests whose sessions are denied, each until its last session must have expired (ISO 8601). */
  readonly until: Readonly<Record<string, string>>;
  /** Sessions issued before this are all denied: more were cut off within an hour than a policy holds. */
  readonly everyoneBefore?: string;
}

/** The longest that a session lives, in milliseconds: role chaining allows an hour. */
const sessionLife = 3600_000;
/** Within this many milliseconds IAM has taken over a change everywhere; mostly it is seconds. */
const propagation = 5 * 60_000;
/** Characters of a managed policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const largestPolicy = 6144;

/** The list with one more request, and without those whose sessions have expired. */
export function withCutOff(list: CutOffList, request: string, now: Date): CutOffList {
  const { everyoneBefore, until } = withoutExpired(list, now);
  const next = {
    account: list.account,
    generation: list.generation + 1,
    until: { ...until, [request]: new Date(now.getTime() + sessionLife).toISOString() },
    ...(everyoneBefore !== undefined && { everyoneBefore }),
  };
  if (boundaryDocument(next).length <= largestPolicy) return next;
  // Each listed session was issued before now, so this denies them all; and their neighbours, until they sign in again.
  return { account: list.account, generation: next.generation, until: {}, everyoneBefore: now.toISOString() };
}

/** The list as it matters now. The same generation: what is left out has nothing more to deny. */
export function withoutExpired({ everyoneBefore, ...list }: CutOffList, now: Date): CutOffList {
  const until = Object.entries(list.until).filter(([, time]) => Date.parse(time) > now.getTime());
  const everyone = everyoneBefore !== undefined && Date.parse(everyoneBefore) + sessionLife > now.getTime();
  return { ...list, until: Object.fromEntries(until), ...(everyone && { everyoneBefore }) };
}

/** Whether the list denies anything. */
export function isEmpty({ until, everyoneBefore }: CutOffList): boolean {
  return Object.keys(until).length === 0 && everyoneBefore === undefined;
}

/** No request has this id, and a condition needs a value. */
const nobody = ["none"];

/**
 * The document of the permissions boundary `StintCutOff`: allows everything, since a boundary grants nothing by itself, and
 * denies everything to the listed sessions. An explicit Deny there holds against resource policies too.
 * The document of an empty list stands in the target stack's template and must stay what it is: see lib/cut-off-boundary.ts.
 */
export function boundaryDocument({ until, everyoneBefore }: Pick<CutOffList, "until" | "everyoneBefore">): string {
  const requests = Object.keys(until).sort();
  const deny = (Sid: string, Condition: object) => ({ Sid, Effect: "Deny", Action: "*", Resource: "*", Condition });
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "Allow", Effect: "Allow", Action: "*", Resource: "*" },
      deny("CutOff", { StringEquals: { "aws:PrincipalTag/stint:request": requests.length > 0 ? requests : nobody } }),
      ...(everyoneBefore === undefined
        ? []
        : [deny("Everyone", { DateLessThan: { "aws:TokenIssueTime": nextSecond(everyoneBefore) } })]),
    ],
  });
}

/** Whether a document that is live denies whatever the list denies now; it may deny more, which has expired since. */
export function covers(document: string, list: CutOffList, now: Date): boolean {
  const wanted = withoutExpired(list, now);
  const statements = statementsOf(document);
  const condition = (sid: string) => statements.find(({ Sid, Effect }) => Sid === sid && Effect === "Deny")?.Condition;
  const denied = [condition("CutOff")?.StringEquals?.["aws:PrincipalTag/stint:request"] ?? []].flat();
  const everyone = condition("Everyone")?.DateLessThan?.["aws:TokenIssueTime"];
  return (
    Object.keys(wanted.until).every((id) => denied.includes(id)) &&
    (wanted.everyoneBefore === undefined || everyone === nextSecond(wanted.everyoneBefore))
  );
}

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

function statementsOf(document: string): readonly Statement[] {
  try {
    return (JSON.parse(document) as { Statement?: readonly Statement[] }).Statement ?? [];
  } catch {
    return [];
  }
}

/** IAM compares to the second: a session of the same second is denied too. */
function nextSecond(time: string): string {
  return new Date(Math.floor(Date.parse(time) / 1000) * 1000 + 1000).toISOString().replace(".000Z", "Z");
}

/** When the last session of a request must have ended by itself; undefined where there was none. */
export function sessionsEnd({ lastIssuing, endsAt }: AccessRequest): Date | undefined {
  if (lastIssuing === undefined || endsAt === undefined) return undefined;
  return new Date(Math.min(Date.parse(lastIssuing) + sessionLife, Date.parse(endsAt)));
}

/** Whether sessions of a request that was taken back or given back may still live, with nothing done about them. */
export function needsCutOff(request: AccessRequest, now: Date): boolean {
  if (request.status !== "revoked" && request.status !== "ended") return false;
  if (request.cutOff?.state === "done" || request.cutOff?.state === "off") return false;
  const last = sessionsEnd(request);
  return last !== undefined && now < last;
}

/** By when a list that is published now holds everywhere. */
export function effectiveBy(now: Date): string {
  return new Date(now.getTime() + propagation).toISOString();
}
