import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useSyncExternalStore } from "react";
import { keep, readKept } from "./kept.ts";

/** How the pages look: always light, always dark, or as the device has it. */
export type Appearance = "system" | "light" | "dark";

const name = "appearance";
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

/** What the person chose; `system` follows the device. */
export function appearance(): Appearance {
  const kept = readKept(name);
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** Makes it so, now and on the next visits. */
export function choose(next: Appearance): void {
  keep(name, next);
  apply();
  for (const listener of listeners) listener();
}

/** The same as {@link appearance}, followed as it changes. */
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
