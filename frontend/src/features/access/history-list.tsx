import Box from "@cloudscape-design/components/box";
import type { ShownRequest } from "../../../../core/api.ts";
import { askAddress, requestAddress } from "../../ui/addresses.ts";
import { PhaseIndicator } from "../../ui/phase.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { texts } from "../../ui/texts/access.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
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
  const subject = shared.subject(role.name, account.name);
  return (
    <>
      <PlaceLink href={requestAddress(id)} fontSize="heading-xs">
        {subject}
      </PlaceLink>
      <PlaceLink href={askAddress(account.id, role.name, id)} ariaLabel={texts.of(texts.history.again, subject)}>
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
