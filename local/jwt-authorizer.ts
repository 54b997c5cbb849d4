import { JwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import type { Clock } from "./clock.ts";

export interface JwtAuthorizer {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** The route's: a token needs one of them. None asked, none needed. */
  readonly scopes: readonly string[];
}

/** What the function behind the route is told about the token, or how the request is refused. */
type Verdict =
  | { readonly claims: Readonly<Record<string, string>>; readonly scopes: string[] | null }
  | { readonly status: 401 | 403; readonly challenge: string };

export type Authorize = (authorizer: JwtAuthorizer, authorization: string | undefined) => Promise<Verdict>;

type Claims = Readonly<Record<string, unknown>>;

/**
 * API Gateway's JWT authorizer, and nothing more than it does: the signature by a key of the issuer, then `iss`, `aud`
 * (`client_id` where there is no `aud`), `exp`, `nbf`, `iat`, then one of the route's scopes. So it tells an ID token from
 * an access token only by scope, and knows nothing of revocation.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 *
 * Keys come from `jwksUrl`, whatever the issuer says, and are kept until a token names another; the service keeps them for
 * two hours. RS256 only, where the service takes other RSA algorithms. A token without `exp` is refused.
 */
export function makeAuthorizer({ jwksUrl, clock }: { jwksUrl: string; clock: Clock }): Authorize {
  const fetcher = {
    async fetch(uri: string): Promise<ArrayBuffer> {
      const response = await fetch(uri);
      if (!response.ok) throw new Error(`${uri} answered ${response.status}`);
      return response.arrayBuffer();
    },
  };
  const verifier = JwtVerifier.create(
    {
      jwksUri: jwksUrl,
      issuer: null, // checked below, as each route may have its own
      audience: null,
      graceSeconds: Number.POSITIVE_INFINITY, // it would compare with real time
      customJwtCheck({ header }) {
        if (header.alg !== "RS256") throw new Error(`signing method ${header.alg} is invalid`);
      },
    },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );

  return async (authorizer, authorization = "") => {
    const token = authorization.replace(/^Bearer(\s+|$)/i, "");
    if (token === "") return { status: 401, challenge: "Bearer" };
    let claims: Claims;
    try {
      claims = await verifier.verify(token);
    } catch (error) {
      return invalid(error instanceof Error ? error.message : String(error));
    }
    const wrong = flaw(claims, authorizer, clock.now() / 1000);
    if (wrong !== undefined) return invalid(wrong);
    const scopes = scopesOf(claims);
    if (authorizer.scopes.length === 0) return { claims: asStrings(claims), scopes: null };
    if (authorizer.scopes.some((scope) => scopes.includes(scope))) return { claims: asStrings(claims), scopes };
    const expected = authorizer.scopes.join(" ");
    return { status: 403, challenge: challenge("insufficient_scope", `expected scopes: [${expected}]`, expected) };
  };
}

/** Why the claims do not hold at this time (in seconds), where they don't. */
function flaw(claims: Claims, { issuer, audience }: JwtAuthorizer, now: number): string | undefined {
  if (claims.iss !== issuer) return "the token does not have a valid issuer";
  if (![claims.aud ?? claims.client_id].flat().some((value) => audience.includes(String(value))))
    return "the token does not have a valid audience";
  if (typeof claims.exp !== "number" || claims.exp <= now) return "the token has expired";
  if (typeof claims.nbf === "number" && claims.nbf > now) return "the token is not valid yet";
  if (typeof claims.iat === "number" && claims.iat > now) return "the token was issued in the future";
  return undefined;
}

function scopesOf({ scope, scp }: Claims): string[] {
  return [scope ?? scp ?? []].flat().flatMap((value) => String(value).split(" "));
}

/** The form in which claims reach a function: all strings, a list as `[a b]`, an object as JSON, no nulls. */
function asStrings(claims: Claims): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, asString(value)]),
  );
}

function asString(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asString).join(" ")}]`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function invalid(description: string): Verdict {
  return { status: 401, challenge: challenge("invalid_token", description, "") };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html */
function challenge(error: string, description: string, scope: string): string {
  const quoted = (text: string) => `"${text.replace(/[^ !#-[\]-~]/g, "?")}"`;
  return `Bearer scope=${quoted(scope)} error=${quoted(error)} error_description=${quoted(description)}`;
}
