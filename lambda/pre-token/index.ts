import type { InboundFederationTriggerEvent, PreTokenGenerationV2TriggerEvent } from "aws-lambda";
import { environment } from "../config.ts";
import { claimsFor } from "./claims.ts";
import { checkInbound } from "./inbound.ts";
import { providerEnvironment, providerFrom } from "./provider.ts";

const provider = providerFrom(environment(providerEnvironment));

type Trigger = PreTokenGenerationV2TriggerEvent | InboundFederationTriggerEvent;

/**
 * Cognito's triggers: before tokens are made (V2), groups and verified e-mail into the access token, or no token; and, where
 * an identity provider signs people in, before its claims are taken over.
 */
export const handler = async (event: Trigger): Promise<Trigger> => {
  if (event.triggerSource === "InboundFederation_ExternalProvider")
    return { ...event, response: checkInbound(event.request, provider) };
  const claimsAndScopeOverrideDetails = claimsFor(event.request, provider, new Date());
  return { ...event, response: { claimsAndScopeOverrideDetails } };
};
