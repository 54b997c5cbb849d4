import { useCallback, useState } from "react";

const prefix = "stint.draft.";

/**
 * What a person is typing, kept in this tab's sessionStorage until `forget`: so an error, a reload or a new sign-in loses
 * nothing. The key names what it is about, such as `approve/<id>`.
 */
export function useDraft<Value>(key: string, initial: Value) {
  const [value, setValue] = useState<Value>(() => readDraft(key) ?? initial);
  const keep = useCallback(
    (next: Value) => {
      writeDraft(key, next);
      setValue(next);
    },
    [key],
  );
  const forget = useCallback(() => forgetDraft(key), [key]);
  return [value, keep, forget] as const;
}

/** Undefined also where what is kept cannot be read. */
function readDraft<Value>(key: string): Value | undefined {
  try {
    const kept = sessionStorage.getItem(prefix + key);
    return kept === null ? undefined : (JSON.parse(kept) as Value);
  } catch {
    return undefined;
  }
}

function writeDraft(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Storage that is full or forbidden costs the draft, not the work.
  }
}

function forgetDraft(key: string): void {
  sessionStorage.removeItem(prefix + key);
}

/** All of them: when the person signs out. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}
