import { type RefObject, useEffect, useEffectEvent, useState } from "react";
import { keep, readKept } from "../../ui/kept.ts";

/** What the keys of the queue do. */
export interface Commands {
  readonly next: () => void;
  readonly previous: () => void;
  readonly choose: () => void;
  readonly approve: () => void;
  readonly reject: () => void;
  readonly help: () => void;
}

const letters: Readonly<Record<string, keyof Commands>> = {
  j: "next",
  k: "previous",
  x: "choose",
  a: "approve",
  r: "reject",
  "?": "help",
};
/** These scroll the page too, so they are taken in the list only. */
const arrows: Readonly<Record<string, keyof Commands>> = { ArrowDown: "next", ArrowUp: "previous" };

const kept = "shortcuts";

/** Runs commands by single keys, unless a field, a menu or a dialog has the focus, or the person has switched them off (WCAG 2.1.4). */
export function useShortcuts(commands: Commands, list: RefObject<HTMLElement | null>) {
  const [on, setOn] = useState(() => readKept(kept) !== "off");
  const run = useEffectEvent((command: keyof Commands) => commands[command]());

  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const inList = event.target instanceof Node && list.current?.contains(event.target);
      const command = letters[event.key] ?? (inList ? arrows[event.key] : undefined);
      if (command === undefined) return;
      event.preventDefault();
      run(command);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [on, list]);

  const choose = (next: boolean) => {
    keep(kept, next ? "on" : "off");
    setOn(next);
  };
  return [on, choose] as const;
}

const busy = "input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu]";

/** Whether the keys belong to somebody else. An open dialog has them even before the focus is in it. */
function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog]") !== null) return true;
  return target instanceof Element && target.closest(busy) !== null;
}
