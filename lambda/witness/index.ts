import { openTable } from "../adapters/dynamodb.ts";
import { log } from "../adapters/log.ts";
import { environment, text } from "../config.ts";
import { newId } from "../ids.ts";
import { openRequests } from "../requests.ts";
import { type AssumeRoleRecord, checkSession } from "./check-session.ts";

const env = environment({ TABLE: text });
const requests = openRequests({ table: openTable(env.TABLE), log, newWriteId: newId });

/** Told by EventBridge of each AssumeRole of the broker's that CloudTrail has recorded. It can only read. */
export async function handler(event: { readonly detail: AssumeRoleRecord }): Promise<void> {
  log.resetKeys();
  await checkSession(event.detail, { requests, log });
}
