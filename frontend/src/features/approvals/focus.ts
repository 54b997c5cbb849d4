import { useEffect, useRef } from "react";

/** The DOM id of the link that opens an entry of the queue. */
export function entryId(id: string): string {
  return `queue-${id}`;
}

/** The DOM id of the request that is open. */
export function openId(id: string): string {
  return `queue-open-${id}`;
}

/** The DOM id of what stands in the place of an empty queue. */
export const nothingId = "queue-nothing";

/** The entry that has the focus, among these requests. */
export function entryInFocus(ids: readonly string[]): string | undefined {
  const inside = document.activeElement?.closest("li")?.querySelector("a")?.id;
  return ids.find((id) => entryId(id) === inside);
}

/** Puts the focus on elements by their DOM id: now, or as soon as the page shows them; not while a dialog has it. */
export function useFocus(dialog: boolean): (id: string) => void {
  const next = useRef<string>(undefined);
  const settle = () => {
    const element = next.current === undefined || dialog ? null : document.getElementById(next.current);
    if (element === null) return;
    next.current = undefined;
    element.focus();
  };
  useEffect(settle);
  return (id) => {
    next.current = id;
    settle();
  };
}
