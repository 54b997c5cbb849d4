import type { ShownRequest } from "../../../../core/api.ts";
import { useServerNow } from "../server-clock.ts";
import { texts } from "../texts/request.ts";
import { Moment } from "../time.tsx";
import { oneRun } from "./folded.tsx";
import { currentStage } from "./stage-progress.ts";
import "./request.css";

interface ShortProps {
  readonly request: ShownRequest;
}

/** When the access begins, to be put behind its duration; nothing unless that is later than now. */
export function Starts({ request: { startsAt } }: ShortProps) {
  const now = useServerNow();
  if (startsAt === undefined || Date.parse(startsAt) <= now) return null;
  return (
    <>
      , {texts.starts} <Moment at={startsAt} />
    </>
  );
}

/** What the rule asked for besides, and the stage that decides: each a line or two, whatever was typed. */
export function ShortFacts({ request }: ShortProps) {
  const current = currentStage(request);
  return (
    <>
      {Object.entries(request.asks).map(([name, value]) => (
        <div key={name} className="request-short typed">
          {request.rule.asks[name]?.label ?? name}: <bdi>{oneRun(value)}</bdi>
        </div>
      ))}
      {current && (
        <div className="request-short typed">
          {texts.turn.stage(current.stage.name, current.at + 1, request.stages.length)}
        </div>
      )}
    </>
  );
}

/** The beginning of the justification. */
export function ShortWhy({ request }: ShortProps) {
  return (
    <div className="request-quote request-short why typed" dir="auto">
      {oneRun(request.justification)}
    </div>
  );
}
