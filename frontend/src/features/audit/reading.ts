import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { dayOf } from "../../ui/days.ts";
import { type RequestFilter, requestPage } from "../../ui/requests.ts";
import { serverNow } from "../../ui/server-clock.ts";
import { zone } from "../../ui/time.tsx";
import { type AuditFilter, listQuery } from "./audit-filter.ts";

/** How far the list has been read. Only `complete` is all of it. */
export interface ListReading {
  readonly state: "reading" | "waiting" | "stopped" | "failed" | "complete";
  /** Those that match, newest first: all of them, or so far. */
  readonly items: readonly ShownRequest[];
  /** How many have come, those of neighbouring hours in UTC days included. */
  readonly count: number;
  /** When reading began, in milliseconds of the server's clock: later ones may be missing. */
  readonly at: number | undefined;
  readonly error: unknown;
  readonly stop: () => void;
  /** Reads on after a stop or a failure. */
  readonly goOn: () => void;
  /** Reads everything again. */
  readonly again: () => void;
}

/** Reads every page of what the filter lets through, one after the other, and keeps it as it was until it is asked for again. */
export function useListReading(filter: AuditFilter | undefined): ListReading {
  const client = useQueryClient();
  const query = filter && listQuery(filter, zone);
  const queryKey = ["audit", "list", query] as const;
  const id = JSON.stringify(query);
  const [stopped, setStopped] = useState<string>();
  const isStopped = stopped === id;
  const { data, error, isFetching, fetchStatus, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => readPage(query ?? {}, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    enabled: query !== undefined && !isStopped,
    staleTime: Number.POSITIVE_INFINITY,
  });

  const goesOn = hasNextPage && !isFetching && !isStopped && error === null;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);

  const items = useMemo(() => within(data?.pages.flatMap((page) => page.items) ?? [], filter), [data, filter]);
  const complete = data !== undefined && !hasNextPage && !isFetching && error === null;
  return {
    state: complete ? "complete" : stateOf({ isStopped, failed: error !== null && !isFetching, fetchStatus }),
    items,
    count: data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0,
    at: data?.pages[0]?.at,
    error,
    stop() {
      setStopped(id);
      void client.cancelQueries({ queryKey, exact: true });
    },
    goOn() {
      setStopped(undefined);
      if (error !== null) void (data === undefined ? refetch() : fetchNextPage());
    },
    again() {
      setStopped(undefined);
      void client.resetQueries({ queryKey, exact: true });
    },
  };
}

async function readPage(query: RequestFilter, cursor: string | undefined, signal: AbortSignal) {
  const page = await requestPage(query, cursor, signal);
  return { ...page, at: serverNow() };
}

function stateOf(about: { isStopped: boolean; failed: boolean; fetchStatus: string }): ListReading["state"] {
  if (about.isStopped) return "stopped";
  if (about.failed) return "failed";
  return about.fetchStatus === "paused" ? "waiting" : "reading";
}

/** Those of the person's own days. */
function within(items: readonly ShownRequest[], filter: AuditFilter | undefined): readonly ShownRequest[] {
  if (!filter) return [];
  return items.filter(({ askedAt }) => {
    const day = dayOf(askedAt, zone);
    return day >= filter.from && day <= filter.to;
  });
}
