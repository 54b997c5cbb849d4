import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { List, ShownAccount, ShownOffer } from "../../../../core/api.ts";
import { useAccounts } from "../../ui/accounts.ts";
import { get, queryOf } from "../../ui/api.ts";
import { isAccountId } from "./question.ts";

/** Accounts by any part of what they are called: all there are to those who oversee, to others those of their own catalog. */
export function useSuggestedAccounts(query: string, oversees: boolean) {
  const all = useAccounts(query, { enabled: oversees });
  const own = useOwnAccounts(query, !oversees);
  return oversees ? all : own;
}

/** The account of this id, where {@link useSuggestedAccounts} knows it. */
export function useAccount(id: string, oversees: boolean): ShownAccount | undefined {
  const all = useAccounts(id, { enabled: oversees && isAccountId(id) });
  const own = useOwnAccounts(id, !oversees && isAccountId(id));
  return (oversees ? all : own).data?.items.find((account) => account.id === id);
}

function useOwnAccounts(query: string, enabled: boolean) {
  return useQuery({
    queryKey: ["own accounts", query],
    queryFn: async ({ signal }): Promise<List<ShownAccount>> => {
      const { items, ...rest } = await offers(query, signal);
      const accounts = new Map(items.map(({ account }) => [account.id, account]));
      return { ...rest, items: [...accounts.values()] };
    },
    enabled,
    placeholderData: keepPreviousData,
  });
}

/** Names of the roles of one's own catalog: in the account, or on its first page while there is none. */
export function useOwnRoles(account: string, enabled: boolean) {
  return useQuery({
    queryKey: ["own roles", account],
    queryFn: async ({ signal }) => {
      const { items } = await offers(isAccountId(account) ? account : "", signal);
      return [...new Set(items.map(({ role }) => role.name))];
    },
    enabled,
    placeholderData: keepPreviousData,
  });
}

function offers(query: string, signal: AbortSignal): Promise<List<ShownOffer>> {
  return get(`/catalog${queryOf({ query })}`, signal);
}
