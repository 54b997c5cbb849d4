import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo } from "react";
import type { Days } from "../../ui/days.ts";
import { serverNow } from "../../ui/server-clock.ts";
import { texts } from "../../ui/texts/audit-figures.ts";
import { zone } from "../../ui/time.tsx";
import { ApprovalChart } from "./approval-chart.tsx";
import { HeldChart } from "./held-chart.tsx";
import { OutcomeChart } from "./outcome-chart.tsx";
import type { ListReading } from "./reading.ts";
import type { Frame } from "./statistics.ts";
import { UnusedList } from "./unused-list.tsx";
import "./figures.css";

/** Pictures of what the filter lets through, over its days. */
export default function Figures({ list, days: { from, to } }: { readonly list: ListReading; readonly days: Days }) {
  const { items, state } = list;
  // As of when it was read: what is still held does not grow under the reader's eyes.
  const now = list.at ?? serverNow();
  const frame = useMemo((): Frame => ({ from, to, zone, now }), [from, to, now]);
  return (
    <SpaceBetween size="l">
      {state === "complete" ? (
        <Box color="text-body-secondary">{texts.counted}</Box>
      ) : (
        <Alert type="warning">{texts.soFar(items.length)}</Alert>
      )}
      <OutcomeChart requests={items} frame={frame} />
      <ApprovalChart requests={items} frame={frame} />
      <HeldChart requests={items} frame={frame} />
      <UnusedList requests={items} frame={frame} />
    </SpaceBetween>
  );
}
