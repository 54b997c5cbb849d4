import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Functions } from "../../local/functions.ts";
import { clock, code, lines, obedient, start, until, written } from "./functions-fixture.ts";

describe("invoke", () => {
  let functions: Functions;
  beforeAll(() => {
    process.env.PARENT_SECRET = "must not be seen";
    functions = start(
      written("obedient", obedient, { environment: { TABLE: "requests" }, memory: 512 }),
      written("other", obedient, { environment: { TABLE: "others", AWS_REGION: "eu-central-1" } }),
    );
  });
  afterAll(async () => {
    delete process.env.PARENT_SECRET;
    await functions.close();
  });
  const ask = (event: unknown, name = "obedient") => functions.invoke(name, event);

  test("answers by name, by ARN and by $LATEST", async () => {
    const arn = "arn:aws:lambda:eu-west-1:111122223333:function:obedient";
    for (const called of ["obedient", arn, `${arn}:$LATEST`])
      expect(await functions.invoke(called, { do: "answer", value: { a: [1] } })).toEqual({ a: [1] });
  });

  test("does not know other names, versions and aliases", async () => {
    for (const called of ["nobody", "arn:aws:lambda:eu-west-1:111122223333:function:obedient:live", ""])
      await expect(functions.invoke(called, {})).rejects.toMatchObject({
        name: "ResourceNotFoundException",
        message: `Function not found: ${called}`,
      });
  });

  test("passes event and answer through JSON", async () => {
    const value = { left: undefined, date: new Date(0), nan: Number.NaN, list: [undefined] };
    expect(await ask({ do: "answer", value })).toEqual({ date: "1970-01-01T00:00:00.000Z", nan: null, list: [null] });
    expect(await ask({ do: "answer" })).toBeNull();
    expect(await ask(undefined)).toBeNull(); // sent as {}
    expect(await ask({ do: "answer", value: "text" })).toBe("text");
  });

  test("keeps module state from one event to the next, each function its own", async () => {
    const [first, second] = [await ask({ do: "count" }), await ask({ do: "count" })];
    expect(second).toBe(Number(first) + 1);
    expect(await ask({ do: "count" }, "other")).toBe(1);
  });

  test("handles several events at once in one worker", async () => {
    const held = [ask({ do: "hold" }), ask({ do: "hold" })];
    expect(await ask({ do: "release" })).toBe(2);
    expect(await Promise.all(held)).toEqual(["released", "released"]);
  });

  test("gives each function its own environment, the runtime's variables, and nothing of this process", async () => {
    const environment = await ask({ do: "environment" });
    expect(environment).toEqual({
      TABLE: "requests",
      _HANDLER: "index.handler",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
      AWS_LAMBDA_FUNCTION_NAME: "obedient",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/obedient",
      AWS_REGION: "eu-west-1",
      HOME: join(code, "obedient"),
      LAMBDA_TASK_ROOT: join(code, "obedient"),
      LANG: "en_US.UTF-8",
      NODE_COMPILE_CACHE: expect.stringContaining("node_modules"),
      TZ: ":UTC",
    });
    expect(await ask({ do: "environment" }, "other")).toMatchObject({ TABLE: "others", AWS_REGION: "eu-central-1" });
  });

  test("gives the handler its context", async () => {
    const [first, second] = [await ask({ do: "context" }), await ask({ do: "context" })];
    expect(first).toMatchObject({
      functionName: "obedient",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:eu-west-1:111122223333:function:obedient",
      memoryLimitInMB: "512",
      logGroupName: "/aws/lambda/obedient",
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      left: expect.toSatisfy((left: number) => left > 15_000 && left <= 20_000),
    });
    expect(second).not.toHaveProperty("awsRequestId", (first as { awsRequestId: string }).awsRequestId);
  });

  test("rejects with what the handler throws, named and worded the same", async () => {
    const error = {
      name: "RangeError",
      message: "out of range",
      trace: expect.arrayContaining(["RangeError: out of range"]),
    };
    await expect(ask({ do: "throw" })).rejects.toMatchObject(error);
    await expect(ask({ do: "throw", as: { name: "Stint.Taken" } })).rejects.toMatchObject({ name: "Stint.Taken" });
    await expect(ask({ do: "throw text" })).rejects.toMatchObject({ name: "string", message: "just text" });
    await expect(ask({ do: "circular" })).rejects.toMatchObject({ message: "Unable to stringify response body" });
    // A worker's output comes by a stream of its own, and so in its own time.
    await expect
      .poll(() => lines.join("\n"))
      .toMatch(/obedient: RequestId: [0-9a-f-]{36} Invoke Error RangeError: out of range/);
    expect(await ask({ do: "answer", value: "still here" })).toBe("still here");
  });

  test("takes events of 6 MiB and answers of 100 bytes more", async () => {
    const event = (size: number) => ({ do: "count", pad: "x".repeat(size - '{"do":"count","pad":""}'.length) });
    const limit = 6 * 2 ** 20;
    expect(await ask(event(limit))).toBeTypeOf("number");
    await expect(ask(event(limit + 1))).rejects.toMatchObject({
      name: "RequestEntityTooLargeException",
      message: "6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)",
    });
    expect(await ask({ do: "big", size: limit + 98 })).toHaveLength(limit + 98);
    await expect(ask({ do: "big", size: limit + 99 })).rejects.toMatchObject({
      name: "Function.ResponseSizeTooLarge",
      message: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
  });

  test("logs what the function prints, line by line", async () => {
    await ask({ do: "print" });
    const printed = ["one", "two", "three", "four"].map((word) => `obedient: ${word}`);
    await until(() => printed.every((line) => lines.includes(line)));
    expect(lines.filter((line) => printed.includes(line))).toHaveLength(4);
  });

  test("moves the function's Date with the clock, and nothing else", async () => {
    const before = clock.now();
    clock.advance(30 * 24 * 3_600_000);
    const date = (await ask({ do: "date" })) as Record<string, unknown>;
    const after = clock.now();
    for (const told of [date.now, date.made]) {
      expect(told).toBeGreaterThanOrEqual(before + 30 * 24 * 3_600_000);
      expect(told).toBeLessThanOrEqual(after);
    }
    expect(Date.parse(String(date.called))).toBeGreaterThan(after - 10_000);
    expect(Math.abs(Number(date.clock) - Date.now())).toBeLessThan(10_000);
    expect(date).toMatchObject({
      given: "1970-01-01T00:00:00.000Z",
      parts: 2026,
      parsed: 1_767_225_600_000,
      utc: 1_767_225_600_000,
      isDate: true,
      constructed: true,
      name: "Date",
      derived: 4,
      cloned: true,
    });
  });
});

test("two functions of one name are refused", () => {
  const one = written("twin", obedient);
  expect(() => start(one, { ...one })).toThrow("there are two functions named twin");
});

test("close fails what is under way, and what comes later", async () => {
  const functions = start(written("closing", obedient));
  await functions.warm();
  const hanging = expect(functions.invoke("closing", { do: "hang" })).rejects.toMatchObject({
    name: "Runtime.ExitError",
  });
  await functions.close();
  await hanging;
  await expect(functions.invoke("closing", {})).rejects.toMatchObject({ name: "ServiceException" });
});
