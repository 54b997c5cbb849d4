import { settle } from "../../core/moves.ts";
import type { Task } from "./task.ts";

/** Records what time has done, lapsed or expired. Access ended with the window, whether or not this runs. */
export const settleRequest: Task = async ({ id }, { requests, now }) => {
  await requests.change("stint", id, (request) => settle(request, now()));
};
