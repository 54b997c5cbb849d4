import type { Clock } from "./clock.ts";

/** Runs at once, and then every so many milliseconds of embedded time, never twice at the same time. */
export function repeat(
  clock: Clock,
  every: number,
  run: () => Promise<unknown>,
  failed: (error: unknown) => void,
): () => void {
  let cancel = () => {};
  let over = false;
  const again = () => {
    run()
      .catch(failed)
      .finally(() => {
        if (!over) cancel = clock.at(clock.now() + every, again);
      });
  };
  again();
  return () => {
    over = true;
    cancel();
  };
}
