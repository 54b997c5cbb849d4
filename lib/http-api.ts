import { CfnStage, HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { type ApiFunction, type Route, routes, scope as stintScope } from "../core/routes.ts";
import type { SignIn } from "./sign-in.ts";

/** Adds every route of core/routes.ts, each to its function; all but the open ones behind the JWT authorizer. */
export function addRoutes(api: HttpApi, signIn: SignIn, functions: Readonly<Record<ApiFunction, IFunction>>): void {
  const authorizer = new HttpJwtAuthorizer("Token", signIn.pool.userPoolProviderUrl, {
    jwtAudience: [signIn.dashboard.userPoolClientId, signIn.cli.userPoolClientId],
  });
  const integrations = Object.fromEntries(
    Object.entries(functions).map(([name, fn]) => [name, new HttpLambdaIntegration(`${name}Integration`, fn)]),
  ) as Record<ApiFunction, HttpLambdaIntegration>;
  for (const [name, route] of Object.entries<Route>(routes)) {
    new HttpRoute(api, `${name[0]?.toUpperCase()}${name.slice(1)}`, {
      httpApi: api,
      routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
      integration: integrations[route.function],
      ...(!route.open && { authorizer, authorizationScopes: [stintScope] }),
    });
  }
}

/** Requests a second that the API takes at most, and how many at once; an account's own limit is 10,000. */
const throttle = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };

/** The API without its routes, so that what it is called with can refer to its address. */
export function createApi(scope: Construct): HttpApi {
  const api = new HttpApi(scope, "Api", { description: "Stint", createDefaultStage: true });
  const stage = api.defaultStage?.node.defaultChild;
  if (stage instanceof CfnStage) stage.defaultRouteSettings = throttle;
  return api;
}
