import { useMemo, useRef, useState } from "react";
import type { ShownRequest, ShownWhole } from "../../../../core/api.ts";
import { type Verdict, verdictOf } from "./chain.ts";

/** What the histories that were read so far have shown, by request. */
export interface Verdicts {
  readonly shown: ReadonlyMap<string, Verdict>;
  readonly has: (id: string) => boolean;
  /** Checks a history; it is shown with the next {@link show}. */
  readonly learn: (listed: ShownRequest, whole: ShownWhole) => void;
  /** Shows what was learned, with `often` so many milliseconds after the last showing at the earliest: each draws the table anew. */
  readonly show: (often?: number) => void;
  readonly forget: () => void;
}

/** Milliseconds between two showings of what goes on. */
export const often = 200;

export function useVerdicts(): Verdicts {
  const [shown, setShown] = useState<ReadonlyMap<string, Verdict>>(new Map());
  const known = useRef(new Map<string, Verdict>());
  const told = useRef(Number.NEGATIVE_INFINITY);
  return useMemo(
    () => ({
      shown,
      has: (id) => known.current.has(id),
      learn: (listed, whole) => void known.current.set(listed.id, verdictOf(listed, whole)),
      show(often = 0) {
        if (performance.now() - told.current < often) return;
        told.current = performance.now();
        setShown(new Map(known.current));
      },
      forget() {
        known.current.clear();
        setShown(new Map());
      },
    }),
    [shown],
  );
}
