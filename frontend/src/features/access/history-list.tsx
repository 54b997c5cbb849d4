import Box from "@cloudscape-design/components/box";
import type { ShownRequest } from "../../../../core/api.ts";
import { PhaseIndicator } from "../../ui/phase.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { texts } from "../../ui/texts/access.ts";
import { Moment } from "../../ui/time.tsx";

/** Requests that are over: each leads to its page, and to asking for the same again. */
export function HistoryList({ requests }: { readonly requests: readonly ShownRequest[] }) {
  return (
    <ul className="access-history">
      {requests.map((request) => (
        <li key={request.id}>
          <Entry request={request} />
        </li>
      ))}
    </ul>
  );
}

function Entry({ request }: { readonly request: ShownRequest }) {
  const { id, role, account, phase, askedAt, duration, justification } = request;
  const subject = texts.subject(role.name, account.name);
  const again = `/ask/${encodeURIComponent(account.id)}/${encodeURIComponent(role.name)}?again=${encodeURIComponent(id)}`;
  return (
    <>
      <PlaceLink href={`/requests/${encodeURIComponent(id)}`} fontSize="heading-xs">
        {subject}
      </PlaceLink>
      <PlaceLink href={again} ariaLabel={texts.of(texts.history.again, subject)}>
        {texts.history.again}
      </PlaceLink>
      <div className="access-line typed" dir="auto">
        {justification}
      </div>
      <Box color="text-body-secondary">
        <PhaseIndicator phase={phase} /> · {duration} · {texts.history.asked} <Moment at={askedAt} />
      </Box>
    </>
  );
}
