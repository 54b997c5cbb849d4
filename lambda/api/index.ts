import type { Catalog } from "../../core/catalog.ts";
import { offersOf } from "../../core/offers.ts";
import type { Policy } from "../../core/policy.ts";
import { scope } from "../../core/routes.ts";
import { accountSearch } from "../../core/search.ts";
import { openTable } from "../adapters/dynamodb.ts";
import { log } from "../adapters/log.ts";
import { openSecret } from "../adapters/secrets.ts";
import { openWorkflow } from "../adapters/step-functions.ts";
import { beside, environment, text } from "../config.ts";
import type { Api } from "../deps.ts";
import { openFrontDoor } from "../front-door.ts";
import { serve } from "../http.ts";
import { newId } from "../ids.ts";
import { openRequests } from "../requests.ts";
import { tokenEnvironment, verifierFrom } from "../token-environment.ts";
import { openNotes } from "../workflow-notes.ts";
import { catalog } from "./catalog.ts";
import { config } from "./config.ts";
import { createRequest } from "./create-request.ts";
import { endRequest } from "./end-request.ts";
import { explainPolicy } from "./explain-policy.ts";
import { getRequest } from "./get-request.ts";
import { health } from "./health.ts";
import { listAccounts } from "./list-accounts.ts";
import { listRequests } from "./list-requests.ts";
import { me } from "./me.ts";
import { policy } from "./policy.ts";
import { previewRequest } from "./preview-request.ts";
import { revokeRequest } from "./revoke-request.ts";
import { withdrawRequest } from "./withdraw-request.ts";

const env = environment({
  TABLE: text,
  STATE_MACHINE_ARN: text,
  ...tokenEnvironment,
  STINT_VERSION: text,
  ORIGIN_SECRET: text,
});
const now = () => new Date();
const frontDoor = openFrontDoor(openSecret(env.ORIGIN_SECRET), now);
const rules = { policy: beside<Policy>("policy.json"), catalog: beside<Catalog>("catalog.json") };
const table = openTable(env.TABLE);

/** Reads, asks, withdraw, end, revoke. */
export const handler = serve<"api", Api>({
  endpoints: {
    health,
    config,
    me,
    catalog,
    listAccounts,
    policy,
    explainPolicy,
    previewRequest,
    createRequest,
    listRequests,
    getRequest,
    withdrawRequest,
    endRequest,
    revokeRequest,
  },
  deps: {
    rules,
    offers: offersOf(rules),
    accounts: accountSearch(rules.catalog.accounts),
    requests: openRequests({ table, log, newWriteId: newId }),
    notes: openNotes(table),
    workflow: openWorkflow(env.STATE_MACHINE_ARN),
    newId,
    publicConfig: {
      issuer: env.ISSUER,
      clients: { dashboard: env.DASHBOARD_CLIENT, cli: env.CLI_CLIENT },
      scopes: ["openid", scope],
      version: env.STINT_VERSION,
    },
    log,
    now,
  },
  policy: rules.policy,
  frontDoor,
  verifyToken: verifierFrom(env),
  log,
});
