import type { JwtAuthorizer } from "./jwt-authorizer.ts";

/** A route of an HTTP API and the function behind it. */
export interface Route {
  /** `GET /requests/{id}`, `ANY /files/{path+}` or `$default`. */
  readonly key: string;
  readonly functionArn: string;
  /** Without one the route is open. */
  readonly authorizer?: JwtAuthorizer;
  /** Milliseconds of real time after which the integration is answered 503; 30,000, the most there can be, unless told. */
  readonly timeout?: number;
}

interface RouteMatch {
  readonly route: Route;
  /** As in the path: not decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route for a method and a path that is not decoded. */
export type Router = (method: string, path: string) => RouteMatch | undefined;

interface Compiled {
  readonly route: Route;
  readonly method: string;
  /** Of `/a/{b}/{c+}`: `a`, `{b}`, `{c+}`. Empty for `$default`. */
  readonly segments: readonly string[];
}

const methods = new Set(["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);

/**
 * Chooses among routes as the service does: a full match, before a greedy one, before `$default`; then a method before
 * `ANY`; then a literal segment before a parameter, from left to right.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * Paths match segment by segment as they are sent: `/a//b` and `/a/` are other paths than `/a/b` and `/a`.
 * Throws for a key that the service would refuse, and for two routes that match the same.
 */
export function makeRouter(routes: readonly Route[]): Router {
  const compiled = routes.map(compile);
  const seen = new Map<string, string>();
  for (const { route, method, segments } of compiled) {
    const shape = [method, ...segments.map((s) => (isGreedy(s) ? "{+}" : isParameter(s) ? "{}" : s))].join("/");
    const other = seen.get(shape);
    if (other !== undefined) throw new Error(`the routes "${other}" and "${route.key}" match the same requests`);
    seen.set(shape, route.key);
  }
  const inOrder = compiled.toSorted((a, b) => compare(rank(a), rank(b)));

  return (method, path) => {
    const asked = path.slice(1).split("/");
    for (const candidate of inOrder) {
      if (candidate.method !== method && candidate.method !== "ANY") continue;
      const parameters = candidate.route.key === "$default" ? {} : match(candidate.segments, asked);
      if (parameters !== undefined) return { route: candidate.route, parameters };
    }
    return undefined;
  };
}

function compile(route: Route): Compiled {
  if (route.key === "$default") return { route, method: "ANY", segments: [] };
  const [, method = "", path] = /^(\S+) \/(\S*)$/.exec(route.key) ?? [];
  if (!methods.has(method) || path === undefined)
    throw new Error(`expected a route key like "GET /path" or "$default", found "${route.key}"`);
  const segments = path.split("/");
  const names = segments.filter(isParameter);
  const wellFormed = segments.every(
    (s, i) => /^\{[\w.-]+\}$|^[^{}]+$/.test(s) || (/^\{[\w.-]+\+\}$/.test(s) && i === segments.length - 1),
  );
  if (path !== "" && !wellFormed)
    throw new Error(`the route "${route.key}": a segment is text, {name}, or at the end {name+}`);
  if (new Set(names).size < names.length) throw new Error(`the route "${route.key}" has a parameter twice`);
  return { route, method, segments };
}

function match(segments: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  const parameters: [string, string][] = [];
  for (const [i, segment] of segments.entries()) {
    if (isGreedy(segment)) {
      const rest = asked.slice(i).join("/");
      if (rest === "") return undefined;
      return Object.fromEntries([...parameters, [segment.slice(1, -2), rest]]);
    }
    const value = asked[i];
    if (isParameter(segment) ? !value : value !== segment) return undefined;
    if (isParameter(segment) && value !== undefined) parameters.push([segment.slice(1, -1), value]);
  }
  return asked.length === segments.length ? Object.fromEntries(parameters) : undefined;
}

/** Lower comes first. */
function rank({ route, method, segments }: Compiled): readonly number[] {
  const kind = route.key === "$default" ? 2 : segments.some(isGreedy) ? 1 : 0;
  return [kind, method === "ANY" ? 1 : 0, ...segments.map((s) => (isGreedy(s) ? 2 : isParameter(s) ? 1 : 0))];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== (b[i] ?? 0));
  return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0);
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{");
}

function isGreedy(segment: string): boolean {
  return segment.endsWith("+}");
}
