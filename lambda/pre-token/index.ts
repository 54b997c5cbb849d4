import type { PreTokenGenerationV2TriggerEvent } from "aws-lambda";
import * as z from "zod/mini";
import { environment, text } from "../config.ts";
import { claimsFor } from "./claims.ts";

const env = environment({ AUTHENTICATION_TIME_ATTRIBUTE: z.optional(text) });

/** Cognito's pre token generation trigger (V2): groups and verified e-mail into the access token, or no token. */
export const handler = async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => ({
  ...event,
  response: { claimsAndScopeOverrideDetails: claimsFor(event.request, env.AUTHENTICATION_TIME_ATTRIBUTE) },
});
