import * as z from "zod";
import { federatedAttributes } from "./federated.ts";
import { OAuthError } from "./oauth.ts";
import { type LocalClient, type LocalPerson, type Pool, subOf } from "./pool.ts";

/** Cognito's pre token generation trigger: gets the event, version 2 (V2_0), and answers it with its `response` filled in. */
export type PreToken = (event: unknown) => Promise<unknown>;

/** Why tokens are made: a sign-in at the hosted page, or a refresh token. */
export type TriggerSource = "TokenGeneration_HostedAuth" | "TokenGeneration_RefreshTokens";

const Names = z.array(z.string()).nullish();
const Claims = z.record(z.string(), z.json()).nullish();
const ofIdToken = { claimsToAddOrOverride: Claims, claimsToSuppress: Names };
const Details = z.strictObject({
  idTokenGeneration: z.strictObject(ofIdToken).nullish(),
  accessTokenGeneration: z.strictObject({ ...ofIdToken, scopesToAdd: Names, scopesToSuppress: Names }).nullish(),
  groupOverrideDetails: z
    .strictObject({ groupsToOverride: Names, iamRolesToOverride: Names, preferredRole: z.string().nullish() })
    .nullish(),
});
const Answer = z.looseObject({ response: z.strictObject({ claimsAndScopeOverrideDetails: Details.nullish() }) });

/** Who signs in, where, and when they did, in milliseconds. */
interface SigningIn {
  readonly pool: Pool;
  readonly person: LocalPerson;
  readonly client: LocalClient;
  readonly scopes: readonly string[];
  readonly authTime: number;
}

/** What the trigger changes about the tokens; null and absent both mean nothing, but for the groups. */
export type Overrides = z.infer<typeof Details>;

/**
 * Asks the trigger. An OAuthError when it rejects, or answers what Cognito would not take: then no token is issued.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export async function askPreToken(
  preToken: PreToken,
  triggerSource: TriggerSource,
  { pool, person, client, scopes, authTime }: SigningIn,
): Promise<Overrides> {
  const { provider } = pool;
  const event = {
    version: "2",
    triggerSource,
    region: pool.id.slice(0, pool.id.indexOf("_")),
    userPoolId: pool.id,
    userName: person.username,
    callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: client.id },
    request: {
      userAttributes: {
        sub: subOf(person),
        ...(provider ? federatedAttributes(person, provider, authTime) : ownAttributes(person)),
      },
      groupConfiguration: {
        // Of a provider's people Cognito itself knows only that they are the provider's.
        groupsToOverride: provider ? [`${pool.id}_${provider.name}`] : [...person.groups],
        iamRolesToOverride: [],
        preferredRole: null,
      },
      scopes: [...scopes],
    },
    response: { claimsAndScopeOverrideDetails: null },
  };
  const parsed = Answer.safeParse(await call(preToken, event));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? "" : `${issue.path.join(".") || "the answer"}: ${issue.message}`;
    throw new OAuthError("invalid_grant", `Unrecognizable lambda output: ${where}.`);
  }
  return parsed.data.response.claimsAndScopeOverrideDetails ?? {};
}

function ownAttributes({ email, emailVerified, name }: LocalPerson): Record<string, string> {
  return { "cognito:user_status": "CONFIRMED", email, email_verified: String(emailVerified), name };
}

async function call(preToken: PreToken, event: unknown): Promise<unknown> {
  try {
    return await preToken(event);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OAuthError("invalid_grant", `PreTokenGeneration failed with error ${why}.`);
  }
}
