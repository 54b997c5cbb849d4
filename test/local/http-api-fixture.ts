import type { APIGatewayProxyEventV2WithJWTAuthorizer as Event } from "aws-lambda";
import { afterAll, afterEach, beforeEach, expect } from "vitest";
import { startClock } from "../../local/clock.ts";
import { startHttpApi } from "../../local/http-api.ts";
import type { Route } from "../../local/http-routes.ts";
import { type Served, serve } from "../../local/wire.ts";
import { type Reply, sendTo } from "./http-fixture.ts";

export const noon = Date.parse("2030-03-05T12:00:00Z");
export const clock = startClock(noon - Date.now());
export const functionArn = "arn:aws:lambda:eu-west-1:111122223333:function:api";

/** The function behind every route: what it was asked since the test began, and what it answers. */
export const behind: { events: Event[]; answer: (event: Event) => unknown } = { events: [], answer: () => null };
let api: Served;
beforeEach(() => {
  behind.events = [];
  behind.answer = () => ({ statusCode: 200, body: "fine" });
});
afterEach(() => api.close());
afterAll(() => clock.close());

/** Serves these routes; the ones given by key alone are open. */
export async function start(routes: readonly (string | Route)[], jwksUrl = "http://localhost:1/none"): Promise<void> {
  const { part } = startHttpApi({
    accountId: "111122223333",
    apiId: "a1b2c3d4e5",
    clock,
    jwksUrl,
    routes: routes.map((route) => (typeof route === "string" ? { key: route, functionArn } : route)),
    invoke: async (arn, event) => {
      expect(arn).toBe(functionArn);
      behind.events.push(JSON.parse(JSON.stringify(event)) as Event);
      return behind.answer(event as Event);
    },
  });
  api = await serve({ port: 0, mounts: { "/": part }, maxBody: 11 * 2 ** 20 });
}

export function stop(): Promise<void> {
  return api.close();
}

export function send(method: string, path: string, sent: object = {}): Promise<Reply> {
  return sendTo(api.port, path, { method, ...sent });
}
