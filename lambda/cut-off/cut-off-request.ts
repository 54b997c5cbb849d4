import { effectiveBy, needsCutOff, withCutOff } from "../../core/cut-off.ts";
import { cutOff, cutOffFailed } from "../../core/moves.ts";
import type { CutOff } from "../deps.ts";
import { publish } from "./publish.ts";

/** Denies the sessions of a request that was taken back or given back while they could still live. */
export async function cutOffRequest(id: string, deps: CutOff): Promise<void> {
  const { requests, isOn, now, log } = deps;
  const request = await requests.get("stint", id);
  if (!needsCutOff(request, now())) return;
  if (!isOn(request.account.id)) {
    await requests.change("stint", id, (current) => cutOff(current, undefined, now()));
    return;
  }
  try {
    await publish(request.account.id, await addToList(id, request.account.id, deps), deps);
  } catch (error) {
    log.error("cut-off failed", { request: id, account: request.account.id, error });
    await requests.change("stint", id, (current) => cutOffFailed(current, now()));
    throw error;
  }
  const by = effectiveBy(now());
  await requests.change("stint", id, (current) => cutOff(current, by, now()));
}

/** Adds the request to the account's list, and answers the generation that has to be published. */
async function addToList(id: string, account: string, { lists, now, log }: CutOff): Promise<number> {
  for (;;) {
    const was = await lists.read(account);
    // A retry finds what the try before has saved.
    if (was.list.until[id] !== undefined) return was.list.generation;
    const list = withCutOff(was.list, id, now());
    if (!(await lists.save(list, was))) continue;
    const { everyoneBefore } = list;
    if (everyoneBefore !== undefined && everyoneBefore !== was.list.everyoneBefore)
      log.error("cut-off of everyone", { account, before: everyoneBefore });
    return list.generation;
  }
}
