import * as z from "zod";
import { line, list, object, text } from "./parts.ts";

const claim = (expected: string) => text(/^(?!\s)[^\p{C}]{1,256}(?<!\s)$/u, expected);
const httpsUrl = (example: string) =>
  text(
    /^https:\/\/[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?(\/[\w.~:@!$&'()*+,;=%/?-]*)?$/,
    `a URL such as ${example}`,
  );

const ofEither = {
  name: text(
    /^(?!cognito$|facebook$|google$)[A-Za-z][A-Za-z0-9-]{2,31}$/i,
    "a name such as Okta: 3 to 32 letters, digits and hyphens; not Cognito, Facebook or Google",
  ).describe("What Cognito calls it. It becomes part of user names: keep it."),
  groupsClaim: claim("the name of the claim with all groups").describe(
    "The claim with all of the person's groups. Without it nobody is let in.",
  ),
  emailClaim: claim("the name of the claim with the e-mail address").describe("The claim with the e-mail address."),
  emailVerified: z
    .union([z.literal(true), claim("true, or the name of a claim")], { error: "true, or the name of a claim" })
    .describe(
      "The claim that says whether the address is verified; true where the provider sends no other than verified ones.",
    ),
  nameClaim: claim("the name of the claim with the full name").optional().describe("The claim with the full name."),
  authenticationTimeClaim: claim("the name of the claim with the time of authentication")
    .optional()
    .describe("The claim that carries when the person last really authenticated. signInWithin needs it."),
};

const oidc = object(
  {
    type: z.literal("oidc"),
    ...ofEither,
    issuer: httpsUrl("https://example.okta.com").describe("Its issuer, where its discovery document is."),
    clientId: line(256).describe("What the provider calls the user pool."),
    clientSecret: text(
      /^(arn:aws:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:)?[\w/+=.@-]{1,512}$/,
      "the name or ARN of a secret in Secrets Manager, never the secret itself",
    ).describe("Name or ARN of the secret in Secrets Manager that holds the client secret as plain text."),
    scopes: list(text(/^[!#-[\]-~]{1,128}$/, "a scope such as groups"))
      .min(1)
      .optional()
      .describe("What is asked for. openid, email and profile unless written."),
  },
  "An OpenID Connect provider.",
);

const saml = object(
  {
    type: z.literal("saml"),
    ...ofEither,
    metadataUrl: httpsUrl("https://idp.example.com/metadata").describe("Where its metadata document is."),
  },
  "A SAML 2.0 provider.",
);

/** Who signs people in, instead of the user pool itself. */
export const providerSchema = z.discriminatedUnion("type", [oidc, saml], {
  error: (issue) => (issue.code === "invalid_union" ? "oidc or saml" : undefined),
});

export type ProviderFile = z.infer<typeof providerSchema>;
