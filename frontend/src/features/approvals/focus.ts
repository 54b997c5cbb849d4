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

interface Aim {
  readonly id: string;
  /** Whether the page is shown from its top, for the heading that stands above the element. */
  readonly fromTop: boolean;
}

/** Puts the focus on elements by their DOM id: now, or as soon as the page shows them; not while a dialog has it. */
export function useFocus(dialog: boolean): (id: string, fromTop?: boolean) => void {
  const next = useRef<Aim>(undefined);
  const settle = () => {
    if (next.current === undefined || dialog) return;
    const { id, fromTop } = next.current;
    const element = document.getElementById(id);
    if (element === null) return;
    next.current = undefined;
    element.focus({ preventScroll: fromTop });
    if (fromTop) scrollTo(0, 0);
  };
  useEffect(settle);
  return (id, fromTop = false) => {
    next.current = { id, fromTop };
    settle();
  };
}
