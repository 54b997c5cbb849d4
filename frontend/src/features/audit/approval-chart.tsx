import { useMemo } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { spanText, texts } from "../../ui/texts/audit-figures.ts";
import { BucketChart } from "./bucket-chart.tsx";
import { bucketDays } from "./bucket-text.ts";
import { Figure } from "./figure.tsx";
import { NumberTable } from "./number-table.tsx";
import { bucketSize, type Frame, timesToApprove, timesToApproveOver } from "./statistics.ts";
import { type TimeUnit, timeUnits, unitFor } from "./time-units.ts";

const words = texts.approval;

interface ApprovalChartProps {
  readonly requests: readonly ShownRequest[];
  readonly frame: Frame;
}

export function ApprovalChart({ requests, frame }: ApprovalChartProps) {
  const size = bucketSize(frame);
  const rows = useMemo(() => timesToApproveOver(requests, frame), [requests, frame]);
  const { count, median, p95 } = useMemo(() => timesToApprove(requests), [requests]);
  const unit = unitFor(Math.max(0, ...rows.map((row) => row.p95 ?? 0)), ["s", "min", "h", "d"]);
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
          format={(value) => spanText(value * timeUnits[unit])}
          tick={texts.ticks[unit]}
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

function inUnit(milliseconds: number | undefined, unit: TimeUnit): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / timeUnits[unit];
}
