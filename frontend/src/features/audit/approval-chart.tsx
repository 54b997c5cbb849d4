import { useMemo } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { spanText, texts } from "../../ui/texts/audit-figures.ts";
import { BucketChart } from "./bucket-chart.tsx";
import { bucketDays } from "./bucket-text.ts";
import { Figure } from "./figure.tsx";
import { NumberTable } from "./number-table.tsx";
import { bucketSize, type Frame, timesToApprove, timesToApproveOver } from "./statistics.ts";

const words = texts.approval;

/** Milliseconds. */
const units = { min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof units;

interface ApprovalChartProps {
  readonly requests: readonly ShownRequest[];
  readonly frame: Frame;
}

export function ApprovalChart({ requests, frame }: ApprovalChartProps) {
  const size = bucketSize(frame);
  const rows = useMemo(() => timesToApproveOver(requests, frame), [requests, frame]);
  const { count, median, p95 } = useMemo(() => timesToApprove(requests), [requests]);
  const unit = unitFor(Math.max(0, ...rows.map((row) => row.p95 ?? 0)));
  const summary =
    median === undefined || p95 === undefined
      ? words.summaryNone
      : words.summary(count, spanText(median), spanText(p95));
  return (
    <Figure
      title={words.title}
      description={`${words.description} ${texts.buckets[size]}`}
      summary={summary}
      chart={
        <BucketChart
          title={words.title}
          size={size}
          buckets={rows.map(({ bucket }) => bucket)}
          series={[
            { title: words.median, values: rows.map((row) => inUnit(row.median, unit)) },
            { title: words.p95, values: rows.map((row) => inUnit(row.p95, unit)) },
          ]}
          stacked={false}
          yTitle={words.axis}
          description={summary}
          format={(value) => spanText(value * units[unit])}
          tick={words.ticks[unit]}
          empty={words.none}
        />
      }
      table={
        <NumberTable
          label={words.title}
          columns={[texts.axes[size], words.approved, words.median, words.p95]}
          rows={rows.map((row) => [
            bucketDays(row.bucket),
            texts.count(row.count),
            row.median === undefined ? words.nothing : spanText(row.median),
            row.p95 === undefined ? words.nothing : spanText(row.p95),
          ])}
          empty={words.none}
        />
      }
    />
  );
}

/** The one in which the longest of the times is a number that people read at a glance. */
function unitFor(longest: number): Unit {
  if (longest <= 2 * units.h) return "min";
  return longest <= 2 * units.d ? "h" : "d";
}

function inUnit(milliseconds: number | undefined, unit: Unit): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / units[unit];
}
