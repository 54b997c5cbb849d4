import { type Account, type AccountSelector, selects } from "./catalog.ts";

/** Some accounts of the catalog, a bit for each in its order: so thousands of them are joined or left out at once. */
export type AccountSet = Uint32Array;

export function emptySet(accounts: readonly Account[]): AccountSet {
  return new Uint32Array(Math.ceil(accounts.length / 32));
}

/** Whether the account at this position is in the set. */
export function has(set: AccountSet, position: number): boolean {
  return (((set[position >>> 5] ?? 0) >>> (position & 31)) & 1) === 1;
}

/** Puts the accounts of the other set into the first. */
export function include(set: AccountSet, other: AccountSet): void {
  for (let i = 0; i < set.length; i++) set[i]! |= other[i]!;
}

/** Takes the accounts of the other set out of the first. */
export function exclude(set: AccountSet, other: AccountSet): void {
  for (let i = 0; i < set.length; i++) set[i]! &= ~other[i]!;
}

/** Finds out which accounts a selector covers; once for each selector. */
export function coverOf(accounts: readonly Account[]): (selector: AccountSelector) => AccountSet {
  const covers = new Map<AccountSelector, AccountSet>();
  let candidates: ReturnType<typeof candidatesIn> | undefined;
  return (selector) => {
    let set = covers.get(selector);
    if (!set) {
      set = emptySet(accounts);
      candidates ??= candidatesIn(accounts);
      for (const at of candidates(selector)) if (selects(selector, accounts[at]!)) set[at >>> 5]! |= 1 << (at & 31);
      covers.set(selector, set);
    }
    return set;
  };
}

/** Positions of the accounts that a selector could cover: by an index, so that a thousand rules do not look at all each. */
function candidatesIn(accounts: readonly Account[]): (selector: AccountSelector) => Iterable<number> {
  const [byId, byOu, byTag] = [newIndex(), newIndex(), newIndex()];
  for (const [at, { id, ou, tags }] of accounts.entries()) {
    byId.add(id, at);
    for (let end = ou.length; end > 0; end = ou.lastIndexOf("/", end - 1)) byOu.add(ou.slice(0, end), at);
    for (const tag of Object.entries(tags)) byTag.add(tag.join("="), at);
  }
  return (selector) => {
    if (selector === "all") return accounts.keys();
    const { ids, under, tags = {} } = selector;
    const lists = [
      ...(ids ? [ids.flatMap(byId.at)] : []),
      ...(under ? [under.flatMap(byOu.at)] : []),
      ...Object.entries(tags).map((tag) => byTag.at(tag.join("="))),
    ];
    return lists.sort((a, b) => a.length - b.length)[0] ?? accounts.keys();
  };
}

/** Positions by a text that the accounts there have. */
function newIndex() {
  const positions = new Map<string, number[]>();
  return {
    add(text: string, at: number): void {
      const list = positions.get(text);
      if (list) list.push(at);
      else positions.set(text, [at]);
    },
    at: (text: string): readonly number[] => positions.get(text) ?? [],
  };
}
