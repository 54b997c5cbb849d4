import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originHeader, routes } from "../../core/routes.ts";
import { type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
const lines: string[] = [];
beforeAll(async () => {
  stint = await startStint({ log: (_, line) => lines.push(line) });
});
afterAll(() => stint.close());

/** Calls API Gateway at its own address, past CloudFront, as Alice. */
async function directly(method: string, path: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${stint.apiOrigin}${path}`, {
    method,
    headers: { authorization: `Bearer ${await stint.token("alice")}`, ...headers },
    ...(method === "POST" && { body: JSON.stringify({ ...sandboxAsk, asks: {} }) }),
  });
  return { status: response.status, body: await response.json() };
}

const closed = {
  status: 403,
  body: { error: { code: "not_allowed", message: "Stint is not called at this address. Use that of its dashboard." } },
};

describe("past CloudFront", () => {
  test.each(Object.values(routes))("$method $path is refused, though the token is good", async ({ method, path }) => {
    const url = path.replace("{id}", "0123456789abcdefghjk");
    expect(await directly(method, url)).toMatchObject(closed);
    for (const wrong of ["", "x", "x".repeat(64), stint.originHeaders[originHeader]?.toUpperCase() ?? ""])
      expect(await directly(method, url, { [originHeader]: wrong })).toMatchObject(closed);
  });

  test("nothing happens", async () => {
    await directly("POST", "/api/requests");
    expect((await stint.get("alice", "/requests?view=mine")).body).toEqual({ items: [] });
  });

  test("whoever has the secret gets in, so it is what counts", async () => {
    expect(await directly("GET", "/api/me", stint.originHeaders)).toMatchObject({ status: 200 });
  });
});

describe("through CloudFront", () => {
  test("a header that the client sends by that name is overwritten", async () => {
    const response = await fetch(`${stint.origin}/api/health`, { headers: { [originHeader]: "mine" } });
    expect(response.status).toBe(200);
  });

  test("the secret is in no answer and in no log", async () => {
    const secret = stint.originHeaders[originHeader] ?? "";
    expect(secret).toHaveLength(64);
    const answers = await Promise.all(
      ["/api/health", "/api/config", "/api/me", "/api/nothing", "/local", "/"].map(async (path) => {
        const response = await fetch(stint.origin + path, {
          headers: { authorization: `Bearer ${await stint.token("alice")}` },
        });
        return JSON.stringify([[...response.headers], await response.text()]);
      }),
    );
    expect(lines.length).toBeGreaterThan(0);
    for (const text of [...answers, ...lines]) expect(text).not.toContain(secret);
  });
});
