import { waiting } from "../../core/waiting.ts";
import { waitOn } from "./hold.ts";
import { askMessage } from "./messages.ts";
import { notify } from "./notify.ts";
import type { Task } from "./task.ts";

/** Tells the approvers of the current stage, or reminds them, and makes the workflow wait for their decision. */
export const askApprovers: Task = async (input, deps) => {
  const request = await waitOn(input, deps);
  if (!request) return;
  const { stage: index, reminder } = waiting(request, deps.now());
  const stage = request.stages[index];
  if (!stage) throw new Error(`the request ${request.id} has no stage ${index}`);
  const decided = new Set(stage.decisions.map(({ by }) => by.email));
  const addresses = [...stage.groups.flatMap((group) => deps.groupMail[group] ?? []), ...stage.people];
  const to = [...new Set(addresses)].filter((address) => !decided.has(address));
  const message = askMessage(request, stage, reminder, deps.publicUrl);
  await notify(request.id, `ask/${index}/${reminder}`, { ...message, to }, deps);
};
