import { useMemo } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import type { Phase } from "../../../../core/request.ts";
import { texts } from "../../ui/texts/audit-figures.ts";
import { BucketChart } from "./bucket-chart.tsx";
import { bucketDays } from "./bucket-text.ts";
import { Figure } from "./figure.tsx";
import { NumberTable } from "./number-table.tsx";
import { bucketSize, type Frame, outcomes } from "./statistics.ts";

const words = texts.outcome;

/** From the bottom of a bar to its top: what became access, what still may, what did not. */
const phases = [
  "active",
  "expired",
  "ended",
  "scheduled",
  "pending",
  "withdrawn",
  "lapsed",
  "rejected",
  "revoked",
] as const satisfies readonly Phase[];

interface OutcomeChartProps {
  readonly requests: readonly ShownRequest[];
  readonly frame: Frame;
}

export function OutcomeChart({ requests, frame }: OutcomeChartProps) {
  const size = bucketSize(frame);
  const rows = useMemo(() => outcomes(requests, frame), [requests, frame]);
  const totals = phases.map((phase) => ({
    phase,
    total: rows.reduce((sum, { counts }) => sum + (counts[phase] ?? 0), 0),
  }));
  const met = totals.filter(({ total }) => total > 0);
  const total = met.reduce((sum, { total }) => sum + total, 0);
  const summary = words.summary(
    total,
    met.map(({ phase, total }) => words.part(words.phases[phase], total)),
  );
  return (
    <Figure
      title={words.title}
      description={texts.buckets[size]}
      summary={summary}
      chart={
        <BucketChart
          title={words.title}
          size={size}
          buckets={rows.map(({ bucket }) => bucket)}
          series={met.map(({ phase }) => ({
            title: words.phases[phase],
            color: `var(--outcome-${phase})`,
            values: rows.map(({ counts }) => counts[phase] ?? 0),
          }))}
          stacked
          yTitle={words.axis}
          description={summary}
          format={texts.count}
          tick={texts.count}
          empty={texts.none}
        />
      }
      table={
        <NumberTable
          label={words.title}
          columns={[texts.axes[size], ...met.map(({ phase }) => words.phases[phase]), texts.total]}
          rows={rows.map(({ bucket, counts, total }) => [
            bucketDays(bucket),
            ...met.map(({ phase }) => texts.count(counts[phase] ?? 0)),
            texts.count(total),
          ])}
          empty={texts.none}
        />
      }
    />
  );
}
