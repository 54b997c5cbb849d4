import * as z from "zod/mini";
import { text } from "../config.ts";

/** The identity provider that signs people in, where it is not the user pool itself. */
export interface Provider {
  /** What Cognito calls it. */
  readonly name: string;
  readonly type: "oidc" | "saml";
  readonly groupsClaim: string;
  /** Whether every address that it sends is verified; else the attribute `email_verified` says so. */
  readonly emailsAreVerified: boolean;
}

/** What lib/identity-provider.ts gives the function. */
export const providerEnvironment = {
  PROVIDER: z.optional(text),
  PROVIDER_TYPE: z.optional(z.enum(["oidc", "saml"])),
  GROUPS_CLAIM: z.optional(text),
  EMAIL_VERIFIED: z.optional(z.literal("always")),
};

/** Undefined where people sign in at the user pool; throws where half of a provider is given. */
export function providerFrom(env: {
  readonly PROVIDER?: string | undefined;
  readonly PROVIDER_TYPE?: "oidc" | "saml" | undefined;
  readonly GROUPS_CLAIM?: string | undefined;
  readonly EMAIL_VERIFIED?: "always" | undefined;
}): Provider | undefined {
  const { PROVIDER: name, PROVIDER_TYPE: type, GROUPS_CLAIM: groupsClaim } = env;
  if (name === undefined && type === undefined && groupsClaim === undefined) return undefined;
  if (name === undefined || type === undefined || groupsClaim === undefined)
    throw new Error("the environment is not right: PROVIDER, PROVIDER_TYPE and GROUPS_CLAIM go together");
  return { name, type, groupsClaim, emailsAreVerified: env.EMAIL_VERIFIED === "always" };
}
