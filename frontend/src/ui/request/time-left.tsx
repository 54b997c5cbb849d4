import type { ShownRequest } from "../../../../core/api.ts";
import { useServerNow } from "../server-clock.ts";
import { texts } from "../texts/request.ts";
import { Countdown, lengthText } from "../time.tsx";

/** Counts down to what comes next by itself: lapsing, the start, or the end. Nothing where nothing comes. */
export function TimeLeft({ request }: { readonly request: ShownRequest }) {
  const { phase, decideBy, startsAt, endsAt } = request;
  if (phase === "pending" && decideBy !== undefined) return <Countdown to={decideBy} say={texts.lapsesIn} />;
  if (phase === "scheduled" && startsAt !== undefined) return <Countdown to={startsAt} say={texts.startsIn} />;
  if (phase === "active" && endsAt !== undefined) return <Countdown to={endsAt} say={texts.endsIn} />;
  return null;
}

/** How long its requester has been waiting, in minutes and more. */
export function Waiting({ request }: { readonly request: ShownRequest }) {
  const waited = useServerNow() - Date.parse(request.askedAt);
  if (waited < 60_000) return texts.waiting.now;
  if (waited < 3600_000) return texts.waiting.since(texts.waiting.minutes(Math.floor(waited / 60_000)));
  return texts.waiting.since(lengthText(waited));
}
