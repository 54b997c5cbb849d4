import { commentBody } from "../../core/input.ts";
import { approve } from "../../core/moves.ts";
import { shownWhole } from "../../core/shown.ts";
import type { Decide } from "../deps.ts";
import { endpoint } from "../http.ts";
import { wake } from "../wake.ts";
import { seal } from "./seal.ts";

/** POST /requests/{id}/approve. Seals and saves the decision, then wakes the workflow. */
export const approveRequest = endpoint(commentBody, async ({ id, caller, input }, deps: Decide) => {
  const { requests, now } = deps;
  const approved = await requests.change(caller, id, (request) =>
    seal(approve(request, caller, input.comment, now()), deps),
  );
  await wake(approved, deps);
  return shownWhole(approved, caller, now());
});
