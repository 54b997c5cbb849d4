import type { PreTokenGenerationV2TriggerEvent } from "aws-lambda";

type Request = PreTokenGenerationV2TriggerEvent["request"];
type Details = PreTokenGenerationV2TriggerEvent["response"]["claimsAndScopeOverrideDetails"];

/**
 * What Stint's API goes by, put into the access token: name, e-mail where it is verified, the subject at the identity
 * provider, and all groups. Throws where the groups are not complete, so that no token is issued.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export function claimsFor(
  { userAttributes, groupConfiguration }: Pick<Request, "userAttributes" | "groupConfiguration">,
  authenticationTimeAttribute: string | undefined,
): Details {
  const groups = groupConfiguration?.groupsToOverride;
  if (!Array.isArray(groups)) throw new Error("the groups of this person are not known, so there is no token for them");
  const { email, email_verified, name, sub } = userAttributes;
  const time = authenticationTimeAttribute === undefined ? undefined : userAttributes[authenticationTimeAttribute];
  return {
    groupOverrideDetails: { groupsToOverride: groups },
    accessTokenGeneration: {
      claimsToAddOrOverride: {
        "stint:name": name || email || sub || "",
        ...(email && email_verified === "true" && { "stint:email": email }),
        ...subjectOf(userAttributes.identities),
        ...(time !== undefined && { "stint:auth_time": time }),
      },
    },
  };
}

/** The subject at the identity provider, from Cognito's `identities` attribute (a JSON list); nothing for the pool's own users. */
function subjectOf(identities: string | undefined): { "stint:subject"?: string } {
  if (identities === undefined) return {};
  const [first] = JSON.parse(identities) as { providerName?: string; userId?: string }[];
  return first?.userId ? { "stint:subject": `${first.providerName ?? ""}:${first.userId}` } : {};
}
