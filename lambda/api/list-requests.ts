import type { List, ShownRequest } from "../../core/api.ts";
import { StintError } from "../../core/errors.ts";
import { canonical } from "../../core/history.ts";
import { type ListQuery, listQuery } from "../../core/input.ts";
import { refusal } from "../../core/moves.ts";
import { type AccessRequest, type Caller, isApprover, isOpen, type Phase, phaseOf } from "../../core/request.ts";
import { shown } from "../../core/shown.ts";
import type { Index } from "../../core/table.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";
import { nextCursor, positionOf } from "./cursor.ts";

type Query = Omit<ListQuery, "cursor">;

/** Requests a page. The lists of what others have are read to the end: into a file, or to revoke. */
const pageSizes = { mine: 25, "to-approve": 25, running: 100, all: 100 } as const satisfies Record<
  Query["view"],
  number
>;

/**
 * GET /requests. Mine, those that wait for me, those that run and are mine to look after, or (auditors and administrators)
 * all; newest first, complete across pages.
 */
export const listRequests = endpoint(
  listQuery,
  async ({ caller, input }, { requests, now }: Api): Promise<List<ShownRequest>> => {
    const { cursor, ...query } = input;
    const bound = canonical([caller.sub, query]);
    const after = cursor === undefined ? undefined : positionOf(cursor, bound);
    const { index, partition } = sourceOf(query, caller);
    const { items, next } = await requests.list(index, partition, {
      ...(query.from !== undefined && { from: query.from }),
      // The sort key begins with the time: this is after every moment of the day.
      ...(query.to !== undefined && { to: `${query.to}~` }),
      ...(after && { after }),
      size: pageSizes[query.view],
      keep: (request) => belongs(request, query, caller, now()),
    });
    return {
      items: items.map((request) => shown(request, caller, now())),
      ...(next && { cursor: nextCursor(next, bound) }),
    };
  },
);

/** The one index that answers the query. */
function sourceOf({ view, requester, account, phase }: Query, caller: Caller): { index: Index; partition: string } {
  if (view === "mine") return { index: "byRequester", partition: caller.sub };
  if (view === "to-approve" || view === "running") return { index: "unclosed", partition: "yes" };
  if (!caller.auditor && !caller.administrator)
    throw new StintError(
      "not_allowed",
      "Only auditors and administrators see all requests. Try view=mine, view=to-approve or view=running.",
    );
  if (requester !== undefined && !requester.includes("@")) return { index: "byRequester", partition: requester };
  if (account !== undefined) return { index: "byAccount", partition: account };
  // No open request is ever closed (core/moves.ts), and of those that are not closed there are few.
  if (phase === "open" || (phase !== undefined && isOpen(phase))) return { index: "unclosed", partition: "yes" };
  return { index: "everything", partition: "all" };
}

function belongs(request: AccessRequest, query: Query, caller: Caller, now: Date): boolean {
  const { view, phase, account, role, rule, requester } = query;
  return (
    (view !== "to-approve" || waitsFor(request, caller, now)) &&
    (view !== "running" || runsUnder(request, caller, now)) &&
    (phase === undefined || isIn(phase, phaseOf(request, now))) &&
    (account === undefined || request.account.id === account) &&
    (role === undefined || request.role.name === role) &&
    (rule === undefined || request.rule.id === rule) &&
    (requester === undefined ||
      request.requester.id === requester ||
      request.requester.email === requester.toLowerCase())
  );
}

/** Whether it is this caller's turn to decide. */
function waitsFor(request: AccessRequest, caller: Caller, now: Date): boolean {
  const refused = refusal("approve", request, caller, now);
  return refused === undefined || refused.code === "sign_in_again";
}

/** Whether it is granted and not over, and the caller looks after it: one's own alone is not enough. */
function runsUnder(request: AccessRequest, caller: Caller, now: Date): boolean {
  const phase = phaseOf(request, now);
  return (
    (phase === "scheduled" || phase === "active") &&
    (caller.auditor || caller.administrator || isApprover(request, caller))
  );
}

function isIn(asked: NonNullable<Query["phase"]>, phase: Phase): boolean {
  return asked === "open" ? isOpen(phase) : asked === phase;
}
