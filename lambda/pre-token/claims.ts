import type { PreTokenGenerationV2TriggerEvent } from "aws-lambda";
import { groupsFrom } from "./groups.ts";
import type { Provider } from "./provider.ts";

type Request = Pick<PreTokenGenerationV2TriggerEvent["request"], "userAttributes" | "groupConfiguration">;
type Details = PreTokenGenerationV2TriggerEvent["response"]["claimsAndScopeOverrideDetails"];

/** Seconds by which the provider's clock may be ahead of this one. */
const clockSkew = 300;

/**
 * What Stint's API goes by, put into the access token: name, e-mail where it is verified, the subject at the identity
 * provider, when they last authenticated there, and all groups. Throws where the groups are not complete, so that no token
 * is issued.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function claimsFor(
  { userAttributes, groupConfiguration }: Request,
  provider: Provider | undefined,
  now: Date,
): Details {
  const { email, email_verified, name, sub } = userAttributes;
  const identities = identitiesOf(userAttributes.identities);
  const groups = provider
    ? groupsOfFederated(userAttributes, identities, provider)
    : groupsOfOwn(groupConfiguration?.groupsToOverride);
  const isVerified = email_verified === "true" || provider?.emailsAreVerified === true;
  const [first] = identities;
  return {
    groupOverrideDetails: { groupsToOverride: [...groups] },
    accessTokenGeneration: {
      claimsToAddOrOverride: {
        "stint:name": name || email || sub || "",
        ...(email && isVerified && { "stint:email": email }),
        ...(first?.userId && { "stint:subject": `${first.providerName ?? ""}:${first.userId}` }),
        ...(provider && authenticationTime(userAttributes["custom:auth_time"], now)),
      },
    },
  };
}

function groupsOfOwn(groups: readonly string[] | undefined): readonly string[] {
  if (!Array.isArray(groups)) throw new Error("the groups of this person are not known");
  return groups;
}

/** Groups that Cognito itself has for the person do not count: the provider's are the ones that people review. */
function groupsOfFederated(
  userAttributes: Readonly<Record<string, string>>,
  identities: readonly Identity[],
  { name, type }: Provider,
): readonly string[] {
  if (!identities.some(({ providerName }) => providerName === name))
    throw new Error(`this person does not come from ${name}, which alone signs people in`);
  return groupsFrom(userAttributes["custom:groups"], type);
}

interface Identity {
  readonly providerName?: string;
  readonly userId?: string;
}

/** Cognito's `identities` attribute, a JSON list; none for the pool's own users. */
function identitiesOf(attribute: string | undefined): readonly Identity[] {
  return attribute === undefined ? [] : (JSON.parse(attribute) as Identity[]);
}

/** As seconds since the epoch, whether the provider writes it so (OIDC) or as an ISO 8601 time (SAML). */
function authenticationTime(attribute: string | undefined, now: Date): { "stint:auth_time"?: string } {
  if (attribute === undefined || attribute === "") return {};
  const seconds = /^\d+$/.test(attribute) ? Number(attribute) : Date.parse(attribute) / 1000;
  if (!(seconds <= now.getTime() / 1000 + clockSkew))
    throw new Error(`the time of authentication is no time in the past: ${attribute.slice(0, 40)}`);
  return { "stint:auth_time": String(Math.floor(seconds)) };
}
