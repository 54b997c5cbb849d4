import { boundaryDocument } from "../../core/cut-off.ts";
import type { CutOff } from "../deps.ts";

/** How long one publisher may take, in milliseconds; the time-out of the function (lib/hub-stack.ts) is shorter. */
const leaseTime = 60_000;
/** Within so many milliseconds after it failed, nothing of a publication takes effect any more. */
const settleTime = 5000;
/** Between looks at a list that somebody else publishes, in milliseconds. */
const pauseTime = 250;
/** Looks before giving up; the workflow tries the whole again. */
const mostLooks = 120;

/**
 * Publishes an account's list until what is published is at least `generation`. One publisher at a time holds the lease;
 * whoever loses it meanwhile publishes the newest list again, so that of two lists the older is never the last.
 */
export async function publish(account: string, generation: number, deps: CutOff): Promise<void> {
  const { lists, now, newHolder, pause } = deps;
  const holder = newHolder();
  let lost = false;
  for (let looks = 0; looks < mostLooks; looks++) {
    if (!lost && (await lists.read(account)).published >= generation) return;
    const at = now();
    if (await lists.lease(account, holder, at, later(at, leaseTime))) {
      lost = !(await publishNewest(account, holder, deps));
      if (!lost) return;
    } else await pause(pauseTime);
  }
  throw new Error(`the cut-off list of ${account} could not be published in generation ${generation}`);
}

/** Publishes under the lease: nobody else does now, so what is read is the newest there is. False when the lease was lost. */
async function publishNewest(account: string, holder: string, deps: CutOff): Promise<boolean> {
  const { lists, boundaries, now, log } = deps;
  try {
    const { list } = await lists.read(account);
    await boundaries.publish(account, boundaryDocument(list));
    const kept = await lists.published(list, holder, now());
    if (kept) log.info("cut-off list published", { account, generation: list.generation });
    return kept;
  } catch (error) {
    // IAM may have taken it and not said so. The next one waits that out, and no longer; where this fails, for the lease.
    await lists.lease(account, holder, now(), later(now(), settleTime)).catch(() => false);
    throw error;
  }
}

function later(time: Date, milliseconds: number): Date {
  return new Date(time.getTime() + milliseconds);
}
