/** The DOM id of the link that opens an entry of the queue. */
export function entryId(id: string): string {
  return `queue-${id}`;
}

/** The DOM id of the request that is open. */
export const openId = "queue-open";

/** The DOM id of what stands in the place of an empty queue. */
export const nothingId = "queue-nothing";

/** Puts the focus on an element once the page shows it. */
export function focusOn(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

/** The entry that has the focus, among these requests. */
export function entryInFocus(ids: readonly string[]): string | undefined {
  const inside = document.activeElement?.closest("li")?.querySelector("a")?.id;
  return ids.find((id) => entryId(id) === inside);
}
