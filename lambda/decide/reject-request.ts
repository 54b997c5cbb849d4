import { commentBody } from "../../core/input.ts";
import { reject } from "../../core/moves.ts";
import { shownWhole } from "../../core/shown.ts";
import type { Decide } from "../deps.ts";
import { endpoint } from "../http.ts";
import { wake } from "../wake.ts";
import { seal } from "./seal.ts";

/** POST /requests/{id}/reject. Seals and saves the decision, which is final, then wakes the workflow. */
export const rejectRequest = endpoint(commentBody, async ({ id, caller, input }, deps: Decide) => {
  const { requests, now } = deps;
  const rejected = await requests.change(caller, id, (request) =>
    seal(reject(request, caller, input.comment, now()), deps),
  );
  await wake(rejected, deps);
  return shownWhole(rejected, caller, now());
});
