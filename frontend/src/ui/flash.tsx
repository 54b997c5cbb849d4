import type { FlashbarProps } from "@cloudscape-design/components/flashbar";
import { useSyncExternalStore } from "react";
import { texts } from "./texts/ui.ts";

type Message = Pick<FlashbarProps.MessageDefinition, "type" | "content" | "header" | "action">;

interface Flash {
  readonly shown: FlashbarProps.MessageDefinition;
  /** By `performance.now()`. */
  readonly since: number;
}

let flashes: readonly Flash[] = [];
let shown: readonly FlashbarProps.MessageDefinition[] = [];
let next = 0;
const listeners = new Set<() => void>();

/** Says something at the top of the page until it is put away or the person goes on; the same text stands there once. */
export function flash(message: Message): void {
  const id = String(next++);
  const onDismiss = () => set(flashes.filter((other) => other.shown.id !== id));
  const others = flashes.filter((other) => other.shown.content !== message.content);
  const entry = { ...message, id, dismissible: true, dismissLabel: texts.dismiss, onDismiss };
  set([...others, { shown: entry, since: performance.now() }]);
}

/** Puts away what was said at the place before; what was said on leaving it is about the new one. */
export function forgetFlashes(): void {
  set(flashes.filter(({ since }) => performance.now() - since < 1000));
}

/** What is said now, oldest first, ready for a Flashbar. */
export function useFlashes(): readonly FlashbarProps.MessageDefinition[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}

function set(changed: typeof flashes): void {
  flashes = changed;
  shown = changed.map((entry) => entry.shown);
  for (const listener of listeners) listener();
}
