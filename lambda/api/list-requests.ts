import { type ListQuery, listQuery, shown } from "../../core/api.ts";
import { StintError } from "../../core/errors.ts";
import { canonical } from "../../core/history.ts";
import { refusal } from "../../core/moves.ts";
import { type AccessRequest, type Caller, phaseOf } from "../../core/request.ts";
import type { Index } from "../../core/table.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";
import { nextCursor, positionOf } from "./cursor.ts";

const pageSize = 25;

/** GET /requests. Mine, those that wait for me, or (auditors and administrators) all; newest first, complete across pages. */
export const listRequests = endpoint(listQuery, async ({ caller, input }, { requests, now }: Api) => {
  const { cursor, ...query } = input;
  const bound = canonical([caller.sub, query]);
  const after = cursor === undefined ? undefined : positionOf(cursor, bound);
  const { index, partition } = sourceOf(query, caller);
  const { items, next } = await requests.list(index, partition, {
    ...(query.from !== undefined && { from: query.from }),
    // The sort key begins with the time: this is after every moment of the day.
    ...(query.to !== undefined && { to: `${query.to}~` }),
    ...(after && { after }),
    size: pageSize,
    keep: (request) => belongs(request, query, caller, now()),
  });
  return {
    items: items.map((request) => shown(request, caller, now())),
    ...(next && { cursor: nextCursor(next, bound) }),
  };
});

/** The one index that answers the query. */
function sourceOf(
  { view, requester, account }: Omit<ListQuery, "cursor">,
  caller: Caller,
): { index: Index; partition: string } {
  if (view === "mine") return { index: "byRequester", partition: caller.sub };
  if (view === "to-approve") return { index: "unclosed", partition: "yes" };
  if (!caller.auditor && !caller.administrator)
    throw new StintError(
      "not_allowed",
      "Only auditors and administrators see all requests. Try view=mine or view=to-approve.",
    );
  if (requester !== undefined && !requester.includes("@")) return { index: "byRequester", partition: requester };
  if (account !== undefined) return { index: "byAccount", partition: account };
  return { index: "everything", partition: "all" };
}

function belongs(request: AccessRequest, query: Omit<ListQuery, "cursor">, caller: Caller, now: Date): boolean {
  const { view, phase, account, role, rule, requester } = query;
  return (
    (view !== "to-approve" || waitsFor(request, caller, now)) &&
    (phase === undefined || phaseOf(request, now) === phase) &&
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
