import type { Recorded } from "../../core/request.ts";
import { waiting } from "../../core/waiting.ts";
import type { RunWorkflow } from "../deps.ts";
import type { Task, TaskInput } from "./task.ts";

/**
 * Makes the workflow wait until it is woken or its time is out. The token is stored first and the request read after: a
 * change that was saved before the token was there is seen here, and one that is saved later finds the token.
 */
export const hold: Task = async (input, deps) => {
  await waitOn(input, deps);
};

/** The request, when the workflow now waits on it; undefined when the wait was over already and has been answered. */
export async function waitOn({ id, token, waitsFor }: TaskInput, deps: RunWorkflow): Promise<Recorded | undefined> {
  if (token === undefined || waitsFor === undefined) throw new Error("a wait needs token and waitsFor");
  await deps.notes.storeToken(id, token, waitsFor);
  const request = await deps.requests.get("stint", id);
  if (waiting(request, deps.now()).key === waitsFor) return request;
  await deps.workflow.answer(token);
  return undefined;
}
