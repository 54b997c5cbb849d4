import middy from "@middy/core";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import * as z from "zod/mini";
import type { ErrorAnswer } from "../core/api.ts";
import { StintError, statusOf } from "../core/errors.ts";
import { largestBody } from "../core/input.ts";
import { isBlocked, type Policy, standingOf } from "../core/policy.ts";
import type { Caller } from "../core/request.ts";
import {
  type ApiFunction,
  originHeader,
  type Route,
  type RouteName,
  type RoutesOf,
  routeKey,
  routes,
  timeHeader,
} from "../core/routes.ts";
import type { InvocationLog } from "./adapters/log.ts";
import type { FrontDoor, Log, VerifyToken } from "./deps.ts";
import { isId } from "./ids.ts";

/** What a handler is called with: who, about which request, and the validated body or query. */
export interface Call<Input> {
  readonly caller: Caller;
  /** From the path; empty where the path has none. */
  readonly id: string;
  readonly input: Input;
  readonly idempotencyKey?: string;
}

export interface Endpoint<Deps> {
  readonly run: (raw: unknown, call: Omit<Call<unknown>, "input">, deps: Deps) => Promise<unknown>;
  readonly status: number;
}

/** One route's handler: a strict schema of its body (or query, of a GET), and what it does. */
export function endpoint<Input, Deps>(
  schema: z.ZodMiniType<Input>,
  run: (call: Call<Input>, deps: Deps) => Promise<unknown>,
  status = 200,
): Endpoint<Deps> {
  return { status, run: async (raw, call, deps) => run({ ...call, input: parse(schema, raw) }, deps) };
}

export interface ServeOptions<F extends ApiFunction, Deps> {
  readonly endpoints: Record<RoutesOf<F>, Endpoint<Deps>>;
  readonly deps: Deps;
  readonly frontDoor: FrontDoor;
  readonly verifyToken: VerifyToken;
  readonly policy: Policy;
  readonly log: InvocationLog;
}

/** Extends the event with what the middlewares found out. */
type Event = APIGatewayProxyEventV2 & { caller?: Caller };
type Result = APIGatewayProxyStructuredResultV2;

/** No caller: what the open routes are called with. */
const nobody: Caller = {
  sub: "",
  username: "",
  name: "",
  groups: [],
  auditor: false,
  administrator: false,
  blocked: true,
};

const headers = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Serves a function's routes: logging, the error map, the front door, the token, the body, then the handler. */
export function serve<F extends ApiFunction, Deps extends { readonly now: () => Date }>({
  endpoints,
  deps,
  frontDoor,
  verifyToken,
  policy,
  log,
}: ServeOptions<F, Deps>) {
  const byKey = new Map<string, { route: Route; endpoint: Endpoint<Deps> }>(
    (Object.keys(endpoints) as RoutesOf<F>[]).map((name) => {
      const route: Route = routes[name satisfies RouteName];
      return [routeKey(route), { route, endpoint: endpoints[name] }];
    }),
  );

  const answer = (statusCode: number, body: unknown): Result => ({
    statusCode,
    headers: { ...headers, [timeHeader]: deps.now().toISOString() },
    body: JSON.stringify(body),
  });

  return middy<Event, Result, Error, Context>()
    .use({
      before: ({ event }) => {
        log.resetKeys();
        log.appendKeys({ requestId: event.requestContext.requestId, route: event.routeKey });
      },
      after: ({ response }) => {
        log.info("answered", { status: response?.statusCode });
      },
      onError: (request) => {
        const { status, body } = refusalFor(request.error, log);
        request.response = answer(status, body);
      },
    })
    .use({
      // API Gateway's own address cannot be closed, and has neither CloudFront's firewall nor its logs before it.
      before: async ({ event }) => {
        if (!(await frontDoor(event.headers[originHeader])))
          throw new StintError("not_allowed", "Stint is not called at this address. Use that of its dashboard.");
      },
    })
    .use({
      // API Gateway has checked the token; its claims have become strings, so the token itself is what counts.
      before: async ({ event }) => {
        if (byKey.get(event.routeKey)?.route.open) return;
        const token = /^Bearer (\S+)$/i.exec(event.headers.authorization ?? "")?.[1];
        if (!token)
          throw new StintError("not_signed_in", "There is no access token. Sign in, and send it as a Bearer token.");
        const person = await verifyToken(token);
        const { auditor, administrator } = standingOf(policy, person);
        event.caller = { ...person, auditor, administrator, blocked: isBlocked(policy, person) };
        log.appendKeys({ person: person.sub });
      },
    })
    .handler(async (event) => {
      const found = byKey.get(event.routeKey);
      if (!found) throw new StintError("not_found", `There is no ${event.routeKey}.`);
      const id = event.pathParameters?.id ?? "";
      if (found.route.path.includes("{id}")) {
        if (!isId(id)) throw new StintError("not_found", "There is no such request. Is its id complete?");
        log.appendKeys({ request: id });
      }
      const query = event.queryStringParameters ?? {};
      if (found.route.method === "POST" && Object.keys(query).length > 0)
        throw new StintError("invalid_input", "A POST takes no query. Send everything in the body.");
      const raw = found.route.method === "GET" ? query : bodyOf(event);
      const key = event.headers["idempotency-key"];
      const call = { caller: event.caller ?? nobody, id, ...(key !== undefined && { idempotencyKey: key }) };
      return answer(found.endpoint.status, await found.endpoint.run(raw, call, deps));
    });
}

function bodyOf({ body = "", isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  const text = isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
  const size = Buffer.byteLength(text);
  if (size > largestBody)
    throw new StintError("too_large", `The body has ${size} bytes; at most ${largestBody} are taken.`);
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text, member);
  } catch (error) {
    if (error instanceof StintError) throw error;
    throw new StintError("invalid_input", "The body is not JSON. Send an object as application/json.");
  }
}

/** Any member but `__proto__`, over which the schemas would pass without a word. */
function member(key: string, value: unknown): unknown {
  if (key === "__proto__")
    throw new StintError("invalid_input", "The body has the key __proto__, which nothing takes.");
  return value;
}

/** Validates, or names everything that is wrong at once. */
function parse<Input>(schema: z.ZodMiniType<Input>, raw: unknown): Input {
  const result = z.safeParse(schema, raw);
  if (result.success) return result.data;
  const details = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const list = details.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
  throw new StintError("invalid_input", `The input is not right: ${list}.`, details);
}

/** An error as the client sees it. What Stint did not mean to say stays in the log. */
function refusalFor(error: unknown, log: Log): { readonly status: number; readonly body: ErrorAnswer } {
  const known = error instanceof StintError ? error : unexpected(error, log);
  const { code, message, details } = known;
  // What is wrong with an input may quote it, and somebody may have sent a token.
  if (code !== "internal") log.info("refused", { code, ...(code !== "invalid_input" && { reason: message }) });
  const body = { error: { code, message, ...(details !== undefined && { details }) } };
  return { status: statusOf[code], body };
}

function unexpected(error: unknown, log: Log): StintError {
  const isAws = error instanceof Error && "$metadata" in error;
  log.error(isAws ? "an AWS call failed" : "an unexpected error", { error });
  return isAws
    ? new StintError("upstream", "AWS did not answer as it should. Nothing is lost; try again in a minute.")
    : new StintError(
        "internal",
        "Something went wrong in Stint. It has been logged; try again, then tell your administrators.",
      );
}
