import type { Message, RunWorkflow } from "../deps.ts";

/**
 * The one place where the workflow tells people something. A message goes out once under its key; after a crash between
 * sending and noting it may go out twice, which is better than never.
 */
export async function notify(
  id: string,
  key: string,
  message: Message,
  { notes, mail, log }: RunWorkflow,
): Promise<void> {
  if (message.to.length === 0 || (await notes.read(id)).told.has(key)) return;
  await mail.send(message);
  await notes.markTold(id, key);
  log.info("told", { request: id, key, people: message.to.length });
}
