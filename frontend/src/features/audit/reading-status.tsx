import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { Failure } from "../../ui/failure.tsx";
import { texts } from "../../ui/texts/audit.ts";
import { Moment } from "../../ui/time.tsx";
import type { ListReading } from "./reading.ts";
import "./audit.css";

const words = texts.reading;
const looks: Readonly<Record<ListReading["state"], StatusIndicatorProps.Type>> = {
  reading: "loading",
  waiting: "pending",
  stopped: "stopped",
  failed: "warning",
  complete: "success",
};

interface ReadingStatusProps {
  readonly list: ListReading;
  readonly onAgain: () => void;
}

/** How far the list has been read, whether that is all, and as of when; with what can be done about it. */
export function ReadingStatus({ list, onAgain }: ReadingStatusProps) {
  const { state, at } = list;
  const busy = state === "reading" || state === "waiting";
  return (
    <SpaceBetween size="s">
      <div className="audit-reading">
        <SpaceBetween direction="horizontal" size="s" alignItems="center">
          <LiveRegion>
            <StatusIndicator type={looks[state]}>{wordsFor(list)}</StatusIndicator>
          </LiveRegion>
          {state === "complete" && at !== undefined && (
            <span>
              {words.asOf} <Moment at={new Date(at).toISOString()} brief />
            </span>
          )}
          {busy && <Button onClick={list.stop}>{words.stop}</Button>}
          {state === "stopped" && <Button onClick={list.goOn}>{words.goOn}</Button>}
          {state === "complete" && (
            <Button iconName="refresh" onClick={onAgain}>
              {words.again}
            </Button>
          )}
        </SpaceBetween>
      </div>
      {state === "failed" && <Failure error={list.error} retry={list.goOn} />}
    </SpaceBetween>
  );
}

function wordsFor({ state, count, items }: ListReading): string {
  if (state === "complete") return items.length === 0 ? words.none : words.complete(items.length);
  return state === "reading" && count === 0 ? words.begin : words[state](count);
}
