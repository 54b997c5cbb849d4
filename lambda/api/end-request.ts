import { commentBody } from "../../core/input.ts";
import { end } from "../../core/moves.ts";
import { shownWhole } from "../../core/shown.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";
import { wake } from "../wake.ts";

/** POST /requests/{id}/end. The requester gives the access back. */
export const endRequest = endpoint(commentBody, async ({ id, caller, input }, deps: Api) => {
  const { requests, rules, now } = deps;
  const changed = await requests.change(caller, id, (request) => end(request, caller, input.comment, now()));
  await wake(changed, deps);
  return shownWhole(changed, caller, now(), { catalog: rules.catalog });
});
