import { Duration } from "aws-cdk-lib";
import {
  FeaturePlan,
  LambdaVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from "aws-cdk-lib/aws-cognito";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { scope as stintScope } from "../core/routes.ts";

export interface SignInProps {
  /** Puts groups and verified e-mail into access tokens, or fails, so that there is no token. */
  readonly preToken: IFunction;
  /** Of the dashboard, without a slash at the end. */
  readonly publicUrl: string;
  /** Seconds that a sign-in lasts: no refresh token lives longer, so no group is older. */
  readonly maxAge: number;
}

/** Where the `stint` command listens while somebody signs in. Cognito compares the whole URL, port included. */
const cliCallback = "http://localhost:8976/callback";

/** The user pool and its two public clients: code flow with PKCE, and no scope with which people change themselves. */
export class SignIn extends Construct {
  readonly pool: UserPool;
  readonly dashboard: UserPoolClient;
  readonly cli: UserPoolClient;

  constructor(scope: Construct, id: string, { preToken, publicUrl, maxAge }: SignInProps) {
    super(scope, id);
    this.pool = new UserPool(this, "Pool", {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      autoVerify: { email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: { minLength: 14 },
      deletionProtection: true,
    });
    this.pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, preToken, LambdaVersion.V2_0);
    const [resource, name] = stintScope.split("/") as [string, string];
    const use = new ResourceServerScope({ scopeName: name, scopeDescription: "Use Stint as the signed-in person" });
    const server = this.pool.addResourceServer("Api", { identifier: resource, scopes: [use] });
    const client = (clientId: string, callbackUrls: string[], logoutUrls: string[]) =>
      this.pool.addClient(clientId, {
        generateSecret: false,
        authFlows: {},
        oAuth: {
          flows: { authorizationCodeGrant: true },
          scopes: [OAuthScope.OPENID, OAuthScope.resourceServer(server, use)],
          callbackUrls,
          logoutUrls,
        },
        accessTokenValidity: Duration.minutes(5),
        idTokenValidity: Duration.minutes(5),
        refreshTokenValidity: Duration.seconds(maxAge),
        refreshTokenRotationGracePeriod: Duration.seconds(0),
        enableTokenRevocation: true,
        preventUserExistenceErrors: true,
      });
    this.dashboard = client("Dashboard", [`${publicUrl}/`], [`${publicUrl}/`]);
    this.cli = client("Cli", [cliCallback], [cliCallback]);
  }
}
