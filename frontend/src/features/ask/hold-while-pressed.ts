import { useRef, useSyncExternalStore } from "react";

/**
 * The value; while a finger or a mouse button is down, as it was before. What appears and pushes others away in between
 * pulls them from under the press.
 */
export function useStill<Value>(value: Value): Value {
  const pressed = useSyncExternalStore(subscribe, () => down);
  const still = useRef(value);
  if (!pressed) still.current = value;
  return still.current;
}

let down = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    addEventListener("pointerdown", press, { capture: true });
    for (const end of ["pointerup", "pointercancel", "blur"] as const)
      addEventListener(end, release, { capture: true });
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function press(): void {
  set(true);
}

/** After the click, which comes of the same press. */
function release(event: Event): void {
  if (event.type !== "blur" || event.target === window) setTimeout(() => set(false));
}

function set(next: boolean): void {
  down = next;
  for (const listener of listeners) listener();
}
