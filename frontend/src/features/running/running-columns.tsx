import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import type { ReactNode } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { requestAddress } from "../../ui/addresses.ts";
import { PhaseIndicator } from "../../ui/phase.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { TwoLines } from "../../ui/table/two-lines.tsx";
import { texts } from "../../ui/texts/running.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { Countdown, Moment } from "../../ui/time.tsx";

/** One thing that the list says about each request. */
export interface RunningColumn {
  readonly id: keyof typeof texts.columns;
  readonly cell: (request: ShownRequest) => ReactNode;
  /** What it is sorted by, ascending. */
  readonly by: (request: ShownRequest) => string | number;
  /** Pixels below which its text would fall to pieces. */
  readonly minWidth: number;
}

/** Of the list of active access, in its order. The first one stands at the head of a card. */
export const runningColumns: readonly RunningColumn[] = [
  {
    id: "access",
    minWidth: 160,
    cell: ({ id, role, account }) => (
      <>
        <PlaceLink href={requestAddress(id)}>{shared.subject(role.name, account.name)}</PlaceLink>
        <Box variant="small" display="block">
          {account.id}
        </Box>
      </>
    ),
    by: ({ role, account }) => `${role.name} ${account.name}`,
  },
  {
    id: "who",
    minWidth: 157,
    cell: ({ requester }) => <TwoLines first={requester.name} second={requester.email} />,
    by: ({ requester }) => requester.name,
  },
  { id: "since", minWidth: 130, cell: (request) => <Since request={request} />, by: ({ startsAt = "" }) => startsAt },
  { id: "ends", minWidth: 130, cell: (request) => <Ends request={request} />, by: ({ endsAt = "" }) => endsAt },
  { id: "sessions", minWidth: 95, cell: ({ sessions }) => sessions, by: ({ sessions }) => sessions },
  {
    id: "justification",
    minWidth: 113,
    cell: ({ justification }) => <Justification>{justification}</Justification>,
    by: ({ justification }) => justification,
  },
];

/** Why somebody wanted it: its beginning, as the request's own page has it whole. */
export function Justification({ children }: { readonly children: string }) {
  return (
    <div className="running-why typed" dir="auto">
      {children}
    </div>
  );
}

/** A way to take one back, where this person may. */
export function RevokeButton({ request, onRevoke }: { readonly request: ShownRequest; readonly onRevoke: () => void }) {
  const { requester, role, account } = request;
  if (!request.may.includes("revoke")) return null;
  return (
    <Button wrapText={false} ariaLabel={texts.revokeThis(requester.name, role.name, account.name)} onClick={onRevoke}>
      {texts.revoke}
    </Button>
  );
}

function Since({ request: { phase, startsAt } }: { readonly request: ShownRequest }) {
  if (startsAt === undefined) return null;
  return (
    <>
      <PhaseIndicator phase={phase} />
      <div>
        {phase === "scheduled" && texts.from} <Moment at={startsAt} brief />
      </div>
    </>
  );
}

/** The countdown stands first: it is what decides. Before the start it counts down to that. */
function Ends({ request: { phase, startsAt, endsAt } }: { readonly request: ShownRequest }) {
  if (startsAt === undefined || endsAt === undefined) return null;
  return (
    <>
      <div className="running-left">
        {phase === "scheduled" ? (
          <Countdown to={startsAt} say={texts.startsIn} />
        ) : (
          <Countdown to={endsAt} say={texts.endsIn} />
        )}
      </div>
      <Moment at={endsAt} brief />
    </>
  );
}
