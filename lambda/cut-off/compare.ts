import { type CutOffList, covers, isEmpty, propagation, withoutExpired } from "../../core/cut-off.ts";
import type { CutOff, StoredList } from "../deps.ts";
import { publish } from "./publish.ts";

/** What a comparison came to, in accounts. */
export interface Compared {
  compared: number;
  /** Something was missing there, and is published again. */
  mended: number;
  failed: number;
}

/** Accounts that are compared at the same time: each takes a few calls of STS and IAM. */
const atOnce = 10;

/**
 * Compares what is live in each account with its list. Where something is missing (a deploy put an older document there, a
 * publisher died) it is published again, and logged for the alarm. One account that fails does not keep the others.
 */
export async function compare(deps: CutOff): Promise<Compared> {
  const { lists, isOn, log } = deps;
  const result: Compared = { compared: 0, mended: 0, failed: 0 };
  const accounts = (await lists.accounts()).filter(isOn).values();
  const worker = async () => {
    for (const account of accounts) {
      try {
        if (await compareOne(account, deps)) result.mended++;
        result.compared++;
      } catch (error) {
        result.failed++;
        log.error("cut-off failed", { account, error });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  log.info("cut-off lists compared", { ...result });
  return result;
}

/** Whether something was missing in the account. */
async function compareOne(account: string, deps: CutOff): Promise<boolean> {
  const { lists, boundaries, now, log } = deps;
  const was = await lists.read(account);
  const { list, published } = was;
  if (isEmpty(withoutExpired(list, now()))) {
    await retire(was, deps);
    return false;
  }
  if (covers(await boundaries.live(account), list, now())) return false;
  if (published < list.generation) {
    // Somebody is about to publish it, and is waited for; or has died over it.
    await publish(account, list.generation, deps);
    return true;
  }
  if (isTakenOver(was, now())) log.error("cut-off list differed", { account, generation: list.generation });
  else log.warn("cut-off list not taken over yet", { account, generation: list.generation });
  await publishAgain(was, deps);
  return true;
}

/** Whether IAM must have taken over by now what was published last. Until then it may still show the version before. */
function isTakenOver({ publishedAt }: StoredList, now: Date): boolean {
  return publishedAt === undefined || Date.parse(publishedAt) + propagation <= now.getTime();
}

/** Publishes the list as it matters now once more; nothing where somebody has changed it meanwhile, and so publishes it. */
async function publishAgain(was: StoredList, deps: CutOff): Promise<void> {
  const next = nextOf(was, deps.now());
  if (await deps.lists.save(next, was)) await publish(next.account, next.generation, deps);
}

/** Tidies up a list that denies nobody any more. What is live there denies sessions that are over, and so may stay. */
async function retire(was: StoredList, deps: CutOff): Promise<void> {
  const { lists, now, log } = deps;
  const next = nextOf(was, now());
  if (!(await lists.save(next, was))) return;
  try {
    await publish(next.account, next.generation, deps);
  } catch (error) {
    log.warn("cut-off list not tidied up", { account: next.account, error });
  }
  await lists.retire(next);
}

function nextOf({ list }: StoredList, now: Date): CutOffList {
  return { ...withoutExpired(list, now), generation: list.generation + 1 };
}
