const prefix = "stint.";

/** What this browser keeps under a name, beyond the tab and the sign-in; undefined where it keeps nothing, or may not. */
export function readKept(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Has this browser keep a preference. Storage that is full or forbidden costs the preference, not the page. */
export function keep(name: string, text: string): void {
  try {
    localStorage.setItem(prefix + name, text);
  } catch {
    // It holds on this page, and is forgotten with it.
  }
}
