import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useSyncExternalStore } from "react";

export type Appearance = "system" | "light" | "dark";

const key = "stint.appearance";
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

/** What the person chose; `system` follows the device. */
export function appearance(): Appearance {
  const kept = localStorage.getItem(key);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function choose(next: Appearance): void {
  localStorage.setItem(key, next);
  apply();
  for (const listener of listeners) listener();
}

export function useAppearance(): Appearance {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, appearance);
}

/** Colours the page now, and whenever the device changes its mind. To be called before anything is rendered. */
export function startTheme(): void {
  apply();
  prefersDark.addEventListener("change", apply);
}

function apply(): void {
  const chosen = appearance();
  const dark = chosen === "dark" || (chosen === "system" && prefersDark.matches);
  applyMode(dark ? Mode.Dark : Mode.Light);
  // For what the browser itself draws: scroll bars, and the page before the first paint.
  document.documentElement.style.colorScheme = dark ? "dark" : "light";
}
