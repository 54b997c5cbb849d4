import { waiting } from "../../core/waiting.ts";
import type { Task } from "./task.ts";

/** Tells the state machine where the request stands now, what it waits for and how long. Changes nothing. */
export const look: Task = async ({ id }, { requests, now }) => waiting(await requests.get("stint", id), now());
