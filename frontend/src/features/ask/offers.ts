import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useInfiniteQuery,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { List, ShownOffer } from "../../../../core/api.ts";
import { get, queryOf } from "../../ui/api.ts";

/** A role in an account: what a person asks for. The account's name is only shown. */
export interface Wanted {
  readonly account: { readonly id: string; readonly name: string };
  readonly role: string;
}

/** The same for the same role in the same account, whatever that is called. */
export function wantedKey({ account, role }: Wanted): string {
  return `${account.id}/${role}`;
}

export function wantedOf({ account, role }: ShownOffer): Wanted {
  return { account: { id: account.id, name: account.name }, role: role.name };
}

const offerKey = (account: string, role: string) => ["catalog", "offer", account, role] as const;

/** What may be asked for that has every word of the query, a page of at most 50 at a time. */
export function useCatalog(query: string) {
  const client = useQueryClient();
  return useInfiniteQuery({
    queryKey: ["catalog", "search", query],
    queryFn: ({ pageParam, signal }) => searchPage(client, query, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** While there is a cursor there may be more, even after an empty page. */
async function searchPage(client: QueryClient, query: string, from: string | undefined, signal: AbortSignal) {
  let cursor = from;
  for (;;) {
    const page = await get<List<ShownOffer>>(`/catalog${queryOf({ query: query.trim(), cursor })}`, signal);
    if (page.items.length > 0 || page.cursor === undefined) {
      // Whoever opens one of them sees its form at once.
      for (const offer of page.items) client.setQueryData(offerKey(offer.account.id, offer.role.name), offer);
      return page;
    }
    cursor = page.cursor;
  }
}

/** The one offer of a role in an account; null when it may not be asked for. */
export function useOffer(account: string, role: string) {
  return useQuery(offer(account, role));
}

/** The offers of several roles in accounts, each undefined while it is not known and null when it may not be asked for. */
export function useOffers(list: readonly Wanted[]): readonly (ShownOffer | null | undefined)[] {
  return useQueries({
    queries: list.map(({ account, role }) => offer(account.id, role)),
    combine: (answers) => answers.map(({ data }) => data),
  });
}

function offer(account: string, role: string) {
  return queryOptions({
    queryKey: offerKey(account, role),
    queryFn: async ({ signal }): Promise<ShownOffer | null> => {
      const { items } = await get<List<ShownOffer>>(`/catalog${queryOf({ account, role })}`, signal);
      return items[0] ?? null;
    },
    staleTime: 30_000,
  });
}
