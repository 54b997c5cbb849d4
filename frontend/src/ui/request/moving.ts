import { useCallback, useEffect } from "react";
import { useLocation } from "react-router";
import { useDraft } from "../draft.ts";
import type { CommentedMove } from "../requests.ts";

/** A move that somebody is about to make: its dialog is open. */
export interface Moving {
  readonly move: CommentedMove;
  /** Of the requests. */
  readonly ids: readonly string[];
}

/**
 * The move whose dialog is open on this page. It outlives a reload and a new sign-in, which some rules ask for in between, so
 * that one comes back to where one was; going elsewhere forgets it, and so do Back and Forward on the page itself.
 */
export function useMoving() {
  const { pathname } = useLocation();
  const [moving, setMoving, forget] = useDraft<Moving | null>(`moving${pathname}`, null);
  useEffect(() => forget, [forget]);
  const stop = useCallback(() => {
    setMoving(null);
    forget();
  }, [setMoving, forget]);
  useEffect(() => {
    // What they lead to stands below the dialog, which would still be about what stood there before.
    addEventListener("popstate", stop);
    return () => removeEventListener("popstate", stop);
  }, [stop]);
  return { moving, start: setMoving, stop };
}
