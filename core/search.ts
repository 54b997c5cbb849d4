import type { Account } from "./catalog.ts";

/** What a search of accounts looks at, in lower case; a tag is there as `key=value`. */
export function accountText({ id, name, ou, tags }: Account): string {
  const pairs = Object.entries(tags).map((tag) => tag.join("="));
  return [id, name, ou, ...pairs].join(" ").toLowerCase();
}

/** The words that all have to be found, in lower case. */
export function wordsOf(query: string): readonly string[] {
  return [...new Set(query.toLowerCase().split(/\s+/).filter(Boolean))];
}

/** Accounts of the catalog by what they are called, ready to be asked often. */
export interface AccountSearch {
  /** Those with every word of the query, from a position on, in the catalog's order; `next` is absent on the last page. */
  page(query: string, from: number, size: number): { readonly accounts: readonly Account[]; readonly next?: number };
}

export function accountSearch(accounts: readonly Account[]): AccountSearch {
  let texts: readonly string[] | undefined;
  return {
    page(query, from, size) {
      texts ??= accounts.map(accountText);
      const words = wordsOf(query);
      const found: Account[] = [];
      for (let at = from; at < accounts.length; at++) {
        const text = texts[at] ?? "";
        if (!words.every((word) => text.includes(word))) continue;
        if (found.length === size) return { accounts: found, next: at };
        found.push(accounts[at]!);
      }
      return { accounts: found };
    },
  };
}
