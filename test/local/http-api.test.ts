import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { startFunctions } from "../../local/functions.ts";
import { LambdaError } from "../../local/lambda-error.ts";
import { behind, clock, functionArn, send, start } from "./http-api-fixture.ts";

describe("what goes wrong", () => {
  beforeEach(() => start(["ANY /"]));
  const failed = { status: 500, body: '{"message":"Internal Server Error"}' };

  test.each([
    ["throws", new LambdaError("TypeError", "secret detail")],
    ["runs out of its own time", new LambdaError("Sandbox.Timedout", "Task timed out after 3.00 seconds")],
    ["answers too much", new LambdaError("Function.ResponseSizeTooLarge", "too large")],
  ])("is 500 when the function %s, without a word on why", async (_, error) => {
    behind.answer = () => Promise.reject(error);
    expect(await send("GET", "/")).toMatchObject({ ...failed, headers: { "content-type": "application/json" } });
  });

  test("is 413 when the body is more than Lambda takes", async () => {
    behind.answer = () => Promise.reject(new LambdaError("RequestEntityTooLargeException", "too large"));
    expect(await send("GET", "/")).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
  });

  test("is 413 over 10 MiB of body, which no function sees", async () => {
    const headers = { "content-type": "text/plain" };
    expect(await send("POST", "/", { headers, body: Buffer.alloc(10 * 2 ** 20, "x") })).toMatchObject({ status: 200 });
    expect(await send("POST", "/", { headers, body: Buffer.alloc(10 * 2 ** 20 + 1, "x") })).toMatchObject({
      status: 413,
      body: '{"message":"Request Entity Too Large"}',
    });
    expect(behind.events).toHaveLength(1);
  });

  test("that is no failure of the function is printed", async () => {
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    behind.answer = () => Promise.reject(new Error("a fault of the embedded run"));
    expect(await send("GET", "/")).toMatchObject({ status: 500 });
    expect(printed).toHaveBeenCalledWith(expect.objectContaining({ message: "a fault of the embedded run" }));
    printed.mockRestore();
  });
});

test("a request goes through to a function in a worker and back", async () => {
  const dir = mkdtempSync(join(tmpdir(), "stint-http-api-"));
  const source = `export const handler = async ({ pathParameters: { id }, requestContext: { timeEpoch } }) => ({
    statusCode: 200, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ id, late: Date.now() - timeEpoch }),
  });`;
  writeFileSync(join(dir, "index.mjs"), source);
  const f = { arn: functionArn, name: "api", dir, handler: "index.handler", timeout: 10, memory: 128, environment: {} };
  const functions = startFunctions({ clock, functions: [f], log: () => {} });
  await start(["GET /a/{id}"]);
  behind.answer = (event) => functions.invoke(functionArn, event);
  const { status, body, headers } = await send("GET", "/a/1");
  expect({ status, type: headers["content-type"] }).toEqual({ status: 200, type: "application/json" });
  expect(JSON.parse(body)).toEqual({ id: "1", late: expect.toSatisfy((late: number) => late >= 0 && late < 10_000) });
  await functions.close();
  rmSync(dir, { recursive: true });
});

test("a function that outlasts the integration's time is answered 503", async () => {
  await start([{ key: "GET /", functionArn, timeout: 50 }]);
  behind.answer = () => new Promise(() => {});
  expect(await send("GET", "/")).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
});
