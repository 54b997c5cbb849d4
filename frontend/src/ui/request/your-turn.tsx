import type { ShownRequest } from "../../../../core/api.ts";
import { useServerNow } from "../server-clock.ts";
import { texts } from "../texts/request.ts";
import { Moment } from "../time.tsx";
import { approversOf, type CurrentStage, currentStage, yesCount } from "./stage-progress.ts";
import { endOfWindow } from "./window.tsx";

/** To somebody whose turn it is: as which stage they decide, and what comes after their yes. */
export function YourTurn({ request }: { readonly request: ShownRequest }) {
  const current = currentStage(request);
  if (current === undefined) return null;
  const { stage, at } = current;
  const all = request.stages.length;
  return (
    <>
      {all === 1 ? texts.turn.only(stage.name) : texts.turn.of(stage.name, at + 1, all)}{" "}
      <AfterYes request={request} current={current} />
    </>
  );
}

function AfterYes({ request, current }: { readonly request: ShownRequest; readonly current: CurrentStage }) {
  const now = useServerNow();
  const missing = current.stage.required - yesCount(current.stage) - 1;
  const next = request.stages[current.at + 1];
  if (missing > 0) return texts.turn.more(missing, current.stage.name);
  if (next) return texts.turn.next(next.name, approversOf(next));
  const { startsAt } = request;
  const endsAt = endOfWindow(request);
  if (startsAt === undefined || endsAt === undefined) return texts.turn.last(request.duration);
  const [words, at] = Date.parse(startsAt) > now ? [texts.turn.scheduled, startsAt] : [texts.turn.lastUntil, endsAt];
  return (
    <>
      {words} <Moment at={at} />.
    </>
  );
}
