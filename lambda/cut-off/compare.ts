import { boundaryDocument, covers, withoutExpired } from "../../core/cut-off.ts";
import type { CutOff } from "../deps.ts";
import { publish } from "./publish.ts";

/**
 * Compares what is live in each account with its list. Where something is missing (a deploy put an older document there, a
 * publisher died) it is published again and logged for the alarm; what has expired is tidied up in silence.
 */
export async function compare(deps: CutOff): Promise<{ readonly compared: number; readonly mended: number }> {
  const { lists, isOn, log } = deps;
  let mended = 0;
  const accounts = (await lists.accounts()).filter(isOn);
  for (const account of accounts) {
    try {
      if (await compareOne(account, deps)) mended++;
    } catch (error) {
      log.error("cut-off failed", { account, error });
    }
  }
  log.info("cut-off lists compared", { compared: accounts.length, mended });
  return { compared: accounts.length, mended };
}

/** Whether something was missing in the account. */
async function compareOne(account: string, deps: CutOff): Promise<boolean> {
  const { lists, boundaries, now, log } = deps;
  const was = await lists.read(account);
  const live = await boundaries.live(account);
  const next = { ...withoutExpired(was.list, now()), generation: was.list.generation + 1 };
  const missing = !covers(live, was.list, now());
  if (missing) log.error("cut-off list differed", { account, generation: was.list.generation, published: was.published });
  const tidy = boundaryDocument(next) !== boundaryDocument(was.list);
  if ((missing || tidy) && (await lists.save(next, was))) await publish(account, next.generation, deps);
  return missing;
}
