import type { ShownRequest } from "../../../../core/api.ts";
import { isOpen, type Phase } from "../../../../core/request.ts";
import { addDays, countDays, type Day, type Days, dayOf } from "../../ui/days.ts";

// Everything here counts a request where it was asked for, on the day that the time zone has then.

/** What the numbers are about: days of a time zone, as of a moment in milliseconds. */
export interface Frame extends Days {
  readonly zone: string;
  readonly now: number;
}

/** How long each bar of a chart lasts. */
export type BucketSize = "day" | "week" | "month";

/** A day, a week from Monday on, or a month; cut to the days that are looked at. */
export type Bucket = Days;

/** Days up to a month, weeks up to half a year, then months. */
export function bucketSize(days: Days): BucketSize {
  const count = countDays(days);
  if (count <= 31) return "day";
  return count <= 183 ? "week" : "month";
}

/** The days in order and without a gap, whether or not anything happened on them. */
export function bucketsOf(days: Days): Bucket[] {
  const size = bucketSize(days);
  const buckets: Bucket[] = [];
  for (let from = days.from; from <= days.to; ) {
    const next = nextStart(from, size);
    const last = addDays(next, -1);
    buckets.push({ from, to: last < days.to ? last : days.to });
    from = next;
  }
  return buckets;
}

/** The first day of the bucket after the one that this day is in. */
function nextStart(day: Day, size: BucketSize): Day {
  if (size === "day") return addDays(day, 1);
  if (size === "week") return addDays(day, 7 - ((new Date(day).getUTCDay() + 6) % 7));
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}

/** The requests of each bucket; those outside of the days are left out. */
function byBucket(requests: readonly ShownRequest[], frame: Frame): { bucket: Bucket; requests: ShownRequest[] }[] {
  const filled = bucketsOf(frame).map((bucket) => ({ bucket, requests: [] as ShownRequest[] }));
  for (const request of requests) {
    const day = dayOf(request.askedAt, frame.zone);
    if (day >= frame.from && day <= frame.to)
      filled.findLast(({ bucket }) => bucket.from <= day)?.requests.push(request);
  }
  return filled;
}

/** The middle value; of an even number of values the mean of the two in the middle. Undefined without any. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** The smallest value that is not exceeded by so many percent of them (nearest rank). Undefined without any. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil((percent / 100) * sorted.length)) - 1];
}

/** How many of each phase there are, rejected and lapsed ones too. */
export function outcomes(requests: readonly ShownRequest[], frame: Frame) {
  return byBucket(requests, frame).map(({ bucket, requests: some }) => {
    const counts: Partial<Record<Phase, number>> = {};
    for (const { phase } of some) counts[phase] = (counts[phase] ?? 0) + 1;
    return { bucket, counts, total: some.length };
  });
}

/** Milliseconds from the ask to the last approval; undefined where nobody had to approve, or not all of them did. */
export function timeToApprove({ askedAt, stages }: ShownRequest): number | undefined {
  const granted = grantedAt({ askedAt, stages });
  return stages.length === 0 || granted === undefined ? undefined : granted - Date.parse(askedAt);
}

/** How long approvals took, in milliseconds. */
export interface Times {
  readonly count: number;
  /** Milliseconds. */
  readonly median?: number;
  readonly p95?: number;
}

/** How long approvals took, over all requests that were approved by somebody. */
export function timesToApprove(requests: readonly ShownRequest[]): Times {
  const times = requests.map(timeToApprove).filter((time) => time !== undefined);
  const [middle, p95] = [median(times), percentile(times, 95)];
  return { count: times.length, ...(middle !== undefined && { median: middle }), ...(p95 !== undefined && { p95 }) };
}

/** The same over time, by when a request was asked for. */
export function timesToApproveOver(requests: readonly ShownRequest[], frame: Frame) {
  return byBucket(requests, frame).map(({ bucket, requests: some }) => ({ bucket, ...timesToApprove(some) }));
}

