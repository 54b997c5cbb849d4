import type { WireAnswer } from "../wire.ts";
import { errorPage } from "./login-page.ts";
import { named, redirect, repeated } from "./oauth.ts";
import type { LocalClient, Pool } from "./pool.ts";

/** A request for an authorization code that may be put before a person. */
export interface Authorization {
  readonly client: LocalClient;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge: string;
  readonly state: string | undefined;
  readonly nonce: string | undefined;
}

/**
 * Reads the query of /oauth2/authorize and /login, or refuses: with a page where client or address cannot be trusted, else
 * by sending the error to the app. Parameters that OAuth does not know are passed over, as RFC 6749, 3.1 demands.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export function readAuthorization(
  search: URLSearchParams,
  pool: Pool,
): { readonly authorization: Authorization } | { readonly refusal: WireAnswer } {
  const page = (message: string) => ({ refusal: errorPage(400, message) });
  const twice = repeated(search);
  if (twice !== undefined) return page(`The parameter ${twice} is given twice.`);
  const query = named(search);
  const client = pool.clients.get(query.client_id ?? "");
  if (client === undefined) return page(`There is no client "${query.client_id ?? ""}".`);
  const redirectUri = query.redirect_uri ?? "";
  if (!client.redirectUris.includes(redirectUri))
    return page(`The client ${client.id} has not registered the redirect_uri "${redirectUri}".`);

  const { state, nonce } = query;
  const back = (error: string, error_description: string) => ({
    refusal: redirect(redirectUri, { error, error_description, state }),
  });
  if (query.response_type === "token")
    return back("unauthorized_client", "The client may not use the implicit grant; expected response_type code.");
  if (query.response_type !== "code") return back("invalid_request", "response_type: expected code.");
  if (query.code_challenge_method !== "S256")
    return back("invalid_request", "PKCE is required: expected code_challenge_method S256.");
  const challenge = query.code_challenge ?? "";
  if (!/^[\w-]{43}$/.test(challenge))
    return back("invalid_request", "PKCE is required: expected code_challenge, 43 characters of base64url.");
  const asked = new Set((query.scope ?? "").split(" ").filter((scope) => scope !== ""));
  const scopes = asked.size > 0 ? [...asked] : client.scopes;
  if (!scopes.every((scope) => client.scopes.includes(scope)))
    return back("invalid_scope", `The client may have: ${client.scopes.join(" ")}.`);
  if (!asked.has("openid") && ["email", "phone", "profile"].some((scope) => asked.has(scope)))
    return back("invalid_scope", "email, phone and profile are granted together with openid only.");
  if (query.prompt === "none") return back("login_required", "Someone has to sign in: there are no sessions here.");
  return { authorization: { client, redirectUri, scopes, challenge, state, nonce } };
}
