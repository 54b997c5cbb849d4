import { useCallback, useSyncExternalStore } from "react";
import { accountIdPattern, namePattern } from "../../../../core/patterns.ts";
import { keep, readKept } from "../../ui/kept.ts";
import { type Wanted, wantedKey } from "./offers.ts";

/** Most that are kept of one person: each costs a call whenever the list is shown. */
const most = 24;

const nameOf = (person: string) => `favourites.${person}`;

const listeners = new Set<() => void>();
/** The last reading, so that what did not change stays the same object. */
let read: { readonly name: string; readonly text: string | undefined; readonly list: readonly Wanted[] } | undefined;

/** What a person starred on this device, and the switch. Ids and names only; undefined person, no favourites. */
export function useFavourites(person: string | undefined) {
  const favourites = useSyncExternalStore(subscribe, () => (person === undefined ? none : favouritesOf(person)));
  const toggle = useCallback(
    (wanted: Wanted) => {
      if (person === undefined) return;
      const others = favouritesOf(person).filter((other) => wantedKey(other) !== wantedKey(wanted));
      const added = others.length === favouritesOf(person).length;
      store(person, added ? [wanted, ...others].slice(0, most) : others);
    },
    [person],
  );
  return { favourites, toggle };
}

const none: readonly Wanted[] = [];

function favouritesOf(person: string): readonly Wanted[] {
  const name = nameOf(person);
  const text = readKept(name);
  if (read?.name !== name || read.text !== text) read = { name, text, list: wantedIn(text) };
  return read.list;
}

/** Whatever else wrote there, only what looks like a role in an account is one. */
function wantedIn(text: string | undefined): readonly Wanted[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "[]");
  } catch {
    return none;
  }
  return Array.isArray(kept) ? kept.filter(isWanted).slice(0, most) : none;
}

function isWanted(value: unknown): value is Wanted {
  const { account, role } = Object(value) as Partial<Record<keyof Wanted, unknown>>;
  const { id, name } = Object(account) as Partial<Record<keyof Wanted["account"], unknown>>;
  return (
    matchesText(id, accountIdPattern) && matchesText(name, /^[^\p{Cc}]{1,256}$/u) && matchesText(role, namePattern)
  );
}

function matchesText(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

function store(person: string, list: readonly Wanted[]): void {
  keep(nameOf(person), JSON.stringify(list));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // Another tab of the same person.
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}
