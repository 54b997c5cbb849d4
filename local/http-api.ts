import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";
import { httpAnswer, httpEvent } from "./http-payload.ts";
import { makeRouter, type Route } from "./http-routes.ts";
import { makeAuthorizer } from "./jwt-authorizer.ts";
import { LambdaError } from "./lambda-error.ts";
import type { Part, WireAnswer } from "./wire.ts";

export interface HttpApiOptions {
  readonly accountId: string;
  readonly apiId: string;
  readonly clock: Clock;
  readonly routes: readonly Route[];
  /** Where the keys of the routes' issuers are; `http:` is fine. Fetched with the first token. */
  readonly jwksUrl: string;
  /** Rejects with a `LambdaError` for what happened in the function. */
  readonly invoke: (functionArn: string, event: unknown) => Promise<unknown>;
}

/** Bytes of a request's body: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const largestBody = 10 * 2 ** 20;
/** Milliseconds. */
const longestIntegration = 30_000;

/**
 * API Gateway's HTTP API with Lambda integrations in payload format 2.0, JWT authorizers and the `$default` stage. A
 * function that fails, or runs out of its own time, is answered 500; one that outlasts the integration's time 503, and it
 * runs on. Not here: CORS (so OPTIONS is a method like any other), throttling, access logs, stage variables, parameter
 * mapping, other integrations and authorizers. Throws for routes that the service would refuse.
 */
export function startHttpApi(options: HttpApiOptions): { readonly part: Part } {
  const { accountId, apiId, clock, routes, jwksUrl, invoke } = options;
  const router = makeRouter(routes);
  const authorize = makeAuthorizer({ jwksUrl, clock });

  const answer = async (request: Parameters<Part>[0], requestId: string): Promise<WireAnswer> => {
    const path = decoded(request.url.pathname);
    if (path === undefined) return message(400, "Bad Request");
    const found = router(request.method, request.url.pathname);
    if (found === undefined) return message(404, "Not Found");
    if (request.body.length > largestBody) return message(413, "Request Entity Too Large");
    const { route } = found;
    const verdict = route.authorizer && (await authorize(route.authorizer, request.headers.authorization));
    if (verdict !== undefined && "status" in verdict) {
      const refused = message(verdict.status, verdict.status === 401 ? "Unauthorized" : "Forbidden");
      return { ...refused, headers: { ...refused.headers, "www-authenticate": verdict.challenge } };
    }
    const parameters = Object.fromEntries(
      Object.entries(found.parameters).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    const event = httpEvent({
      request,
      accountId,
      apiId,
      requestId,
      routeKey: route.key,
      path,
      parameters,
      ...(verdict !== undefined && { jwt: verdict }),
      time: clock.now(),
    });
    return integrate(route, event);
  };

  async function integrate(route: Route, event: unknown): Promise<WireAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<WireAnswer>((resolve) => {
      const limit = Math.min(route.timeout ?? longestIntegration, longestIntegration);
      timer = setTimeout(() => resolve(message(503, "Service Unavailable")), limit);
    });
    const answered = invoke(route.functionArn, event).then(
      (result) => httpAnswer(result) ?? message(500, "Internal Server Error"),
      (error: unknown) => {
        if (!(error instanceof LambdaError)) throw error;
        const tooLarge = error.name === "RequestEntityTooLargeException";
        return tooLarge ? message(413, "Request Entity Too Large") : message(500, "Internal Server Error");
      },
    );
    return Promise.race([answered, late]).finally(() => clearTimeout(timer));
  }

  return {
    async part(request) {
      const requestId = randomBytes(11).toString("base64");
      const { status, headers, body = "" } = await answer(request, requestId);
      return { status, headers: { ...headers, "apigw-requestid": requestId }, body };
    },
  };
}

function message(status: number, text: string): WireAnswer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ message: text }) };
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
