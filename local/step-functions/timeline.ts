import type { Clock } from "../clock.ts";

/** Something that waits for a moment. */
export interface Sleeper {
  /** May be called in vain. */
  wake(): void;
  /** Settles once it waits again, with the calls that it made answered; or is over. */
  rested(): Promise<void>;
}

/** Wakes sleepers in the order of their moments. */
export interface Timeline {
  /** Wakes `sleeper` at that moment (milliseconds), soon when it has passed; returns a function that cancels it. */
  at(moment: number, sleeper: Sleeper): () => void;
  /** Wakes nobody any more. */
  close(): void;
}

/**
 * When the clock is moved over many moments at once, the sleepers are woken one moment after the other, each only once those
 * of the moment before rest again; so an earlier one does not see what a later one did. A sleeper whose moment comes while
 * others are awake does not wait for them: a slow call holds up only those that were overdue together with its caller.
 */
export function startTimeline(clock: Clock): Timeline {
  const cancels = new Set<() => void>();
  const overdue: { readonly moment: number; readonly sleeper: Sleeper }[] = [];
  let awake: readonly Sleeper[] = [];
  /** When those that are awake were woken; infinite while there are none. */
  let wokenAt = Number.POSITIVE_INFINITY;
  let waking = false;

  const wakeAll = async (): Promise<void> => {
    while (overdue.length > 0) {
      overdue.sort((a, b) => a.moment - b.moment);
      const first = overdue[0]?.moment;
      const later = overdue.findIndex(({ moment }) => moment !== first);
      awake = overdue.splice(0, later === -1 ? overdue.length : later).map(({ sleeper }) => sleeper);
      wokenAt = clock.now();
      for (const sleeper of awake) sleeper.wake();
      await Promise.all(awake.map((sleeper) => sleeper.rested()));
    }
    awake = [];
    wokenAt = Number.POSITIVE_INFINITY;
    waking = false;
  };

  const due = (moment: number, sleeper: Sleeper): void => {
    if (awake.includes(sleeper) || (overdue.length === 0 && moment > wokenAt)) {
      sleeper.wake();
      return;
    }
    overdue.push({ moment, sleeper });
    if (waking) return;
    waking = true;
    // By the time that this runs, the clock has told of all moments that it was moved over, though not in their order.
    queueMicrotask(wakeAll);
  };

  return {
    at(moment, sleeper) {
      if (moment <= clock.now()) {
        queueMicrotask(() => due(moment, sleeper));
        return () => {};
      }
      const cancelTimer = clock.at(moment, () => {
        cancels.delete(cancel);
        due(moment, sleeper);
      });
      const cancel = () => {
        cancels.delete(cancel);
        cancelTimer();
      };
      cancels.add(cancel);
      return cancel;
    },
    close() {
      for (const cancel of [...cancels]) cancel();
      overdue.length = 0;
    },
  };
}
