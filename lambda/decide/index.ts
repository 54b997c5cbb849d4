import type { Policy } from "../../core/policy.ts";
import { openTable } from "../adapters/dynamodb.ts";
import { sealMaker } from "../adapters/kms.ts";
import { log } from "../adapters/log.ts";
import { openSecret } from "../adapters/secrets.ts";
import { openWorkflow } from "../adapters/step-functions.ts";
import { beside, environment, text } from "../config.ts";
import type { Decide } from "../deps.ts";
import { openFrontDoor } from "../front-door.ts";
import { serve } from "../http.ts";
import { newId } from "../ids.ts";
import { openRequests } from "../requests.ts";
import { tokenEnvironment, verifierFrom } from "../token-environment.ts";
import { openNotes } from "../workflow-notes.ts";
import { approveRequest } from "./approve-request.ts";
import { rejectRequest } from "./reject-request.ts";

const env = environment({
  ...tokenEnvironment,
  TABLE: text,
  STATE_MACHINE_ARN: text,
  SEAL_KEY: text,
  ORIGIN_SECRET: text,
});
const now = () => new Date();
const frontDoor = openFrontDoor(openSecret(env.ORIGIN_SECRET), now);
const policy = beside<Policy>("policy.json");
const table = openTable(env.TABLE);

/** Approve and reject: the only function that can seal. */
export const handler = serve<"decide", Decide>({
  endpoints: { approveRequest, rejectRequest },
  deps: {
    policy,
    requests: openRequests({ table, log, newWriteId: newId }),
    notes: openNotes(table),
    workflow: openWorkflow(env.STATE_MACHINE_ARN),
    seals: sealMaker(env.SEAL_KEY),
    log,
    now,
  },
  policy,
  frontDoor,
  verifyToken: verifierFrom(env),
  log,
});
