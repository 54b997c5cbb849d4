import type { Clock } from "../clock.ts";
import type { Part, WireAnswer, WireRequest } from "../wire.ts";
import type { Codes } from "./codes.ts";
import { form, json, OAuthError } from "./oauth.ts";
import type { LocalClient, Pool } from "./pool.ts";
import { askPreToken, type PreToken, type TriggerSource } from "./pre-token.ts";
import { hashOf, isSame } from "./secret.ts";
import type { SignIn, SignIns } from "./sign-ins.ts";
import type { SigningKey } from "./signing-key.ts";
import { makeTokens, type Tokens } from "./tokens.ts";

interface TokenEndpointOptions {
  readonly clock: Clock;
  readonly pool: Pool;
  readonly issuer: () => string;
  readonly key: SigningKey;
  readonly codes: Codes;
  readonly signIns: SignIns;
  readonly preToken: PreToken;
}

/** POST /oauth2/token and POST /oauth2/revoke: what apps call, without a browser. */
export function tokenEndpoint(options: TokenEndpointOptions): { readonly token: Part; readonly revoke: Part } {
  const { clock, pool, codes, signIns } = options;

  const issue = async (signIn: SignIn, client: LocalClient, source: TriggerSource, nonce?: string): Promise<Tokens> => {
    const person = pool.people.get(signIn.username);
    if (person === undefined) throw new OAuthError("invalid_grant", `There is no ${signIn.username} any more.`);
    // What the client may no longer have is not renewed.
    const scopes = signIn.scopes.filter((scope) => client.scopes.includes(scope));
    const overrides = await askPreToken(options.preToken, source, {
      pool,
      person,
      client,
      scopes,
      authTime: signIn.authTime,
    });
    const now = clock.now();
    return makeTokens(options.key, { issuer: options.issuer(), person, client, signIn, scopes, nonce, overrides, now });
  };

  const exchange = async (body: Readonly<Record<string, string>>, client: LocalClient) => {
    const [code, redirectUri, verifier] = [
      given(body, "code"),
      given(body, "redirect_uri"),
      given(body, "code_verifier"),
    ];
    const grant = codes.take(code);
    if (grant === undefined) signIns.revokeByCode(code);
    if (grant === undefined || grant.clientId !== client.id)
      throw new OAuthError("invalid_grant", "The code is unknown, used, too old, or of another client.");
    if (redirectUri !== grant.redirectUri)
      throw new OAuthError("invalid_grant", "redirect_uri is not the one that the code was sent to.");
    if (!/^[\w.~-]{43,128}$/.test(verifier) || !isSame(hashOf(verifier), grant.challenge))
      throw new OAuthError("invalid_grant", "code_verifier does not fit the code's challenge.");
    const signIn = signIns.begin({
      username: grant.username,
      clientId: client.id,
      scopes: [...grant.scopes],
      authTime: grant.authTime,
      expiresAt: grant.authTime + client.refreshTokenMinutes * 60_000,
      codeHash: hashOf(code),
    });
    try {
      const tokens = await issue(signIn, client, "TokenGeneration_HostedAuth", grant.nonce);
      return { ...tokens, refresh_token: next(signIn, client, undefined) };
    } catch (error) {
      signIns.revoke(signIn.id);
      throw error;
    }
  };

  const refresh = async (body: Readonly<Record<string, string>>, client: LocalClient) => {
    const used = given(body, "refresh_token");
    const signIn = signIns.find(used);
    if (signIn === undefined || signIn.clientId !== client.id)
      throw new OAuthError(
        "invalid_grant",
        "The refresh token is unknown, used, revoked, too old, or of another client.",
      );
    const tokens = await issue(signIn, client, "TokenGeneration_RefreshTokens");
    return { ...tokens, refresh_token: next(signIn, client, used) };
  };

  /** Last of all: a trigger that rejects leaves the refresh token alive, and a revocation meanwhile wins. */
  const next = (signIn: SignIn, client: LocalClient, used: string | undefined) => {
    const token = signIns.rotate(signIn, used, client.refreshGraceSeconds * 1000);
    if (token === undefined) throw new OAuthError("invalid_grant", "The sign-in was revoked or renewed meanwhile.");
    return token;
  };

  const clientOf = ({ headers }: WireRequest, body: Readonly<Record<string, string>>, refusal: number) => {
    const client = pool.clients.get(given(body, "client_id"));
    if (client === undefined) throw new OAuthError("invalid_client", "There is no client of this id.", refusal);
    if (headers.authorization !== undefined || body.client_secret !== undefined)
      throw new OAuthError("invalid_client", "The client is public: it has no secret to authenticate with.", refusal);
    return client;
  };

  return {
    token: (request) =>
      answer(async () => {
        const body = form(request);
        const grantType = given(body, "grant_type");
        const client = clientOf(request, body, 400);
        if (grantType === "authorization_code") return json(await exchange(body, client));
        if (grantType === "refresh_token") return json(await refresh(body, client));
        throw new OAuthError("unsupported_grant_type", "Expected authorization_code or refresh_token.");
      }),
    revoke: (request) =>
      answer(async () => {
        const body = form(request);
        const token = given(body, "token");
        const client = clientOf(request, body, 401);
        if (token.split(".").length === 3)
          throw new OAuthError("unsupported_token_type", "This is no refresh token; only those are revoked.");
        const signIn = signIns.find(token);
        if (signIn?.clientId === client.id) signIns.revoke(signIn.id);
        return { status: 200, headers: { "cache-control": "no-store" } };
      }),
  };
}

/** A parameter that has to be there (RFC 6749, 3.2: an empty one is as good as none). */
function given(body: Readonly<Record<string, string>>, name: string): string {
  const value = body[name];
  if (value === undefined || value === "") throw new OAuthError("invalid_request", `${name} is missing.`);
  return value;
}

async function answer(act: () => Promise<WireAnswer>): Promise<WireAnswer> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return json({ error: error.code, error_description: error.message }, error.status);
  }
}
