import { SecretValue } from "aws-cdk-lib";
import {
  type AttributeMapping,
  CfnUserPool,
  type ClientAttributes,
  OidcAttributeRequestMethod,
  ProviderAttribute,
  SigningAlgorithm,
  type UserPool,
  UserPoolIdentityProviderOidc,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
} from "aws-cdk-lib/aws-cognito";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Deployment } from "./config.ts";

type Provider = NonNullable<Deployment["identity"]["provider"]>;

/** The user attributes that a provider's claims are mapped to; nothing else may be written. */
export function attributes(none: ClientAttributes): ClientAttributes {
  return none
    .withStandardAttributes({ email: true, emailVerified: true, fullname: true })
    .withCustomAttributes("groups", "auth_time");
}

/** What the pre-token function has to know of the provider, as its environment. */
export function providerEnvironment(provider: Provider | undefined): Record<string, string> {
  if (!provider) return {};
  return {
    PROVIDER: provider.name,
    PROVIDER_TYPE: provider.type,
    GROUPS_CLAIM: provider.groupsClaim,
    ...(provider.emailVerified === true && { EMAIL_VERIFIED: "always" }),
  };
}

/**
 * Lets a provider sign people in to the pool. `checkClaims` is asked at each sign-in before Cognito writes the claims into the
 * person's attributes: where the claim with the groups did not come, an older value would otherwise stay.
 */
export function addProvider(pool: UserPool, provider: Provider, checkClaims: IFunction) {
  const cfnPool = pool.node.defaultChild;
  if (!(cfnPool instanceof CfnUserPool)) throw new Error("the user pool is not one of this stack's");
  // The construct library does not know this trigger yet; the permission to call the function is that of the other one.
  cfnPool.addPropertyOverride("LambdaConfig.InboundFederation", {
    LambdaArn: checkClaims.functionArn,
    LambdaVersion: "V1_0",
  });
  const attributeMapping = mapping(provider);
  if (provider.type === "saml")
    return new UserPoolIdentityProviderSaml(pool, "Saml", {
      userPool: pool,
      name: provider.name,
      metadata: UserPoolIdentityProviderSamlMetadata.url(provider.metadataUrl),
      requestSigningAlgorithm: SigningAlgorithm.RSA_SHA256,
      idpInitiated: false,
      attributeMapping,
    });
  return new UserPoolIdentityProviderOidc(pool, "Oidc", {
    userPool: pool,
    name: provider.name,
    issuerUrl: provider.issuer,
    clientId: provider.clientId,
    // A dynamic reference: the template names the secret, CloudFormation reads it.
    clientSecret: SecretValue.secretsManager(provider.clientSecret).unsafeUnwrap(),
    scopes: [...(provider.scopes ?? ["openid", "email", "profile"])],
    attributeRequestMethod: OidcAttributeRequestMethod.GET,
    attributeMapping,
  });
}

function mapping(provider: Provider): AttributeMapping {
  const claim = (name: string) => ProviderAttribute.other(name);
  const { groupsClaim, emailClaim, emailVerified, nameClaim, authenticationTimeClaim } = provider;
  return {
    email: claim(emailClaim),
    ...(emailVerified !== true && { emailVerified: claim(emailVerified) }),
    ...(nameClaim !== undefined && { fullname: claim(nameClaim) }),
    custom: {
      "custom:groups": claim(groupsClaim),
      ...(authenticationTimeClaim !== undefined && { "custom:auth_time": claim(authenticationTimeClaim) }),
    },
  };
}
