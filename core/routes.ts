/** The Lambda functions behind the HTTP API. */
export type ApiFunction = "api" | "decide" | "credentials";

export interface Route {
  readonly method: "GET" | "POST";
  /** As API Gateway writes it. */
  readonly path: `/api/${string}`;
  readonly function: ApiFunction;
  /** Whether it answers without a token. Such a route changes nothing and tells nothing about anybody. */
  readonly open?: true;
}

/** Every route there is. The template and the handlers are made from this table; a handler without a route does not compile. */
export const routes = {
  health: { method: "GET", path: "/api/health", function: "api", open: true },
  config: { method: "GET", path: "/api/config", function: "api", open: true },
  me: { method: "GET", path: "/api/me", function: "api" },
  catalog: { method: "GET", path: "/api/catalog", function: "api" },
  listAccounts: { method: "GET", path: "/api/accounts", function: "api" },
  policy: { method: "GET", path: "/api/policy", function: "api" },
  explainPolicy: { method: "POST", path: "/api/policy/explain", function: "api" },
  previewRequest: { method: "POST", path: "/api/requests/preview", function: "api" },
  createRequest: { method: "POST", path: "/api/requests", function: "api" },
  listRequests: { method: "GET", path: "/api/requests", function: "api" },
  getRequest: { method: "GET", path: "/api/requests/{id}", function: "api" },
  withdrawRequest: { method: "POST", path: "/api/requests/{id}/withdraw", function: "api" },
  endRequest: { method: "POST", path: "/api/requests/{id}/end", function: "api" },
  revokeRequest: { method: "POST", path: "/api/requests/{id}/revoke", function: "api" },
  approveRequest: { method: "POST", path: "/api/requests/{id}/approve", function: "decide" },
  rejectRequest: { method: "POST", path: "/api/requests/{id}/reject", function: "decide" },
  issueCredentials: { method: "POST", path: "/api/requests/{id}/credentials", function: "credentials" },
  openConsole: { method: "POST", path: "/api/requests/{id}/console", function: "credentials" },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** Names of the routes that a function serves. */
export type RoutesOf<F extends ApiFunction> = {
  [N in RouteName]: (typeof routes)[N]["function"] extends F ? N : never;
}[RouteName];

/** The key under which API Gateway knows a route, and hands it to the function. */
export function routeKey({ method, path }: Route): string {
  return `${method} ${path}`;
}

/** The OAuth scope that every route but the open ones asks for. */
export const scope = "stint/use";

/** The header by which the API knows requests that came through CloudFront. */
export const originHeader = "x-stint-origin";
/** The header that says when an answer was made, ISO 8601 with milliseconds: for countdowns on clocks that are wrong. */
export const timeHeader = "x-stint-time";
