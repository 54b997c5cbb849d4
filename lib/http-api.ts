import { CfnStage, HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { CfnPermission, type IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { type ApiFunction, type Route, routes, scope as stintScope } from "../core/routes.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Logs } from "./logs.ts";
import type { SignIn } from "./sign-in.ts";

/** Adds every route of core/routes.ts, each to its function; all but the open ones behind the JWT authorizer. */
export function addRoutes(api: HttpApi, signIn: SignIn, functions: Readonly<Record<ApiFunction, IFunction>>): void {
  const authorizer = new HttpJwtAuthorizer("Token", signIn.pool.userPoolProviderUrl, {
    jwtAudience: [signIn.dashboard.userPoolClientId, signIn.cli.userPoolClientId],
  });
  const integrations = Object.fromEntries(
    Object.entries(functions).map(([name, fn]) => [
      name,
      new HttpLambdaIntegration(`${name}Integration`, fn, { scopePermissionToRoute: false }),
    ]),
  ) as Record<ApiFunction, HttpLambdaIntegration>;
  for (const [name, route] of Object.entries<Route>(routes)) {
    const added = new HttpRoute(api, `${name[0]?.toUpperCase()}${name.slice(1)}`, {
      httpApi: api,
      routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
      integration: integrations[route.function],
      ...(!route.open && { authorizer, authorizationScopes: [stintScope] }),
    });
    if (route.open)
      acknowledge(added, {
        "AwsSolutions-APIG4": "Open on purpose: it changes nothing and tells nothing about anybody",
        api_gw_v2_authorization_type_configured_check: "Open on purpose, as above",
      });
  }
  for (const permission of api.node.findAll().filter((found) => found instanceof CfnPermission))
    acknowledge(permission, {
      lambda_function_public_access_prohibited_check:
        "SourceArn lets this one API in; the rule does not read an ARN that CloudFormation joins",
    });
}

/** Requests a second that the API takes at most, and how many at once; an account's own limit is 10,000. */
const throttle = { throttlingRateLimit: 100, throttlingBurstLimit: 200 };

/** What is logged of each request: no body, no header, no token, and of the path no id. */
const accessLog = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  route: "$context.routeKey",
  status: "$context.status",
  /** Of the token, in the authorizer's words. */
  refusal: "$context.authorizer.error",
  error: "$context.error.message",
  integrationError: "$context.integrationErrorMessage",
  milliseconds: "$context.responseLatency",
  /** CloudFront's; the caller's is in CloudFront's log. */
  from: "$context.identity.sourceIp",
};

/** The API without its routes, so that what it is called with can refer to its address. */
export function createApi(scope: Construct, logs: Logs): HttpApi {
  const api = new HttpApi(scope, "Api", { description: "Stint", createDefaultStage: true });
  const stage = api.defaultStage?.node.defaultChild;
  if (!(stage instanceof CfnStage)) throw new Error("the API has no stage of its own");
  stage.defaultRouteSettings = throttle;
  stage.accessLogSettings = {
    destinationArn: logs.group(scope, "ApiAccessLogs").logGroupArn,
    format: JSON.stringify(accessLog),
  };
  return api;
}
