import Box from "@cloudscape-design/components/box";
import type { ShownWhole } from "../../../../core/api.ts";
import { formatDuration } from "../../../../core/duration.ts";
import type { HistoryEvent } from "../../../../core/history.ts";
import { Comment } from "../../ui/request/outcome.tsx";
import { PersonName } from "../../ui/request/person-name.tsx";
import { texts } from "../../ui/texts/request.ts";
import { Moment } from "../../ui/time.tsx";

interface EventProps {
  readonly event: HistoryEvent;
}

/** Who did what, as one sentence. */
export function EventWords({ event, request }: EventProps & { readonly request: ShownWhole }) {
  return (
    <>
      <b>
        <PersonName>{event.actor.name}</PersonName>
      </b>{" "}
      <span className="typed">
        <Did event={event} request={request} />
      </span>
    </>
  );
}

function Did({ event, request }: EventProps & { readonly request: ShownWhole }) {
  const words = texts.events;
  switch (event.type) {
    case "asked": {
      const { role, account, duration } = event.ask;
      return words.asked(role.name, account.name, formatDuration(duration));
    }
    case "approved":
    case "rejected":
      return words[event.type](request.stages[event.stage]?.name ?? String(event.stage + 1));
    case "issuing":
      return words.issuing(event.session, event.purpose);
    case "issued":
      return (
        <>
          {words.issued(event.session)} <Box variant="code">{event.accessKeyId}</Box>, {words.issuedUntil}{" "}
          <Moment at={event.expiresAt} brief />
        </>
      );
    case "cut-off":
      if (event.effectiveBy === undefined) return words.cutOffOff;
      return (
        <>
          {words.cutOff} <Moment at={event.effectiveBy} brief />
        </>
      );
    case "cut-off-failed":
      return words.cutOffFailed;
    default:
      return words[event.type];
  }
}

/** What they said to it; of the ask, what it was made under. */
export function EventComment({ event }: EventProps) {
  if (event.type === "asked") {
    const { requester, rule } = event.ask;
    return <div className="typed">{texts.events.askedUnder(rule.id, requester.groups)}</div>;
  }
  if (!("comment" in event) || event.comment === "") return null;
  return <Comment>{event.comment}</Comment>;
}
