import Box from "@cloudscape-design/components/box";
import type { ShownEarlier } from "../../../../core/api.ts";
import { PhaseIndicator } from "../phase.tsx";
import { texts } from "../texts/request.ts";
import { texts as shared } from "../texts/ui.ts";
import { Moment } from "../time.tsx";

/** What the requester asked for before, newest first, and what became of it. */
export function Earlier({ requests }: { readonly requests: readonly ShownEarlier[] }) {
  if (requests.length === 0) return <Box>{texts.earlier.none}</Box>;
  return (
    <ul className="request-list spaced">
      {requests.map(({ askedAt, role, account, duration, phase }) => (
        <li key={`${askedAt} ${role.name} ${account.id}`}>
          <span className="typed">{shared.subject(role.name, account.name)}</span>, {duration}
          <Box variant="small" display="block">
            <Moment at={askedAt} brief /> · <PhaseIndicator phase={phase} />
          </Box>
        </li>
      ))}
    </ul>
  );
}
