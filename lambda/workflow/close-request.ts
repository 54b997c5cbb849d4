import { close } from "../../core/moves.ts";
import type { Task } from "./task.ts";

/** Records that the workflow is through; the request leaves the reconciler's list. */
export const closeRequest: Task = async ({ id }, { requests, now }) => {
  await requests.change("stint", id, (request) => close(request, now()));
};
