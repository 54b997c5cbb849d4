import { canonical } from "./history.ts";
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
/**
 * Within so many milliseconds after it was recorded as begun, STS has issued a session or never will: the function
 * `credentials` times out long before (lib/hub-stack.ts), and AWS's clocks differ by less.
 */
const onItsWay = 60_000;
/** Within this many milliseconds IAM has taken over a change everywhere; mostly it is seconds. */
export const propagation = 5 * 60_000;
/** Characters of a managed policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const largestPolicy = 6144;

/** The list with one more request, and without those whose sessions have expired. */
export function withCutOff(list: CutOffList, request: string, now: Date): CutOffList {
  const current = withoutExpired(list, now);
  const end = new Date(now.getTime() + onItsWay + sessionLife).toISOString();
  const next = { ...current, generation: list.generation + 1, until: { ...current.until, [request]: end } };
  return fits(next) ? next : { ...next, ...denyingEveryone(next, now) };
}

/**
 * Denies every session of before now, and so the neighbours too, until they fetch credentials again. What STS is about to
 * issue for a request of the last minute is not of before: such a request stays on the list. If even those are more than a
 * policy holds, the time moves on to the last moment at which a session of those that are left out can begin.
 */
function denyingEveryone({ until, everyoneBefore }: CutOffList, now: Date) {
  let before = Math.max(now.getTime(), everyoneBefore === undefined ? 0 : Date.parse(everyoneBefore));
  const staying = Object.entries(until)
    .filter(([, end]) => lastBegin(end) > before)
    .sort(([, a], [, b]) => lastBegin(b) - lastBegin(a));
  for (;;) {
    const next = { until: Object.fromEntries(staying), everyoneBefore: new Date(before).toISOString() };
    const oldest = fits(next) ? undefined : staying.pop();
    if (!oldest) return next;
    before = lastBegin(oldest[1]);
  }
}

/** The last moment at which a session that has ended by then can have been issued. */
function lastBegin(end: string): number {
  return Date.parse(end) - sessionLife;
}

function fits(list: Pick<CutOffList, "until" | "everyoneBefore">): boolean {
  return boundaryDocument(list).length <= largestPolicy;
}

/** The list as it matters now. The same generation: what is left out has nothing more to deny. */
export function withoutExpired({ everyoneBefore, ...list }: CutOffList, now: Date): CutOffList {
  const until = Object.entries(list.until).filter(([, end]) => Date.parse(end) > now.getTime());
  const everyone = everyoneBefore !== undefined && Date.parse(nextSecond(everyoneBefore)) + sessionLife > now.getTime();
  return { ...list, until: Object.fromEntries(until), ...(everyone && { everyoneBefore }) };
}

/** Whether the list denies anything. */
export function isEmpty({ until, everyoneBefore }: CutOffList): boolean {
  return Object.keys(until).length === 0 && everyoneBefore === undefined;
}

/** No request has this id, and a condition needs a value. */
const nobody = ["none"];
const requestTag = "aws:PrincipalTag/stint:request";
const issueTime = "aws:TokenIssueTime";

/**
 * The document of the permissions boundary `StintCutOff`: allows everything, since a boundary grants nothing by itself, and
 * denies everything to the listed sessions. An explicit Deny there holds against resource policies too.
 * The document of an empty list stands in the target stack's template and must stay what it is: see lib/cut-off-boundary.ts.
 */
export function boundaryDocument({ until, everyoneBefore }: Pick<CutOffList, "until" | "everyoneBefore">): string {
  const requests = Object.keys(until).sort();
  return documentOf({
    requests: requests.length > 0 ? requests : nobody,
    ...(everyoneBefore !== undefined && { before: nextSecond(everyoneBefore) }),
  });
}

/** What a document denies: the sessions of requests, and all that were issued before a time. */
interface Denials {
  readonly requests: readonly string[];
  readonly before?: string;
}

function documentOf({ requests, before }: Denials): string {
  const deny = (Sid: string, Condition: object) => ({ Sid, Effect: "Deny", Action: "*", Resource: "*", Condition });
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid: "Allow", Effect: "Allow", Action: "*", Resource: "*" },
      deny("CutOff", { StringEquals: { [requestTag]: requests } }),
      ...(before === undefined ? [] : [deny("Everyone", { DateLessThan: { [issueTime]: before } })]),
    ],
  });
}

/**
 * Whether a document that is live denies whatever the list denies now; it may deny more, which has expired since. False for
 * any document that was not made here, whatever it denies: nobody else has business there.
 */
export function covers(document: string, list: CutOffList, now: Date): boolean {
  const { until, everyoneBefore } = withoutExpired(list, now);
  const live = denialsOf(document);
  if (live === undefined) return false;
  const deniesBefore = (time: number) => Date.parse(live.before ?? "") >= Date.parse(nextSecond(time));
  return (
    Object.entries(until).every(([id, end]) => live.requests.includes(id) || deniesBefore(lastBegin(end))) &&
    (everyoneBefore === undefined || deniesBefore(Date.parse(everyoneBefore)))
  );
}

/** Reads a document back; undefined for one that `documentOf` does not make. */
function denialsOf(document: string): Denials | undefined {
  try {
    const parsed = JSON.parse(document);
    const conditionOf = (sid: string) =>
      [parsed.Statement].flat().find(({ Sid }: { Sid?: unknown }) => Sid === sid)?.Condition;
    const before = conditionOf("Everyone")?.DateLessThan[issueTime];
    const denials = {
      requests: [conditionOf("CutOff").StringEquals[requestTag]].flat(),
      ...(before !== undefined && { before }),
    };
    return canonical(plain(JSON.parse(documentOf(denials)))) === canonical(plain(parsed)) ? denials : undefined;
  } catch {
    return undefined;
  }
}

/** IAM means the same by a value and a list of it alone, and by a list in any order. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const list = value.map((entry) => canonical(plain(entry))).sort();
    return list.length === 1 ? plain(value[0]) : list;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}

/** IAM compares to the second: a session of the same second is denied too. */
function nextSecond(time: string | number): string {
  const second = Math.floor(new Date(time).getTime() / 1000);
  return new Date((second + 1) * 1000).toISOString().replace(".000Z", "Z");
}

/** When the last session of a request must have ended by itself; undefined where there was none. */
export function sessionsEnd({ lastIssuing, endsAt }: AccessRequest): Date | undefined {
  if (lastIssuing === undefined || endsAt === undefined) return undefined;
  return new Date(Math.min(Date.parse(lastIssuing) + onItsWay + sessionLife, Date.parse(endsAt)));
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
