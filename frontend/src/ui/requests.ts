import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { List, Me, ShownRequest, ShownWhole } from "../../../core/api.ts";
import type { ListQuery } from "../../../core/input.ts";
import { isOpen } from "../../../core/request.ts";
import { ApiError, get, post, queryOf } from "./api.ts";
import { useLastingQuery } from "./lasting-query.ts";
import { texts } from "./texts/ui.ts";

/** The moves that a person makes with a comment. */
export type CommentedMove = "approve" | "reject" | "withdraw" | "end" | "revoke";

/** What a list of requests is asked for; days in UTC. */
export type RequestFilter = Partial<Omit<ListQuery, "cursor">>;

/** Milliseconds between two looks at something that somebody else may be changing right now. */
export const soon = 3000;

const keys = {
  me: ["me"] as const,
  /** Every list of requests, and every request: whatever a move may have changed. */
  requests: ["requests"] as const,
  request: (id: string) => ["requests", "one", id] as const,
  list: (filter: RequestFilter) => ["requests", "list", filter] as const,
};

/** Who is signed in, and what they are towards the whole system. */
export function useMe() {
  return useLastingQuery({ queryKey: keys.me, queryFn: ({ signal }) => get<Me>("/me", signal), staleTime: 60_000 });
}

/** Where the API has a request. Throws `not_found` for what is no id: dots, as somebody may send in a link, lead elsewhere. */
export function requestPath(id: string): string {
  if (!/^[0-9a-z]+$/.test(id)) throw new ApiError("not_found", texts.noSuchRequest);
  return `/requests/${id}`;
}

/** One request with its history. Throws `ApiError`. */
export async function readRequest(id: string, signal?: AbortSignal): Promise<ShownWhole> {
  return get(requestPath(id), signal);
}

/** Has a request read before somebody opens it. */
export function useReadAhead(id: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (id === undefined) return;
    void client.prefetchQuery({ queryKey: keys.request(id), queryFn: ({ signal }) => readRequest(id, signal) });
  }, [client, id]);
}

/** One request with its history, looked at again every few seconds while it is open. */
export function useRequest(id: string) {
  return useLastingQuery({
    queryKey: keys.request(id),
    queryFn: ({ signal }) => readRequest(id, signal),
    refetchInterval: ({ state }) => (state.data && isSettled(state.data) ? false : soon),
  });
}

/** All requests of a filter, complete across pages, looked at again every `every` milliseconds, which may follow from what came. */
export function useRequests(filter: RequestFilter, every: number | ((requests: readonly ShownRequest[]) => number)) {
  return useLastingQuery({
    queryKey: keys.list(filter),
    queryFn: ({ signal }) => allRequests(filter, signal),
    refetchInterval: typeof every === "function" ? ({ state }) => every(state.data ?? []) : every,
  });
}

/** What waits for this person's decision, oldest first; looked at every `every` milliseconds while the tab is in sight. */
export function useQueue(every: number, enabled = true) {
  return useLastingQuery({
    queryKey: keys.list({ view: "to-approve" }),
    queryFn: async ({ signal }) => (await allRequests({ view: "to-approve" }, signal)).reverse(),
    refetchInterval: every,
    enabled,
  });
}

/** Reads all pages of a list. Throws `ApiError`; stops when the signal does. */
async function allRequests(filter: RequestFilter, signal: AbortSignal): Promise<ShownRequest[]> {
  const items: ShownRequest[] = [];
  let cursor: string | undefined;
  do {
    const page = await requestPage(filter, cursor, signal);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}

/** One page of a list, newest first. While there is a cursor there may be more, even after an empty page. */
export function requestPage(filter: RequestFilter, cursor?: string, signal?: AbortSignal): Promise<List<ShownRequest>> {
  return get(`/requests${queryOf({ ...filter, cursor })}`, signal);
}

/** Makes a move. Throws `ApiError`: `wrong_state` names who was faster. */
export async function makeMove(move: CommentedMove, id: string, comment: string): Promise<ShownWhole> {
  return post(`${requestPath(id)}/${move}`, { comment });
}

/** What to call after a change: everything that is on show is looked at again. */
export function useLookAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: keys.requests });
}

/** Whether nothing more will happen to it by itself. */
function isSettled({ phase, cutOff, history }: ShownWhole): boolean {
  return (
    !isOpen(phase) && cutOff?.state !== "pending" && cutOff?.state !== "failed" && history.at(-1)?.type === "closed"
  );
}
