import { useDeferredValue, useEffect, useMemo, useState } from "react";
import type { ShownAccount, ShownRequest } from "../../../../core/api.ts";
import { useAccounts } from "../../ui/accounts.ts";
import { usePolicy } from "../../ui/policy.ts";
import type { Known, Names } from "./known.ts";

/** The catalog and the policy change with a deployment only. */
const seldom = 10 * 60_000;

/** Who and what a filter can be about: all of the requests that this page has read, the catalog's and the policy's. */
export function useKnown(items: readonly ShownRequest[], account: string) {
  const met = useMet(items);
  const accounts = useSuggestedAccounts(account);
  const { roles, rules } = useSuggestedPolicy();
  return useMemo(
    () =>
      ({
        requester: met.people,
        account: withNames(met.accounts, accounts),
        role: new Map(roles.map((role) => [role.name, []])),
        rule: new Map(rules.map((rule) => [rule.id, []])),
      }) satisfies Known,
    [met, accounts, roles, rules],
  );
}

/** Accounts with a part of the text in name, id, OU or tag. */
export function useSuggestedAccounts(text: string): readonly ShownAccount[] {
  return useAccounts(useDeferredValue(text.trim()), { staleTime: seldom }).data?.items ?? none;
}

/** The roles of today's catalog, and the rules of today's policy that lend anything. */
export function useSuggestedPolicy() {
  const { data } = usePolicy({ staleTime: seldom });
  return useMemo(() => ({ roles: data?.roles ?? [], rules: data?.rules.filter(({ deny }) => !deny) ?? [] }), [data]);
}

const none: readonly never[] = [];

/** Everybody and every account of all lists so far, so that a filter does not make the form forget the rest. */
function useMet(items: readonly ShownRequest[]) {
  const [met, setMet] = useState({ people: new Map() as Names, accounts: new Map() as Names });
  useEffect(() => {
    if (items.length === 0) return;
    setMet(({ people, accounts }) => ({
      people: withNames(
        people,
        items.map(({ requester: { email, name } }) => ({ id: email, name })),
      ),
      accounts: withNames(
        accounts,
        items.map(({ account }) => account),
      ),
    }));
  }, [items]);
  return met;
}

/** Somebody may have had several names, and so may an account. */
function withNames(names: Names, added: readonly { readonly id: string; readonly name: string }[]): Names {
  const all = new Map(names);
  for (const { id, name } of added) {
    const before = all.get(id) ?? [];
    if (!before.includes(name)) all.set(id, [...before, name]);
  }
  return all;
}
