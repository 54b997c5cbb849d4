import { JwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { StintError } from "../../core/errors.ts";
import { normalEmail, type Person } from "../../core/person.ts";
import { scope } from "../../core/routes.ts";
import type { VerifyToken } from "../deps.ts";

export interface TokenOptions {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly clientIds: readonly string[];
  /** The claim with the moment of the last real authentication, in seconds; absent where the deployment names none. */
  readonly authenticationTimeClaim?: string;
}

/** Bearers of this scope may write their own user attributes, and so their groups at a federated provider. */
const selfService = "aws.cognito.signin.user.admin";

/**
 * Verifies access tokens of the user pool: signature, issuer, times, that it is an access token of one of our clients,
 * and its scopes. https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
 */
export function tokenVerifier({ issuer, jwksUrl, clientIds, authenticationTimeClaim }: TokenOptions): VerifyToken {
  const verifier = JwtVerifier.create(
    {
      issuer,
      jwksUri: jwksUrl,
      // Access tokens of Cognito have no audience; the client id is checked below.
      audience: null,
      customJwtCheck: ({ payload }) => {
        if (typeof payload.exp !== "number") throw new Error("exp is missing");
        if (payload.token_use !== "access") throw new Error(`token_use is ${payload.token_use}, not access`);
        if (!clientIds.includes(String(payload.client_id))) throw new Error(`client ${payload.client_id} is not ours`);
        const scopes = String(payload.scope ?? "").split(" ");
        if (!scopes.includes(scope)) throw new Error(`scope ${scope} is missing`);
        if (scopes.includes(selfService)) throw new Error(`scope ${selfService} is refused`);
      },
    },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }) },
  );
  return async (token) => {
    try {
      return personOf(await verifier.verify(token), authenticationTimeClaim);
    } catch (error) {
      if (error instanceof StintError) throw error;
      throw new StintError("not_signed_in", `The access token is not accepted: ${reason(error)}. Sign in again.`);
    }
  };
}

/** Fetches the keys from wherever JWKS_URL says; the library's own fetcher takes https only, and there is none on a laptop. */
async function fetchKeys(url: string): Promise<ArrayBuffer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.arrayBuffer();
  } catch (error) {
    throw new StintError(
      "upstream",
      `The keys of the sign-in could not be fetched (${reason(error)}). Try again in a minute.`,
    );
  }
}

/** The library's messages name the claim and both values, and never the token. */
function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, "") : "it could not be read";
}

/** UTF-8 bytes after which a name is cut: it stands in every event of the history, which has to fit an item of the table. */
export const longestName = 64;

/** A name as the identity provider has it, where its owner may have typed it: one line, and what it looks like. */
function legible(name: string): string {
  const seen = name
    .toWellFormed()
    .replace(/(?:(?!\u200c|\u200d)[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}])+/gu, " ");
  return Buffer.from(seen.trim())
    .subarray(0, longestName)
    .toString()
    .replace(/\ufffd$/, "");
}

function personOf(payload: Record<string, unknown>, authenticationTimeClaim: string | undefined): Person {
  const text = (claim: string) => (typeof payload[claim] === "string" ? payload[claim] : undefined);
  const [sub, username, name] = [text("sub"), text("username"), text("stint:name")];
  if (sub === undefined || username === undefined || name === undefined)
    throw new StintError("not_signed_in", "The access token lacks what Stint's sign-in puts into it. Sign in again.");
  const groups = payload["cognito:groups"] ?? [];
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === "string"))
    throw new StintError("not_signed_in", "The access token's groups are not a list of names. Sign in again.");
  const [email, subject] = [text("stint:email"), text("stint:subject")];
  const authenticated = authenticationTimeClaim === undefined ? Number.NaN : Number(payload[authenticationTimeClaim]);
  return {
    sub,
    username,
    name: legible(name) || username,
    ...(email !== undefined && { email: normalEmail(email) }),
    ...(subject !== undefined && { subject }),
    groups,
    ...(Number.isFinite(authenticated) && { authenticatedAt: new Date(authenticated * 1000).toISOString() }),
  };
}
