import { createHash, randomUUID } from "node:crypto";
import { OAuthError } from "./oauth.ts";
import { type LocalClient, type LocalPerson, subOf } from "./pool.ts";
import type { Overrides } from "./pre-token.ts";
import type { SignIn } from "./sign-ins.ts";
import type { SigningKey } from "./signing-key.ts";

interface TokensOf {
  readonly issuer: string;
  readonly person: LocalPerson;
  readonly client: LocalClient;
  readonly signIn: SignIn;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
  readonly overrides: Overrides;
  /** Milliseconds. */
  readonly now: number;
}

/** The token endpoint's answer, but for the refresh token; the ID token comes with the scope `openid`. */
export interface Tokens {
  readonly access_token: string;
  readonly id_token?: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
}

/**
 * Signs tokens with the claims of Cognito's. An OAuthError when the trigger changes what Cognito keeps to itself.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 */
export function makeTokens(key: SigningKey, of: TokensOf): Tokens {
  const { person, client, signIn, overrides } = of;
  const access = overrides.accessTokenGeneration ?? {};
  const lifetime = client.accessTokenMinutes * 60;
  const iat = Math.floor(of.now / 1000);
  const groups = groupsOf(person, overrides);
  const both = {
    sub: subOf(person),
    ...(groups.length > 0 && { "cognito:groups": groups }),
    iss: of.issuer,
    origin_jti: signIn.id,
    event_id: signIn.eventId,
    auth_time: Math.floor(signIn.authTime / 1000),
    iat,
    exp: iat + lifetime,
  };
  const accessToken = key.sign(
    change(access, client, {
      ...both,
      jti: randomUUID(),
      version: 2,
      client_id: client.id,
      token_use: "access",
      scope: scopeOf(access, of),
      username: person.username,
    }),
  );
  const answer = { access_token: accessToken, token_type: "Bearer", expires_in: lifetime } as const;
  if (!of.scopes.includes("openid")) return answer;
  const idToken = key.sign(
    change(overrides.idTokenGeneration ?? {}, client, {
      ...both,
      jti: randomUUID(),
      aud: client.id,
      token_use: "id",
      // OpenID Connect Core, 3.1.3.6.
      at_hash: createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url"),
      "cognito:username": person.username,
      email: person.email,
      email_verified: person.emailVerified,
      name: person.name,
      ...(of.nonce !== undefined && { nonce: of.nonce }),
    }),
  );
  return { ...answer, id_token: idToken };
}

/** An answer with groupOverrideDetails replaces the groups, and an empty or null one takes them all away. */
function groupsOf(person: LocalPerson, { groupOverrideDetails }: Overrides): readonly string[] {
  return groupOverrideDetails === undefined ? person.groups : (groupOverrideDetails?.groupsToOverride ?? []);
}

const account = "aws.cognito.signin.user.admin";

function scopeOf(access: NonNullable<Overrides["accessTokenGeneration"]>, { client, scopes }: TokensOf): string {
  const added = access.scopesToAdd ?? [];
  const refused = added.find((scope) => !/^\S+$/.test(scope) || (scope === account && !client.scopes.includes(scope)));
  if (refused !== undefined) throw new OAuthError("invalid_grant", `PreTokenGeneration may not add "${refused}".`);
  const suppressed = new Set(access.scopesToSuppress);
  return [...new Set([...scopes, ...added])].filter((scope) => !suppressed.has(scope)).join(" ");
}

/** Claims that no trigger changes; of the groups and scopes, because they have fields of their own. */
const fixed = new Set(
  "acr amr at_hash aud auth_time azp client_id event_id exp iat identities iss jti nbf nonce origin_jti scope sub token_use username".split(
    " ",
  ),
);

function change(
  { claimsToAddOrOverride, claimsToSuppress }: NonNullable<Overrides["idTokenGeneration"]>,
  client: LocalClient,
  claims: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const added = claimsToAddOrOverride ?? {};
  const suppressed = new Set(claimsToSuppress);
  const isFixed = (name: string) => fixed.has(name) || name === "cognito:username" || name.startsWith("dev:");
  const refused =
    Object.keys(added).find((name) => {
      // An access token may name its audience, as long as that is its own client.
      if (name === "aud") return added[name] !== client.id;
      return isFixed(name) || name.startsWith("cognito:");
    }) ?? [...suppressed].find(isFixed);
  if (refused !== undefined) throw new OAuthError("invalid_grant", `PreTokenGeneration may not change "${refused}".`);
  return Object.fromEntries(Object.entries({ ...claims, ...added }).filter(([name]) => !suppressed.has(name)));
}
