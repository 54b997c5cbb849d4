import BarChart from "@cloudscape-design/components/bar-chart";
import Box from "@cloudscape-design/components/box";
import type { Day } from "../../ui/days.ts";
import { texts } from "../../ui/texts/audit-figures.ts";
import { bucketDays, bucketText } from "./bucket-text.ts";
import type { Bucket, BucketSize } from "./statistics.ts";

interface BucketSeries {
  readonly title: string;
  /** One for each bucket; undefined where there is none. */
  readonly values: readonly (number | undefined)[];
  readonly color?: string;
}

interface BucketChartProps {
  readonly title: string;
  readonly size: BucketSize;
  readonly buckets: readonly Bucket[];
  readonly series: readonly BucketSeries[];
  readonly stacked: boolean;
  readonly yTitle: string;
  /** What the chart shows, in words. */
  readonly description: string;
  /** A value in words, and as short as stands at the axis. */
  readonly format: (value: number) => string;
  readonly tick: (value: number) => string;
  /** What stands there without any value. */
  readonly empty: string;
}

/** Bars over time, of the same height whether or not there is anything to show. */
export function BucketChart({
  title,
  size,
  buckets,
  series,
  stacked,
  yTitle,
  description,
  format,
  tick,
  empty,
}: BucketChartProps) {
  const filled = series.filter(({ values }) => values.some((value) => value !== undefined && value > 0));
  return (
    <BarChart
      xScaleType="categorical"
      xDomain={buckets.map(({ from }) => from)}
      series={filled.map(({ title: name, values, color }) => ({
        type: "bar" as const,
        title: name,
        ...(color !== undefined && { color }),
        valueFormatter: format,
        data: buckets.flatMap(({ from }, i) => {
          const y = values[i];
          return y === undefined ? [] : [{ x: from, y }];
        }),
      }))}
      stackedBars={stacked}
      height={240}
      hideFilter
      xTitle={texts.axes[size]}
      yTitle={yTitle}
      xTickFormatter={(from) => bucketText(from, size)}
      yTickFormatter={tick}
      {...(size !== "day" && {
        detailPopoverFooter: (start: Day) => wholeBucket(buckets.find(({ from }) => from === start)),
      })}
      ariaLabel={title}
      ariaDescription={description}
      i18nStrings={{ legendAriaLabel: texts.legend(title) }}
      empty={<Box textAlign="center">{empty}</Box>}
    />
  );
}

function wholeBucket(bucket: Bucket | undefined): string | undefined {
  return bucket && bucketDays(bucket);
}
