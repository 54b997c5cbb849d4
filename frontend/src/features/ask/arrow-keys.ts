import { useEffect, useRef } from "react";

const links = ".offer-name a";

/**
 * Lets the keyboard go through what stands in an element: arrow keys from the search field through the entries and back,
 * Escape back to the field. Entries that are about to go (`data-changing` around the field) are not gone to.
 */
export function useWalk() {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = list.current;
    element?.addEventListener("keydown", moveByKey);
    return () => element?.removeEventListener("keydown", moveByKey);
  }, []);
  return list;
}

function moveByKey(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const list = event.currentTarget as HTMLElement;
  const target = event.target as HTMLElement;
  const places = [...list.querySelectorAll<HTMLElement>(`input, ${links}`)];
  // The star of an entry counts as the entry.
  const at = places.indexOf(target.closest("li")?.querySelector<HTMLElement>(links) ?? target);
  if (at === -1) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Escape: at > 0 ? 0 : -1 }[event.key];
  const next = to === undefined ? undefined : places[to];
  if (next === undefined) return;
  event.preventDefault();
  if (target.closest("[data-changing=true]") === null) next.focus();
}
