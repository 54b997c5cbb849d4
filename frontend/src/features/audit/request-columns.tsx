import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { parseDuration } from "../../../../core/duration.ts";
import { requestAddress } from "../../ui/addresses.ts";
import { PhaseIndicator } from "../../ui/phase.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { deciders } from "../../ui/request/stage-progress.ts";
import { TwoLines } from "../../ui/table/two-lines.tsx";
import { texts } from "../../ui/texts/audit.ts";
import { texts as general } from "../../ui/texts/ui.ts";
import { Moment } from "../../ui/time.tsx";
import type { Verdict } from "./chain.ts";

/** A request with what is known of its history. */
export interface Row {
  readonly id: string;
  readonly request: ShownRequest;
  readonly history: Verdict | { readonly state: "unread" | "failed" };
}

/** One thing that the table says about each request. */
export interface RequestColumn {
  readonly id: keyof typeof texts.table.columns;
  readonly cell: (row: Row) => ReactNode;
  /** What it is sorted by, ascending. */
  readonly by: (row: Row) => string | number;
  /** Left out until the person asks for it. */
  readonly hidden?: true;
  /** Pixels below which its text would fall to pieces. */
  readonly minWidth: number;
}

/** Of the audit's table, in its order. The first one stands at the head of a card. */
export const requestColumns: readonly RequestColumn[] = [
  {
    id: "askedAt",
    minWidth: 150,
    cell: ({ request: { id, askedAt } }) => (
      <PlaceLink href={requestAddress(id)}>
        <Moment at={askedAt} />
      </PlaceLink>
    ),
    by: ({ request }) => request.askedAt,
  },
  {
    id: "who",
    minWidth: 165,
    cell: ({ request: { requester } }) => <TwoLines first={requester.name} second={requester.email} />,
    by: ({ request }) => request.requester.name,
  },
  {
    id: "role",
    minWidth: 140,
    cell: ({ request: { role, rule } }) => <TwoLines first={role.name} second={rule.id} />,
    by: ({ request }) => request.role.name,
  },
  {
    id: "account",
    minWidth: 125,
    cell: ({ request: { account } }) => <TwoLines first={account.name} second={account.id} />,
    by: ({ request }) => request.account.name,
  },
  {
    id: "phase",
    minWidth: 140,
    cell: ({ request: { phase, duration, sessions } }) => (
      <>
        <PhaseIndicator phase={phase} />
        <Box variant="small" display="block">
          {texts.table.use(duration, sessions)}
        </Box>
      </>
    ),
    by: ({ request }) => general.phases[request.phase],
  },
  {
    id: "approvedBy",
    minWidth: 110,
    cell: ({ request }) => <bdi className="typed">{approvers(request)}</bdi>,
    by: ({ request }) => approvers(request),
  },
  { id: "history", minWidth: 110, cell: (row) => <HistoryCell {...row} />, by: ({ history }) => history.state },
  {
    id: "rule",
    minWidth: 120,
    cell: ({ request }) => request.rule.id,
    by: ({ request }) => request.rule.id,
    hidden: true,
  },
  {
    id: "duration",
    minWidth: 100,
    cell: ({ request }) => request.duration,
    by: ({ request }) => parseDuration(request.duration) ?? 0,
    hidden: true,
  },
  {
    id: "sessions",
    minWidth: 100,
    cell: ({ request }) => request.sessions,
    by: ({ request }) => request.sessions,
    hidden: true,
  },
  {
    id: "justification",
    minWidth: 220,
    cell: ({ request }) => (
      <span className="typed" dir="auto">
        {request.justification}
      </span>
    ),
    by: ({ request }) => request.justification,
    hidden: true,
  },
  {
    id: "id",
    minWidth: 190,
    cell: ({ id }) => <PlaceLink href={requestAddress(id)}>{id}</PlaceLink>,
    by: ({ id }) => id,
    hidden: true,
  },
];

function approvers(request: ShownRequest): string {
  if (request.stages.length === 0) return texts.table.nobody;
  return deciders(request, "approved") || texts.table.notYet;
}

function HistoryCell({ id, history }: Row) {
  switch (history.state) {
    case "unread":
      return <Box color="text-status-inactive">{texts.history.unread}</Box>;
    case "failed":
      return (
        <StatusIndicator type="warning">
          <span className="in-words">{texts.history.failed}</span>
        </StatusIndicator>
      );
    case "verified":
      return (
        <StatusIndicator type="success">
          <span className="in-words">{texts.history.verified}</span>
        </StatusIndicator>
      );
    default:
      return (
        <StatusIndicator type="error">
          <PlaceLink href={requestAddress(id)}>
            <span className="in-words">
              {history.state === "broken" ? texts.history.broken(history.event) : texts.history.different}
            </span>
          </PlaceLink>
        </StatusIndicator>
      );
  }
}
