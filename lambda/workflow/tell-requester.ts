import { phaseOf } from "../../core/request.ts";
import { outcomeMessage } from "./messages.ts";
import { notify } from "./notify.ts";
import type { Task } from "./task.ts";

/** Tells the requester what has become of the request; once for each phase that is news to them. */
export const tellRequester: Task = async ({ id }, deps) => {
  const request = await deps.requests.get("stint", id);
  const phase = phaseOf(request, deps.now());
  // They did these two themselves.
  if (phase === "withdrawn" || phase === "ended" || phase === "pending") return;
  const message = outcomeMessage(request, phase, deps.publicUrl);
  await notify(id, `phase/${phase}`, { ...message, to: [request.requester.email] }, deps);
};
