import { commentBody } from "../../core/input.ts";
import { withdraw } from "../../core/moves.ts";
import { shownWhole } from "../../core/shown.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";
import { wake } from "../wake.ts";

/** POST /requests/{id}/withdraw. The requester takes it back before its window starts. */
export const withdrawRequest = endpoint(commentBody, async ({ id, caller, input }, deps: Api) => {
  const { requests, rules, now } = deps;
  const changed = await requests.change(caller, id, (request) => withdraw(request, caller, input.comment, now()));
  await wake(changed, deps);
  return shownWhole(changed, caller, now(), { catalog: rules.catalog });
});