/** When the request was approved, in milliseconds: when it was asked, where nobody had to. Undefined when it was not. */
function grantedAt({ askedAt, stages }: Pick<ShownRequest, "askedAt" | "stages">): number | undefined {
  const yes = stages.map(({ decisions }) => decisions.filter(({ verdict }) => verdict === "approved"));
  if (!stages.every(({ required }, i) => (yes[i]?.length ?? 0) >= Math.max(1, required))) return undefined;
  return Math.max(Date.parse(askedAt), ...yes.flat().map(({ at }) => Date.parse(at)));
}

/**
 * Milliseconds for which access was held until now: from the start of the window, or from the approval where that came
 * later, to its end, or to when the request was ended, revoked or withdrawn.
 */
export function held(request: ShownRequest, now: number): number {
  const { startsAt, endsAt, status, outcome } = request;
  const granted = grantedAt(request);
  if (startsAt === undefined || endsAt === undefined || granted === undefined) return 0;
  const takenBack = (status === "ended" || status === "revoked" || status === "withdrawn") && outcome;
  const until = Math.min(Date.parse(endsAt), takenBack ? Date.parse(outcome.at) : now, now);
  return Math.max(0, until - Math.max(Date.parse(startsAt), granted));
}

/** What held access is added up by. */
export type Dimension = "account" | "role";

/** The access held to one account, or through one role. */
export interface Share {
  readonly id: string;
  /** As the newest of the requests has it. */
  readonly name: string;
  readonly requests: number;
  /** Milliseconds. */
  readonly held: number;
}

/** Held access by account or role, most first; without those that were never held. */
export function heldBy(requests: readonly ShownRequest[], dimension: Dimension, now: number): Share[] {
  const shares = new Map<string, Share>();
  const newestFirst = requests.toSorted((a, b) => (a.askedAt < b.askedAt ? 1 : -1));
  for (const request of newestFirst) {
    const time = held(request, now);
    if (time === 0) continue;
    const { id, name } = subjectOf(request, dimension);
    const share = shares.get(id) ?? { id, name, requests: 0, held: 0 };
    shares.set(id, { ...share, requests: share.requests + 1, held: share.held + time });
  }
  return [...shares.values()].sort((a, b) => b.held - a.held || (a.name < b.name ? -1 : 1));
}

/** The same over time: of each bucket the milliseconds by id. */
export function heldOver(requests: readonly ShownRequest[], dimension: Dimension, frame: Frame) {
  return byBucket(requests, frame).map(({ bucket, requests: some }) => ({
    bucket,
    held: new Map(heldBy(some, dimension, frame.now).map(({ id, held: time }) => [id, time])),
  }));
}

function subjectOf({ account, role }: ShownRequest, dimension: Dimension) {
  return dimension === "account" ? account : { id: role.name, name: role.name };
}

/** Access of one person to one role in one account. */
export interface Unused extends Pick<ShownRequest, "requester" | "account" | "role"> {
  /** How many of their requests were granted and never used. */
  readonly unused: number;
  /** How many were granted and are over. */
  readonly granted: number;
  /** The newest that was not used. */
  readonly newest: ShownRequest;
}

/** Access that was granted, is over, and had no session. What was taken back before it began could not be used, so it does not count. */
export function neverUsed(requests: readonly ShownRequest[], now: number) {
  const over = requests.filter((request) => !isOpen(request.phase) && held(request, now) > 0);
  const unused = over.filter(({ sessions }) => sessions === 0);
  const groups = Map.groupBy(over, ({ requester, role, account }) =>
    JSON.stringify([requester.id, role.name, account.id]),
  );
  const list: Unused[] = [];
  for (const group of groups.values()) {
    const idle = group.filter(({ sessions }) => sessions === 0);
    const newest = idle.toSorted((a, b) => (a.askedAt < b.askedAt ? 1 : -1))[0];
    if (!newest) continue;
    const { requester, account, role } = newest;
    list.push({ requester, account, role, unused: idle.length, granted: group.length, newest });
  }
  list.sort((a, b) => b.unused - a.unused || (a.newest.askedAt < b.newest.askedAt ? 1 : -1));
  return { granted: over.length, unused: unused.length, list };
}
