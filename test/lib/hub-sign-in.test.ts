import { describe, expect, test } from "vitest";
import { hubWithEveryOption, shippedHub } from "./hub-template.ts";

const hub = shippedHub();
const [oidc, saml] = await Promise.all([hubWithEveryOption("oidc"), hubWithEveryOption("saml")]);
const pool = hub.one("AWS::Cognito::UserPool").Properties;

describe("the user pool", () => {
  test("lets nobody sign up, and asks its own users for a long password and a second factor that is not an SMS", () => {
    expect(pool).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      UserPoolTier: "ESSENTIALS",
      MfaConfiguration: "ON",
      EnabledMfas: ["SOFTWARE_TOKEN_MFA"],
      DeletionProtection: "ACTIVE",
      AutoVerifiedAttributes: ["email"],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
    });
    expect(pool.Policies.PasswordPolicy).toEqual({
      MinimumLength: 14,
      RequireLowercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
      RequireUppercase: true,
    });
  });

  test("asks the pre-token function, which answers for access tokens too", () => {
    expect(pool.LambdaConfig.PreTokenGenerationConfig).toEqual({
      LambdaArn: { "Fn::GetAtt": [expect.stringMatching(/^PreTokenFunction/), "Arn"] },
      LambdaVersion: "V2_0",
    });
  });

  test("has a page of its own for signing in, styled for each client, or nobody could", () => {
    const domains = [hub, oidc].map((template) => template.one("AWS::Cognito::UserPoolDomain").Properties);
    expect(domains).toMatchObject([
      { Domain: "stint-999988887777", ManagedLoginVersion: 2 },
      { Domain: "example-stint", ManagedLoginVersion: 2 },
    ]);
    const styled = hub.ofType("AWS::Cognito::ManagedLoginBranding").map(({ Properties }) => Properties.ClientId.Ref);
    expect(styled.sort()).toEqual(
      hub
        .ofType("AWS::Cognito::UserPoolClient")
        .map(({ id }) => id)
        .sort(),
    );
  });
});

