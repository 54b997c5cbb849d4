// What Cognito has and this has not: passwords and MFA; an identity provider is taken for granted, and its claims are what
// is known of the people here; a session (each visit asks who one is, so prompt=none is
// answered login_required); the implicit and the client credentials grant; client secrets; /oauth2/userInfo; CORS, since only
// pages of its own origin may call; a grace period for used refresh tokens. ID tokens live as long as access tokens, and
// carry name and e-mail whatever scopes were asked for beside `openid`. PKCE, which Cognito leaves to the app, is required.

import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Part } from "../wire.ts";
import { startCodes } from "./codes.ts";
import type { LocalProvider } from "./federated.ts";
import { login } from "./login.ts";
import { json } from "./oauth.ts";
import { type LocalClient, type LocalPerson, makePool } from "./pool.ts";
import type { PreToken } from "./pre-token.ts";
import { loadSignIns } from "./sign-ins.ts";
import { loadSigningKey, type SigningKey } from "./signing-key.ts";
import { tokenEndpoint } from "./token-endpoint.ts";

export type { LocalPerson } from "./pool.ts";

export interface IdentityOptions {
  readonly clock: Clock;
  /** Folder of the signing key and the refresh tokens (as hashes). */
  readonly state: string;
  /** Origin of the server that has the part mounted at `/identity`; asked at each use. */
  readonly origin: () => string;
  /** Such as eu-west-1_StintLocal. */
  readonly pool: string;
  readonly people: readonly LocalPerson[];
  readonly clients: readonly LocalClient[];
  /** With one, people have the attributes that its claims are mapped to. */
  readonly provider?: LocalProvider | undefined;
  /** When it rejects, no token is issued. */
  readonly preToken: PreToken;
  /** With a code, signing in asks for it: a page in another tab or another user of the machine does not know it. */
  readonly signInCode?: string;
}

export interface Identity {
  /** To be mounted at `/identity`. */
  readonly part: Part;
  /** `iss` of the tokens: origin, `/identity/` and pool. */
  readonly issuer: () => string;
  readonly jwks: SigningKey["jwks"];
  /** Signs any claims with the real key, for tests of what must be refused all the same. */
  readonly signAs: SigningKey["sign"];
}

const mount = "/identity";

/**
 * Starts the identity provider in Cognito's place: the authorization code flow with PKCE, refresh tokens that work once.
 * Throws when the options are wrong, or when a file in `state` is damaged (which one, and what to do).
 */
export function startIdentity(options: IdentityOptions): Identity {
  const { clock, state, origin, preToken, signInCode } = options;
  if (signInCode?.trim() === "") throw new Error("The sign-in code is empty: give one, or leave it out.");
  const pool = makePool(options.pool, options.people, options.clients, options.provider);
  const key = loadSigningKey(join(state, "signing-key.pem"));
  const signIns = loadSignIns(join(state, "refresh-tokens.json"), clock);
  const codes = startCodes(clock);
  const issuer = () => `${origin()}${mount}/${pool.id}`;
  const pages = login({ clock, pool, codes, mount, signInCode });
  const tokens = tokenEndpoint({ clock, pool, issuer, key, codes, signIns, preToken });

  const routes: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
    "/oauth2/authorize": { GET: pages.authorize },
    "/login": { GET: pages.show, POST: pages.submit },
    "/logout": { GET: pages.logout },
    "/oauth2/token": { POST: tokens.token },
    "/oauth2/revoke": { POST: tokens.revoke },
    [`/${pool.id}/.well-known/jwks.json`]: { GET: () => json(key.jwks()) },
    [`/${pool.id}/.well-known/openid-configuration`]: { GET: () => json(discovery(issuer(), `${origin()}${mount}`)) },
  };

  return {
    part(request) {
      const route = routes[request.url.pathname];
      if (route === undefined) return json({ error: "not_found" }, 404);
      const handle = route[request.method];
      if (handle !== undefined) return handle(request);
      const { headers, ...rest } = json({ error: "method_not_allowed" }, 405);
      return { ...rest, headers: { ...headers, allow: Object.keys(route).join(", ") } };
    },
    issuer,
    jwks: key.jwks,
    signAs: key.sign,
  };
}

/** What the provider says of itself (OpenID Connect Discovery 1.0, 3). */
function discovery(issuer: string, base: string): Readonly<Record<string, unknown>> {
  return {
    issuer,
    authorization_endpoint: `${base}/oauth2/authorize`,
    token_endpoint: `${base}/oauth2/token`,
    revocation_endpoint: `${base}/oauth2/revoke`,
    end_session_endpoint: `${base}/logout`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["none"],
    code_challenge_methods_supported: ["S256"],
    scopes_supported: ["openid", "email", "phone", "profile"],
  };
}
