import { boundaryDocument, withoutExpired } from "../../core/cut-off.ts";
import type { CutOff } from "../deps.ts";

/** How long one publisher may take, in milliseconds; the time-out of the function (lib/hub-stack.ts) is shorter. */
const leaseTime = 60_000;
/** Between looks at a list that somebody else publishes, in milliseconds. */
const pauseTime = 250;
/** Looks before giving up; the workflow tries the whole again. */
const mostLooks = 120;

/**
 * Publishes an account's list until what is published is at least `generation`. One publisher at a time holds the lease;
 * whoever loses it meanwhile publishes the newest list again, so that of two lists the older is never the last.
 */
export async function publish(account: string, generation: number, deps: CutOff): Promise<void> {
  const { lists, boundaries, now, newHolder, pause, log } = deps;
  const holder = newHolder();
  let lost = false;
  for (let looks = 0; looks < mostLooks; looks++) {
    if (!lost && (await lists.read(account)).published >= generation) return;
    const at = now();
    if (!(await lists.lease(account, holder, at, new Date(at.getTime() + leaseTime)))) {
      await pause(pauseTime);
      continue;
    }
    // Read under the lease: nobody else publishes now, so this is the newest there is to publish.
    const list = withoutExpired((await lists.read(account)).list, at);
    await boundaries.publish(account, boundaryDocument(list));
    lost = !(await lists.published(list, holder));
    if (!lost) log.info("cut-off list published", { account, generation: list.generation });
  }
  throw new Error(`the cut-off list of ${account} could not be published in generation ${generation}`);
}
