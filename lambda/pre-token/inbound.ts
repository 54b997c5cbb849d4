import type { InboundFederationTriggerEvent } from "aws-lambda";
import type { Provider } from "./provider.ts";

/**
 * Refuses a sign-in whose claims lack the groups. Cognito writes claims into attributes and says nothing of one that did not
 * come: an attribute of an earlier sign-in might stay, and its groups with it.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-inbound-federation.html
 */
export function checkInbound(
  { attributes }: InboundFederationTriggerEvent["request"],
  provider: Provider | undefined,
): InboundFederationTriggerEvent["response"] {
  if (!provider) throw new Error("people sign in at the user pool itself");
  const { idToken, userInfo, samlResponse } = attributes;
  const has = [idToken, userInfo, samlResponse].some((claims) => claims?.[provider.groupsClaim]);
  if (!has) throw new Error(`the identity provider has sent no ${provider.groupsClaim}`);
  // Nothing: the mapping applies as it is.
  return { userAttributesToMap: {} };
}
