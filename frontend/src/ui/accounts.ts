import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { List, ShownAccount } from "../../../core/api.ts";
import { longestText } from "../../../core/patterns.ts";
import { get, queryOf } from "./api.ts";

interface Options {
  readonly enabled?: boolean;
  /** Milliseconds for which what is here already will do. */
  readonly staleTime?: number;
}

/** The first page of all accounts that have every word of the query in name, id, OU or tags: for those who oversee. */
export function useAccounts(query: string, { enabled = true, ...options }: Options = {}) {
  return useQuery({
    queryKey: ["accounts", query],
    queryFn: ({ signal }) => get<List<ShownAccount>>(`/accounts${queryOf({ query })}`, signal),
    enabled: enabled && query.length <= longestText,
    placeholderData: keepPreviousData,
    ...options,
  });
}
