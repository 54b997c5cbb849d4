import * as z from "zod/mini";
import type { Catalog } from "../../core/catalog.ts";
import type { Policy } from "../../core/policy.ts";
import { consoleSignIn } from "../adapters/console.ts";
import { openTable } from "../adapters/dynamodb.ts";
import { sealChecker } from "../adapters/kms.ts";
import { log } from "../adapters/log.ts";
import { openSecret } from "../adapters/secrets.ts";
import { openSts } from "../adapters/sts.ts";
import { beside, environment, text, url } from "../config.ts";
import type { Issue } from "../deps.ts";
import { openFrontDoor } from "../front-door.ts";
import { serve } from "../http.ts";
import { newId } from "../ids.ts";
import { openRequests } from "../requests.ts";
import { tokenEnvironment, verifierFrom } from "../token-environment.ts";
import { issueCredentials } from "./issue-credentials.ts";
import { openConsole } from "./open-console.ts";

const env = environment({
  ...tokenEnvironment,
  TABLE: text,
  SEAL_KEY: text,
  SOURCE_IDENTITY: z.enum(["email", "username", "sub"]),
  PARTITION: text,
  SIGN_IN_URL: url,
  CONSOLE_URL: url,
  PUBLIC_URL: url,
  ORIGIN_SECRET: text,
});
const now = () => new Date();
const frontDoor = openFrontDoor(openSecret(env.ORIGIN_SECRET), now);
const rules = { policy: beside<Policy>("policy.json"), catalog: beside<Catalog>("catalog.json") };

/** Credentials and console: the only function that can assume an elevated role. */
export const handler = serve<"credentials", Issue>({
  endpoints: { issueCredentials, openConsole },
  deps: {
    rules,
    requests: openRequests({ table: openTable(env.TABLE), log, newWriteId: newId }),
    seals: sealChecker(env.SEAL_KEY),
    sts: openSts(log),
    signIn: consoleSignIn({ signInUrl: env.SIGN_IN_URL, destination: env.CONSOLE_URL, issuer: env.PUBLIC_URL }),
    identity: { basis: env.SOURCE_IDENTITY, partition: env.PARTITION },
    log,
    now,
  },
  policy: rules.policy,
  frontDoor,
  verifyToken: verifierFrom(env),
  log,
});
