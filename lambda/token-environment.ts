import * as z from "zod/mini";
import { tokenVerifier } from "./adapters/tokens.ts";
import { text, url } from "./config.ts";
import type { VerifyToken } from "./deps.ts";

/** The environment of every function that takes access tokens. */
export const tokenEnvironment = {
  ISSUER: url,
  JWKS_URL: url,
  DASHBOARD_CLIENT: text,
  CLI_CLIENT: text,
  AUTHENTICATION_TIME_CLAIM: z.optional(text),
};

interface TokenEnvironment {
  readonly ISSUER: string;
  readonly JWKS_URL: string;
  readonly DASHBOARD_CLIENT: string;
  readonly CLI_CLIENT: string;
  readonly AUTHENTICATION_TIME_CLAIM?: string | undefined;
}

export function verifierFrom(env: TokenEnvironment): VerifyToken {
  const claim = env.AUTHENTICATION_TIME_CLAIM;
  return tokenVerifier({
    issuer: env.ISSUER,
    jwksUrl: env.JWKS_URL,
    clientIds: [env.DASHBOARD_CLIENT, env.CLI_CLIENT],
    ...(claim !== undefined && { authenticationTimeClaim: claim }),
  });
}
