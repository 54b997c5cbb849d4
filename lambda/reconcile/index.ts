import type { Catalog } from "../../core/catalog.ts";
import type { Policy } from "../../core/policy.ts";
import { openTable } from "../adapters/dynamodb.ts";
import { log } from "../adapters/log.ts";
import { openWorkflow } from "../adapters/step-functions.ts";
import { beside, environment, text } from "../config.ts";
import { newId } from "../ids.ts";
import { openRequests } from "../requests.ts";
import { openNotes } from "../workflow-notes.ts";
import { reconcile } from "./reconcile.ts";

const env = environment({ TABLE: text, STATE_MACHINE_ARN: text });
const rules = { policy: beside<Policy>("policy.json"), catalog: beside<Catalog>("catalog.json") };
const table = openTable(env.TABLE);

/** Runs every few minutes, and mends whatever a failure left undone. */
export const handler = () => {
  log.resetKeys();
  return reconcile({
    rules,
    requests: openRequests({ table, log, newWriteId: newId }),
    notes: openNotes(table),
    workflow: openWorkflow(env.STATE_MACHINE_ARN),
    log,
    now: () => new Date(),
  });
};
