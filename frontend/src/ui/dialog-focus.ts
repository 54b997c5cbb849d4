import type { ButtonProps } from "@cloudscape-design/components/button";
import type { TextareaProps } from "@cloudscape-design/components/textarea";
import { useEffect, useRef } from "react";
import { touched } from "./wide.ts";

/** Has the field take the focus that a dialog, as it opens, gives to its first button. */
export function useFirstFocus() {
  const field = useRef<TextareaProps.Ref>(null);
  useEffect(() => {
    // The keyboard would rise from the bottom, and hide what is to be decided.
    if (touched.matches) return;
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return field;
}

/** Has the button that closes take the focus once nothing else is left to do. */
export function useLastFocus(hopeless: boolean) {
  const button = useRef<ButtonProps.Ref>(null);
  useEffect(() => {
    // What had it is gone: keys would not reach the dialog any more, not even Escape.
    if (hopeless) button.current?.focus();
  }, [hopeless]);
  return button;
}
