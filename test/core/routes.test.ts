import { describe, expect, test } from "vitest";
import { type Route, routeKey, routes, scope } from "../../core/routes.ts";

const all = Object.entries<Route>(routes);
const keysOf = (some: typeof all) => some.map(([, route]) => routeKey(route)).sort();

describe("routes", () => {
  test("no two answer to the same key", () => {
    expect(new Set(keysOf(all)).size).toBe(all.length);
  });

  test("only health and config are open", () => {
    expect(keysOf(all.filter(([, { open }]) => open))).toEqual(["GET /api/config", "GET /api/health"]);
  });

  test("a GET goes to the function that can neither seal nor assume a role", () => {
    for (const [, route] of all.filter(([, { method }]) => method === "GET")) expect(route.function).toBe("api");
  });

  test("only approving and rejecting go to the function that can seal", () => {
    expect(keysOf(all.filter(([, route]) => route.function === "decide"))).toEqual([
      "POST /api/requests/{id}/approve",
      "POST /api/requests/{id}/reject",
    ]);
  });

  test("only credentials and the console go to the function that can assume an elevated role", () => {
    expect(keysOf(all.filter(([, route]) => route.function === "credentials"))).toEqual([
      "POST /api/requests/{id}/console",
      "POST /api/requests/{id}/credentials",
    ]);
  });

  test("everything that acts on a request names it in the path", () => {
    const moves = all.filter(([name]) => /Request$|Credentials$|Console$/.test(name)).map(([, { path }]) => path);
    const without = moves.filter((path) => !path.includes("{id}"));
    expect(without.sort()).toEqual(["/api/requests", "/api/requests/preview"]);
  });
});

describe("routeKey", () => {
  test("is written as API Gateway writes it", () => {
    expect(routeKey(routes.approveRequest)).toBe("POST /api/requests/{id}/approve");
  });
});

describe("scope", () => {
  test("is Stint's own, not one that lets people write their attributes", () => {
    expect(scope).toBe("stint/use");
  });
});
