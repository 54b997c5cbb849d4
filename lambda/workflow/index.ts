import { openTable } from "../adapters/dynamodb.ts";
import { log } from "../adapters/log.ts";
import { openMail } from "../adapters/ses.ts";
import { openTasks } from "../adapters/step-functions.ts";
import { beside, environment, text, url } from "../config.ts";
import type { RunWorkflow } from "../deps.ts";
import { newId } from "../ids.ts";
import { openRequests } from "../requests.ts";
import { openNotes } from "../workflow-notes.ts";
import { askApprovers } from "./ask-approvers.ts";
import { closeRequest } from "./close-request.ts";
import { hold } from "./hold.ts";
import { look } from "./look.ts";
import { settleRequest } from "./settle-request.ts";
import type { Task, TaskInput } from "./task.ts";
import { tellRequester } from "./tell-requester.ts";

const env = environment({ TABLE: text, SENDER: text, PUBLIC_URL: url });
const table = openTable(env.TABLE);
/** By the names that lib/approval-workflow.ts writes into the state machine. */
const tasks: Record<string, Task> = {
  look,
  "ask-approvers": askApprovers,
  hold,
  "settle-request": settleRequest,
  "tell-requester": tellRequester,
  "close-request": closeRequest,
};

const deps: RunWorkflow = {
  requests: openRequests({ table, log, newWriteId: newId }),
  notes: openNotes(table),
  workflow: openTasks(),
  mail: openMail(env.SENDER),
  groupMail: beside("group-mail.json"),
  publicUrl: env.PUBLIC_URL,
  log,
  now: () => new Date(),
};

/** Runs one task of the state machine. Every task is idempotent, since Step Functions may run it again. */
export async function handler(input: TaskInput): Promise<unknown> {
  const task = tasks[input.task];
  if (!task) throw new Error(`there is no task ${input.task}`);
  log.resetKeys();
  log.appendKeys({ task: input.task, request: input.id });
  return (await task(input, deps)) ?? {};
}
