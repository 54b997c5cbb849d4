import { Duration } from "aws-cdk-lib";
import {
  CfnManagedLoginBranding,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolOperation,
} from "aws-cdk-lib/aws-cognito";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { scope as stintScope } from "../core/routes.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Deployment } from "./config.ts";
import { addProvider, attributes } from "./identity-provider.ts";

export interface SignInProps {
  /** Puts groups and verified e-mail into access tokens, or fails, so that there is no token. */
  readonly preToken: IFunction;
  /** Of the dashboard, without a slash at the end. */
  readonly publicUrl: string;
  readonly identity: Deployment["identity"];
}

/** Where the `stint` command listens while somebody signs in. Cognito compares the whole URL, port included. */
const cliCallback = "http://localhost:8976/callback";

/**
 * The user pool and its two public clients: code flow with PKCE, and no scope with which people change themselves. Where the
 * deployment names an identity provider, that one alone signs people in.
 */
export class SignIn extends Construct {
  readonly pool: UserPool;
  readonly dashboard: UserPoolClient;
  readonly cli: UserPoolClient;

  constructor(scope: Construct, id: string, { preToken, publicUrl, identity }: SignInProps) {
    super(scope, id);
    this.pool = this.userPool();
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, preToken, LambdaVersion.V2_0);
    this.pool.addDomain("Domain", {
      cognitoDomain: { domainPrefix: identity.domainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    const provider = identity.provider && addProvider(this.pool, identity.provider, preToken);
    const supported = provider
      ? UserPoolClientIdentityProvider.custom(provider.providerName)
      : UserPoolClientIdentityProvider.COGNITO;

    const [resource, name] = stintScope.split("/") as [string, string];
    const use = new ResourceServerScope({ scopeName: name, scopeDescription: "Use Stint as the signed-in person" });
    const server = this.pool.addResourceServer("Api", { identifier: resource, scopes: [use] });
    const client = (clientId: string, addresses: string[]) => {
      const made = this.pool.addClient(clientId, {
        generateSecret: false,
        // Without any, Cognito would allow the password flows, whose tokens may change the person's own attributes. This one
        // needs triggers that the pool does not have, so nobody gets through it.
        authFlows: { custom: true },
        oAuth: {
          flows: { authorizationCodeGrant: true },
          scopes: [OAuthScope.OPENID, OAuthScope.resourceServer(server, use)],
          callbackUrls: addresses,
          logoutUrls: addresses,
        },
        supportedIdentityProviders: [supported],
        // Cognito demands write access for what a provider maps. People cannot use it: that takes a token with the scope
        // aws.cognito.signin.user.admin, which no flow of this client gives.
        writeAttributes: attributes(new ClientAttributes()),
        accessTokenValidity: Duration.minutes(5),
        idTokenValidity: Duration.minutes(5),
        refreshTokenValidity: Duration.seconds(identity.maxAge),
        // A page that is reloaded in the middle of a renewal has to be able to ask again.
        refreshTokenRotationGracePeriod: Duration.seconds(10),
        enableTokenRevocation: true,
        preventUserExistenceErrors: true,
      });
      if (provider) made.node.addDependency(provider);
      // Managed login shows no page for a client without a style.
      new CfnManagedLoginBranding(this, `${clientId}Style`, {
        userPoolId: this.pool.userPoolId,
        clientId: made.userPoolClientId,
        useCognitoProvidedValues: true,
      });
      return made;
    };
    this.dashboard = client("Dashboard", [`${publicUrl}/`]);
    this.cli = client("Cli", [cliCallback]);
  }

  private userPool(): UserPool {
    const pool = new UserPool(this, "Pool", {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      keepOriginal: { email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
      },
      // Cognito never lets go of an attribute, so they are there before anybody needs them.
      customAttributes: {
        groups: new StringAttribute({ mutable: true, maxLen: 2048 }),
        auth_time: new StringAttribute({ mutable: true, maxLen: 64 }),
      },
      deletionProtection: true,
    });
    acknowledge(pool, {
      "AwsSolutions-COG8":
        "Plus adds threat protection to sign-ins with a password. Here people sign in through the organisation's provider, or with a second factor",
    });
    return pool;
  }
}