describe.each([
  ["without a provider", hub],
  ["with an OpenID Connect provider", oidc],
  ["with a SAML provider", saml],
])("each client, %s,", (_, template) => {
  const clients = template.ofType("AWS::Cognito::UserPoolClient").map(({ Properties }) => Properties);

  test("is public and knows the code flow only, for two scopes", () => {
    expect(clients).toHaveLength(2);
    for (const client of clients) {
      expect(client).toMatchObject({
        GenerateSecret: false,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["code"],
        AllowedOAuthScopes: ["openid", { "Fn::Join": ["", [{ Ref: expect.any(String) }, "/use"]] }],
        PreventUserExistenceErrors: "ENABLED",
      });
      const server = template.one("AWS::Cognito::UserPoolResourceServer");
      expect(client.AllowedOAuthScopes[1]["Fn::Join"][1][0].Ref).toBe(server.id);
      expect(server.Properties).toMatchObject({ Identifier: "stint", Scopes: [{ ScopeName: "use" }] });
    }
  });

  test("has no flow that gives a token with which people change themselves", () => {
    for (const { ExplicitAuthFlows } of clients) expect(ExplicitAuthFlows).toEqual(["ALLOW_CUSTOM_AUTH"]);
    const { LambdaConfig } = template.one("AWS::Cognito::UserPool").Properties;
    for (const trigger of ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"])
      expect(LambdaConfig).not.toHaveProperty(trigger);
  });

  test("gives short tokens, and refresh tokens that work for seconds after their use and live no longer than groups may be old", () => {
    for (const client of clients)
      expect(client).toMatchObject({
        AccessTokenValidity: 5,
        IdTokenValidity: 5,
        RefreshTokenValidity: 480,
        TokenValidityUnits: { AccessToken: "minutes", IdToken: "minutes", RefreshToken: "minutes" },
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
        EnableTokenRevocation: true,
      });
  });

  test("goes back to Stint's own address, or to the command line", () => {
    const [page, cli] = clients.map(({ CallbackURLs }) => JSON.stringify(CallbackURLs));
    expect(page).toMatch(template === hub ? /https:\/\/.*Distribution/ : /"https:\/\/stint\.example\.com\/"/);
    expect(cli).toBe('["http://localhost:8976/callback"]');
    for (const { CallbackURLs, LogoutURLs } of clients) expect(LogoutURLs).toEqual(CallbackURLs);
  });
});

describe("an identity provider", () => {
  test("alone signs people in, through both clients", () => {
    for (const [template, name] of [
      [hub, "COGNITO"],
      [oidc, "Okta"],
      [saml, "Entra"],
    ] as const)
      for (const { Properties } of template.ofType("AWS::Cognito::UserPoolClient"))
        expect(JSON.stringify(Properties.SupportedIdentityProviders)).toContain(
          name === "COGNITO" ? name : template.one("AWS::Cognito::UserPoolIdentityProvider").id,
        );
    expect(hub.ofType("AWS::Cognito::UserPoolIdentityProvider")).toEqual([]);
  });

  test("of OpenID Connect hands over its claims, with a secret that the template only names", () => {
    expect(oidc.one("AWS::Cognito::UserPoolIdentityProvider").Properties).toMatchObject({
      ProviderName: "Okta",
      ProviderType: "OIDC",
      ProviderDetails: {
        client_id: "0oa1b2c3d4",
        client_secret: "{{resolve:secretsmanager:stint/okta:SecretString:::}}",
        oidc_issuer: "https://example.okta.com",
        authorize_scopes: "openid email profile groups",
        attributes_request_method: "GET",
      },
      AttributeMapping: {
        email: "email",
        email_verified: "email_verified",
        name: "name",
        "custom:groups": "groups",
        "custom:auth_time": "authenticated",
      },
    });
  });

  test("of SAML gets signed requests, and starts no sign-in by itself", () => {
    const { ProviderDetails, AttributeMapping } = saml.one("AWS::Cognito::UserPoolIdentityProvider").Properties;
    expect(ProviderDetails).toEqual({
      MetadataURL: "https://idp.example.com/metadata",
      RequestSigningAlgorithm: "rsa-sha256",
      IDPInit: false,
      IDPSignout: false,
    });
    expect(AttributeMapping).not.toHaveProperty("email_verified");
  });

  test("may have every attribute written that it maps, and no other", () => {
    for (const template of [oidc, saml]) {
      const { AttributeMapping } = template.one("AWS::Cognito::UserPoolIdentityProvider").Properties;
      for (const { Properties } of template.ofType("AWS::Cognito::UserPoolClient")) {
        expect(Properties.WriteAttributes).toEqual([
          "custom:auth_time",
          "custom:groups",
          "email",
          "email_verified",
          "name",
        ]);
        expect(Properties.WriteAttributes).toEqual(expect.arrayContaining(Object.keys(AttributeMapping)));
      }
    }
    expect(pool.Schema.map(({ Name }: { Name: string }) => Name)).toEqual(["groups", "auth_time"]);
  });

  test("is asked for its claims before Cognito takes them over", () => {
    expect(pool.LambdaConfig).not.toHaveProperty("InboundFederation");
    for (const template of [oidc, saml]) {
      const { LambdaConfig } = template.one("AWS::Cognito::UserPool").Properties;
      expect(LambdaConfig.InboundFederation).toEqual({
        LambdaArn: LambdaConfig.PreTokenGenerationConfig.LambdaArn,
        LambdaVersion: "V1_0",
      });
    }
  });

  test("is what the pre-token function goes by", () => {
    const environment = (template: typeof hub) =>
      template.one("AWS::Lambda::Function", "PreToken").Properties.Environment.Variables;
    expect(environment(hub)).toEqual({ POWERTOOLS_SERVICE_NAME: "stint-pre-token" });
    expect(environment(oidc)).toMatchObject({ PROVIDER: "Okta", PROVIDER_TYPE: "oidc", GROUPS_CLAIM: "groups" });
    expect(environment(oidc)).not.toHaveProperty("EMAIL_VERIFIED");
    expect(environment(saml)).toMatchObject({ PROVIDER: "Entra", PROVIDER_TYPE: "saml", EMAIL_VERIFIED: "always" });
  });

  test("is where the time of authentication comes from, never the moment at which Cognito was reached", () => {
    const claim = (template: typeof hub) =>
      template.one("AWS::Lambda::Function", "ApiFunction").Properties.Environment.Variables.AUTHENTICATION_TIME_CLAIM;
    expect([hub, oidc, saml].map(claim)).toEqual(["auth_time", "stint:auth_time", "stint:auth_time"]);
  });
});
