import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo, useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { spanText, texts } from "../../ui/texts/audit-figures.ts";
import { BucketChart } from "./bucket-chart.tsx";
import { bucketDays } from "./bucket-text.ts";
import { Figure } from "./figure.tsx";
import { NumberTable } from "./number-table.tsx";
import { bucketSize, type Dimension, type Frame, heldBy, heldOver, type Share } from "./statistics.ts";
import { timeUnits, unitFor } from "./time-units.ts";

const words = texts.held;
/** More colours than these nobody tells apart. */
const mostColours = 6;

interface HeldChartProps {
  readonly requests: readonly ShownRequest[];
  readonly frame: Frame;
}

export function HeldChart({ requests, frame }: HeldChartProps) {
  const [dimension, setDimension] = useState<Dimension>("account");
  const size = bucketSize(frame);
  const shares = useMemo(() => heldBy(requests, dimension, frame.now), [requests, dimension, frame]);
  const rows = useMemo(() => heldOver(requests, dimension, frame), [requests, dimension, frame]);
  const total = shares.reduce((sum, { held }) => sum + held, 0);
  const count = shares.reduce((sum, share) => sum + share.requests, 0);
  const summary = total === 0 ? words.summaryNone : words.summary(texts.hours(total), count);
  const drawn = seriesOf(shares);
  const unit = unitFor(Math.max(0, ...rows.map(({ held }) => sumOf(held.values()))), ["s", "min", "h"]);
  return (
    <Figure
      title={words.title}
      description={`${words.description} ${texts.buckets[size]}`}
      actions={
        <SegmentedControl
          label={words.by}
          selectedId={dimension}
          options={(["account", "role"] as const).map((id) => ({ id, text: words.dimensions[id] }))}
          onChange={({ detail }) => setDimension(detail.selectedId as Dimension)}
        />
      }
      summary={summary}
      chart={
        <BucketChart
          title={words.title}
          size={size}
          buckets={rows.map(({ bucket }) => bucket)}
          series={drawn.map(({ title, ids, color }) => ({
            title,
            ...(color !== undefined && { color }),
            values: rows.map(({ held }) => sumOf(ids.map((id) => held.get(id) ?? 0)) / timeUnits[unit]),
          }))}
          stacked
          yTitle={words.axis}
          description={summary}
          format={(value) => (unit === "h" ? texts.hours : spanText)(value * timeUnits[unit])}
          tick={texts.ticks[unit]}
          empty={words.none}
        />
      }
      table={
        <SpaceBetween size="l">
          <NumberTable
            label={words.totals}
            columns={[words.names[dimension], words.requests, words.hours, words.share]}
            rows={shares.map((share) => [
              nameOf(share),
              texts.count(share.requests),
              texts.hours(share.held),
              words.sharePercent(share.held / total),
            ])}
            empty={words.none}
          />
          <NumberTable
            label={words.over}
            columns={[texts.axes[size], ...drawn.map(({ title }) => title), texts.total]}
            rows={rows.map(({ bucket, held }) => [
              bucketDays(bucket),
              ...drawn.map(({ ids }) => texts.hours(sumOf(ids.map((id) => held.get(id) ?? 0)))),
              texts.hours(sumOf(held.values())),
            ])}
            empty={words.none}
          />
        </SpaceBetween>
      }
    />
  );
}

/** Those with the most hours each for itself, the rest together. */
function seriesOf(shares: readonly Share[]): { title: string; ids: readonly string[]; color?: string }[] {
  const many = shares.length > mostColours;
  const [first, rest] = many ? [shares.slice(0, mostColours - 1), shares.slice(mostColours - 1)] : [shares, []];
  const series = first.map((share) => ({ title: nameOf(share), ids: [share.id] }));
  if (rest.length === 0) return series;
  const others = { title: words.others(rest.length), ids: rest.map(({ id }) => id), color: "var(--others)" };
  return [...series, others];
}

function sumOf(times: Iterable<number>): number {
  return [...times].reduce((sum, time) => sum + time, 0);
}

/** Two accounts may bear the same name. */
function nameOf({ id, name }: Share): string {
  return id === name ? name : `${name} (${id})`;
}
