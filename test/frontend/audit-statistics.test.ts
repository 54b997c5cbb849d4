import { describe, expect, test } from "vitest";
import type { ShownRequest } from "../../core/api.ts";
import {
  type Bucket,
  bucketSize,
  bucketsOf,
  type Frame,
  median,
  outcomes,
  percentile,
  timesToApprove,
  timesToApproveOver,
  timeToApprove,
} from "../../frontend/src/features/audit/statistics.ts";
import { aShownRequest, aStage } from "./audit-requests.ts";

const hour = 3_600_000;
const now = Date.parse("2026-11-30T00:00:00Z");
const frame = (about: Partial<Frame> = {}): Frame => ({
  from: "2026-11-20",
  to: "2026-11-22",
  zone: "UTC",
  now,
  ...about,
});
const askedAt = (at: string, about: Partial<ShownRequest> = {}) => aShownRequest({ id: at, askedAt: at, ...about });
const texts = (buckets: readonly Bucket[]) => buckets.map(({ from, to }) => `${from}/${to}`);

describe("buckets", () => {
  test.each([
    ["2026-11-22", "2026-11-22", "day"],
    ["2026-10-01", "2026-10-31", "day"],
    ["2026-10-01", "2026-11-01", "week"],
    ["2026-01-01", "2026-07-02", "week"],
    ["2026-01-01", "2026-07-03", "month"],
  ])("from %s to %s are a %s each", (from, to, size) => {
    expect(bucketSize({ from, to })).toBe(size);
  });

  test("are days without a gap over the change of the clocks and the end of a month", () => {
    const days = texts(bucketsOf({ from: "2026-10-23", to: "2026-11-02" })).map((text) => text.slice(5, 10));
    expect(days.join(" ")).toBe("10-23 10-24 10-25 10-26 10-27 10-28 10-29 10-30 10-31 11-01 11-02");
  });

  test("are weeks from Monday on, cut to the days that are looked at", () => {
    expect(texts(bucketsOf({ from: "2026-09-30", to: "2026-11-03" }))).toEqual([
      "2026-09-30/2026-10-04",
      "2026-10-05/2026-10-11",
      "2026-10-12/2026-10-18",
      "2026-10-19/2026-10-25",
      "2026-10-26/2026-11-01",
      "2026-11-02/2026-11-03",
    ]);
  });

  test("are months of 28 to 31 days over the end of a year, cut to the days that are looked at", () => {
    expect(texts(bucketsOf({ from: "2027-08-31", to: "2028-03-01" }))).toEqual([
      "2027-08-31/2027-08-31",
      "2027-09-01/2027-09-30",
      "2027-10-01/2027-10-31",
      "2027-11-01/2027-11-30",
      "2027-12-01/2027-12-31",
      "2028-01-01/2028-01-31",
      "2028-02-01/2028-02-29",
      "2028-03-01/2028-03-01",
    ]);
  });
});

describe("outcomes", () => {
  test("count every phase on the day of the ask, days without any included", () => {
    const requests = [
      askedAt("2026-11-22T23:59:59.999Z", { phase: "rejected" }),
      askedAt("2026-11-20T10:00:00.000Z", { phase: "lapsed" }),
      askedAt("2026-11-20T09:00:00.000Z", { phase: "expired" }),
      askedAt("2026-11-20T08:00:00.000Z", { phase: "expired" }),
    ];
    expect(outcomes(requests, frame())).toEqual([
      { bucket: { from: "2026-11-20", to: "2026-11-20" }, counts: { lapsed: 1, expired: 2 }, total: 3 },
      { bucket: { from: "2026-11-21", to: "2026-11-21" }, counts: {}, total: 0 },
      { bucket: { from: "2026-11-22", to: "2026-11-22" }, counts: { rejected: 1 }, total: 1 },
    ]);
  });

  test("count by the days of the zone, on both sides of the day of 25 hours", () => {
    // Berlin goes back from 3:00 to 2:00 on 25 October: that day is from 22:00 UTC the day before until 23:00 UTC.
    const requests = ["24T21:59", "24T22:00", "25T22:59", "25T23:00"].map((at) => askedAt(`2026-10-${at}:00.000Z`));
    const days = outcomes(requests, frame({ from: "2026-10-24", to: "2026-10-26", zone: "Europe/Berlin" }));
    expect(days.map(({ total }) => total)).toEqual([1, 2, 1]);
  });

  test("leave out what is not of the days", () => {
    const requests = ["2026-11-19T23:59:59.999Z", "2026-11-23T00:00:00.000Z"].map((at) => askedAt(at));
    expect(outcomes(requests, frame()).map(({ total }) => total)).toEqual([0, 0, 0]);
  });
});

describe("the median", () => {
  test.each([
    [[], undefined],
    [[7], 7],
    [[9, 1], 5],
    [[3, 1, 2], 2],
    [[10, 1, 4, 2], 3],
    [[100, 20, 3], 20],
  ])("of %j is %s", (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});

describe("the 95th percentile", () => {
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => count - i);
  test.each([
    [0, undefined],
    [1, 1],
    [2, 2],
    [19, 19],
    [20, 19],
    [21, 20],
    [100, 95],
    [101, 96],
  ])("of 1 to %i is %s, by nearest rank", (count, rank) => {
    expect(percentile(upTo(count), 95)).toBe(rank);
  });
});

describe("the time to approve", () => {
  const first = aStage(["Bob", "approved", "2026-11-22T12:10:00.000Z"]);
  const second = aStage(["Carol", "approved", "2026-11-22T12:45:00.000Z"]);
  const rejected = aStage(["Carol", "rejected", "2026-11-22T12:45:00.000Z"]);

  test("is from the ask to the last approval", () => {
    expect(timeToApprove(aShownRequest({ stages: [first, second] }))).toBe(0.75 * hour);
  });
  test("is the last of several approvals of one stage", () => {
    const decisions = [...first.decisions, ...second.decisions];
    expect(timeToApprove(aShownRequest({ stages: [{ ...first, required: 2, decisions }] }))).toBe(0.75 * hour);
  });
  test.each([
    ["nobody had to approve", []],
    ["a stage is open", [first, aStage()]],
    ["a stage lacks one of two", [{ ...first, required: 2 }]],
    ["a later stage rejected", [first, rejected]],
  ])("is none where %s", (_, stages) => {
    expect(timeToApprove(aShownRequest({ stages }))).toBeUndefined();
  });

  test("has a median and a 95th percentile over all that were approved", () => {
    const approvedAfter = (minutes: number) =>
      aShownRequest({
        stages: [
          aStage(["Bob", "approved", new Date(Date.parse("2026-11-22T12:00:00Z") + minutes * 60_000).toISOString()]),
        ],
      });
    const requests = [approvedAfter(30), approvedAfter(10), aShownRequest(), approvedAfter(20), approvedAfter(60)];
    expect(timesToApprove(requests)).toEqual({ count: 4, median: 25 * 60_000, p95: hour });
    expect(timesToApproveOver(requests, frame())).toEqual([
      { bucket: { from: "2026-11-20", to: "2026-11-20" }, count: 0 },
      { bucket: { from: "2026-11-21", to: "2026-11-21" }, count: 0 },
      { bucket: { from: "2026-11-22", to: "2026-11-22" }, count: 4, median: 25 * 60_000, p95: hour },
    ]);
  });
  test("of nothing is nothing", () => {
    expect(timesToApprove([])).toEqual({ count: 0 });
  });
});
