import { useCallback, useSyncExternalStore } from "react";
import { type Place, placeKey } from "./offers.ts";

/** Most that are kept of one person: each costs a call whenever the list is shown. */
const most = 24;

const keyOf = (person: string) => `stint.favourites.${person}`;

const listeners = new Set<() => void>();
/** The last reading, so that what did not change stays the same object. */
let read: { readonly key: string; readonly text: string | null; readonly places: readonly Place[] } | undefined;

/** What a person starred on this device, and the switch. Ids and names only; undefined person, no favourites. */
export function useFavourites(person: string | undefined) {
  const favourites = useSyncExternalStore(subscribe, () => (person === undefined ? none : favouritesOf(person)));
  const toggle = useCallback(
    (place: Place) => {
      if (person === undefined) return;
      const others = favouritesOf(person).filter((other) => placeKey(other) !== placeKey(place));
      const added = others.length === favouritesOf(person).length;
      keep(person, added ? [place, ...others].slice(0, most) : others);
    },
    [person],
  );
  return { favourites, toggle };
}

const none: readonly Place[] = [];

function favouritesOf(person: string): readonly Place[] {
  const key = keyOf(person);
  const text = localStorage.getItem(key);
  if (read?.key !== key || read.text !== text) read = { key, text, places: placesIn(text) };
  return read.places;
}

/** Whatever else wrote there, only what looks like a place is one. */
function placesIn(text: string | null): readonly Place[] {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? "[]");
  } catch {
    return none;
  }
  return Array.isArray(kept) ? kept.filter(isPlace).slice(0, most) : none;
}

function isPlace(value: unknown): value is Place {
  const { account, role } = Object(value) as Partial<Record<keyof Place, unknown>>;
  const { id, name } = Object(account) as Partial<Record<keyof Place["account"], unknown>>;
  return (
    matchesText(id, /^[0-9]{12}$/) && matchesText(name, /^[^\p{Cc}]{1,256}$/u) && matchesText(role, /^[\w-]{1,64}$/)
  );
}

function matchesText(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

function keep(person: string, places: readonly Place[]): void {
  try {
    localStorage.setItem(keyOf(person), JSON.stringify(places));
  } catch {
    // Storage that is full or forbidden costs the favourite, not the work.
  }
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
