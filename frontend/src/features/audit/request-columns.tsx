import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { PhaseIndicator } from "../../ui/phase.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { texts } from "../../ui/texts/audit.ts";
import { texts as general } from "../../ui/texts/ui.ts";
import { Moment } from "../../ui/time.tsx";
import type { Verdict } from "./chain.ts";
import { deciders } from "./csv.ts";
import { TwoLines } from "./two-lines.tsx";

/** A request with what is known of its history. */
export interface Row {
  readonly id: string;
  readonly request: ShownRequest;
  readonly history: Verdict | { readonly state: "unread" | "failed" };
}

export interface RequestColumn {
  readonly id: keyof typeof texts.table.columns;
  readonly cell: (row: Row) => ReactNode;
  /** What it is sorted by, ascending. */
  readonly by: (row: Row) => string | number;
  /** Left out until the person asks for it. */
  readonly hidden?: true;
}

/** Of the audit's table, in its order. The first one stands at the head of a card. */
export const requestColumns: readonly RequestColumn[] = [
  {
    id: "askedAt",
    cell: ({ request: { id, askedAt } }) => (
      <PlaceLink href={placeOf(id)}>
        <Moment at={askedAt} />
      </PlaceLink>
    ),
    by: ({ request }) => request.askedAt,
  },
  {
    id: "who",
    cell: ({ request: { requester } }) => <TwoLines first={requester.name} second={requester.email} />,
    by: ({ request }) => request.requester.name,
  },
  { id: "role", cell: ({ request }) => request.role.name, by: ({ request }) => request.role.name },
  {
    id: "account",
    cell: ({ request: { account } }) => <TwoLines first={account.name} second={account.id} />,
    by: ({ request }) => request.account.name,
  },
  {
    id: "phase",
    cell: ({ request }) => <PhaseIndicator phase={request.phase} />,
    by: ({ request }) => general.phases[request.phase],
  },
  { id: "duration", cell: ({ request }) => request.duration, by: ({ request }) => minutesOf(request.duration) },
  { id: "approvedBy", cell: ({ request }) => approvers(request), by: ({ request }) => approvers(request) },
  { id: "sessions", cell: ({ request }) => request.sessions, by: ({ request }) => request.sessions },
  { id: "rule", cell: ({ request }) => request.rule.id, by: ({ request }) => request.rule.id },
  { id: "history", cell: (row) => <HistoryCell {...row} />, by: ({ history }) => history.state },
  {
    id: "justification",
    cell: ({ request }) => <span className="typed">{request.justification}</span>,
    by: ({ request }) => request.justification,
    hidden: true,
  },
  { id: "id", cell: ({ id }) => <PlaceLink href={placeOf(id)}>{id}</PlaceLink>, by: ({ id }) => id, hidden: true },
];

function placeOf(id: string): string {
  return `/requests/${encodeURIComponent(id)}`;
}

function approvers(request: ShownRequest): string {
  if (request.stages.length === 0) return texts.table.nobody;
  return deciders(request, "approved") || texts.table.notYet;
}

function minutesOf(duration: string): number {
  const [, hours = 0, minutes = 0] = /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(duration) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

function HistoryCell({ id, history }: Row) {
  switch (history.state) {
    case "unread":
      return <Box color="text-status-inactive">{texts.history.unread}</Box>;
    case "failed":
      return <StatusIndicator type="warning">{texts.history.failed}</StatusIndicator>;
    case "verified":
      return <StatusIndicator type="success">{texts.history.verified}</StatusIndicator>;
    default:
      return (
        <StatusIndicator type="error">
          <PlaceLink href={placeOf(id)}>
            {history.state === "broken" ? texts.history.broken(history.event) : texts.history.different}
          </PlaceLink>
        </StatusIndicator>
      );
  }
}
