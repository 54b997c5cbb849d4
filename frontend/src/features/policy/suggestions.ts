import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { List, ShownAccount, ShownOffer } from "../../../../core/api.ts";
import { get, queryOf } from "../../ui/api.ts";
import { isAccountId } from "./question.ts";

interface Suggestions<Item> {
  readonly items: readonly Item[];
  /** Whether there are more than these. */
  readonly more: boolean;
}

/** Accounts by any part of what they are called: all there are to those who oversee, to others those of their own catalog. */
export function useAccounts(query: string, oversees: boolean) {
  return useQuery({
    queryKey: ["accounts", oversees, query],
    queryFn: ({ signal }) => (oversees ? fromAll(query, signal) : fromOwn(query, signal)),
    placeholderData: keepPreviousData,
  });
}

/** The account of this id, where {@link useAccounts} knows it. */
export function useAccount(id: string, oversees: boolean): ShownAccount | undefined {
  const found = useQuery({
    queryKey: ["accounts", oversees, id],
    queryFn: ({ signal }) => (oversees ? fromAll(id, signal) : fromOwn(id, signal)),
    enabled: isAccountId(id),
  });
  return found.data?.items.find((account) => account.id === id);
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

async function fromAll(query: string, signal: AbortSignal): Promise<Suggestions<ShownAccount>> {
  const { items, cursor } = await get<List<ShownAccount>>(`/accounts${queryOf({ query })}`, signal);
  return { items, more: cursor !== undefined };
}

async function fromOwn(query: string, signal: AbortSignal): Promise<Suggestions<ShownAccount>> {
  const { items, cursor } = await offers(query, signal);
  const accounts = new Map(items.map(({ account }) => [account.id, account]));
  return { items: [...accounts.values()], more: cursor !== undefined };
}

function offers(query: string, signal: AbortSignal): Promise<List<ShownOffer>> {
  return get(`/catalog${queryOf({ query })}`, signal);
}
