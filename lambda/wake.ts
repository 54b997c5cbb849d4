import type { AccessRequest } from "../core/request.ts";
import { waiting } from "../core/waiting.ts";
import type { Log, Notes, Workflow } from "./deps.ts";

/**
 * Wakes the workflow of a request that no longer waits for what the workflow waits for. Reads the token after the request
 * was saved: together with the tasks, which store their token before they read the request, no order of the two loses a
 * wake-up. A failure is logged and left to the reconciler, for the change itself is saved.
 */
export async function wake(
  request: AccessRequest,
  { notes, workflow, log, now }: { notes: Notes; workflow: Workflow; log: Log; now: () => Date },
): Promise<void> {
  try {
    const { token, waitsFor } = await notes.read(request.id);
    if (token !== undefined && waitsFor !== waiting(request, now()).key) await workflow.answer(token);
  } catch (error) {
    log.warn("the workflow was not woken", { request: request.id, error });
  }
}
