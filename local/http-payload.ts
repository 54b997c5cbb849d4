import { validateHeaderName, validateHeaderValue } from "node:http";
import type {
  APIGatewayEventRequestContextJWTAuthorizer,
  APIGatewayEventRequestContextV2,
  APIGatewayProxyEventV2WithRequestContext,
} from "aws-lambda";
import type { WireAnswer, WireRequest } from "./wire.ts";

type HttpEvent = APIGatewayProxyEventV2WithRequestContext<
  APIGatewayEventRequestContextV2 & { authorizer?: APIGatewayEventRequestContextJWTAuthorizer }
>;

interface EventDetails {
  readonly request: WireRequest;
  readonly accountId: string;
  readonly apiId: string;
  readonly requestId: string;
  readonly routeKey: string;
  /** Decoded. */
  readonly path: string;
  /** Decoded; none when empty. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly jwt?: APIGatewayEventRequestContextJWTAuthorizer["jwt"];
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Headers that belong to one connection, and pass neither way. */
const ofConnection = new Set(["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"]);

/**
 * A request in payload format 2.0, which a function behind an HTTP API gets:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * and, beyond what is written there, as the service was seen to do it: `rawPath` is decoded, `rawQueryString` is not,
 * and every body but text, JSON, XML and JavaScript is base64, forms and bodies of no type included.
 * The request always comes from 127.0.0.1 over HTTP/1.1; there is no trace id and no client certificate.
 */
export function httpEvent(details: EventDetails): HttpEvent {
  const { request, routeKey, path, parameters, jwt, time } = details;
  const { cookie, ...headers } = request.headers;
  const { hostname, port, searchParams, search } = request.url;
  const query = new Map<string, string>();
  for (const [name, value] of searchParams) query.set(name, query.has(name) ? `${query.get(name)},${value}` : value);
  const isText = /^(text\/[^;]*|application\/(json|xml|javascript))\s*(;|$)/i.test(headers["content-type"] ?? "");
  const hasBody = request.body.length > 0;
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: search.slice(1),
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.has(name))),
      "content-length": String(request.body.length),
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-port": port === "" ? "80" : port,
      "x-forwarded-proto": "http",
    },
    ...(query.size > 0 && { queryStringParameters: Object.fromEntries(query) }),
    requestContext: {
      accountId: details.accountId,
      apiId: details.apiId,
      ...(jwt !== undefined && { authorizer: { jwt } }),
      domainName: hostname,
      domainPrefix: hostname.split(".")[0] ?? "",
      http: {
        method: request.method,
        path,
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: details.requestId,
      routeKey,
      stage: "$default",
      time: commonLogTime(time),
      timeEpoch: time,
    },
    ...(Object.keys(parameters).length > 0 && { pathParameters: { ...parameters } }),
    ...(hasBody && { body: request.body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: hasBody && !isText,
  };
}

/** `12/Mar/2026:19:03:58 +0000` */
function commonLogTime(time: number): string {
  const [, day, month, year, clock] = new Date(time).toUTCString().split(" ");
  return `${day}/${month}/${year}:${clock} +0000`;
}

/**
 * What a function's answer becomes for the client; undefined where it is malformed, which the service answers with 500.
 * An answer without `statusCode` is a body of JSON with status 200. One with `statusCode` and without a content type is
 * plain text.
 */
export function httpAnswer(answer: unknown): WireAnswer | undefined {
  if (typeof answer !== "object" || answer === null || !("statusCode" in answer))
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: typeof answer === "string" ? answer : JSON.stringify(answer),
    };
  const { statusCode, headers, cookies, body, isBase64Encoded } = answer as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  if (typeof (body ?? "") !== "string") return undefined;
  if (typeof (headers ?? {}) !== "object" || Array.isArray(headers)) return undefined;
  if (
    !Array.isArray(cookies ?? []) ||
    !((cookies ?? []) as unknown[]).every((cookie) => isHeader("set-cookie", cookie))
  )
    return undefined;
  const sent: Record<string, string | string[]> = { "content-type": "text/plain; charset=utf-8" };
  for (const [name, value] of Object.entries((headers ?? {}) as Record<string, unknown>)) {
    if (!isHeader(name, value)) return undefined;
    if (!ofConnection.has(name.toLowerCase())) sent[name.toLowerCase()] = String(value);
  }
  if (cookies !== undefined && cookies !== null)
    sent["set-cookie"] = [sent["set-cookie"] ?? [], cookies as string[]].flat();
  return {
    status,
    headers: sent,
    body: Buffer.from((body ?? "") as string, isBase64Encoded === true ? "base64" : "utf8"),
  };
}

function isHeader(name: string, value: unknown): boolean {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
    return true;
  } catch {
    return false;
  }
}
