import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Clock, startClock } from "../../local/clock.ts";
import { type Functions, type LocalFunction, startFunctions } from "../../local/functions.ts";

const code = mkdtempSync(join(tmpdir(), "stint-functions-"));
afterAll(() => rmSync(code, { recursive: true }));

const clock: Clock = startClock();
afterAll(() => clock.close());
let lines: string[] = [];

/** A function with this source as its module. */
function written(name: string, source: string, more: Partial<LocalFunction> & { file?: string } = {}): LocalFunction {
  const { file = "index.mjs", ...rest } = more;
  const dir = join(code, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, file), source);
  const arn = `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
  return { arn, name, dir, handler: "index.handler", timeout: 20, memory: 256, environment: {}, ...rest };
}

function start(...functions: LocalFunction[]): Functions {
  lines = [];
  return startFunctions({ clock, functions, log: (name, line) => lines.push(`${name}: ${line}`) });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setTimeout(next, 5));
}

/** Does what its event says; counts its events, so that a fresh worker shows. */
const obedient = `
  let count = 0;
  const held = [];
  export async function handler(event, context) {
    count += 1;
    switch (event.do) {
      case "answer": return event.value;
      case "count": return count;
      case "hang": return new Promise(() => {});
      case "hold": return new Promise((done) => held.push(done));
      case "release": for (const done of held) done("released"); return held.length;
      case "spin": for (;;);
      case "exit": return process.exit(event.code);
      case "crash": setImmediate(() => { throw new TypeError("nobody catches this"); }); return new Promise(() => {});
      case "reject": Promise.reject(new Error("nobody awaits this")); return new Promise(() => {});
      case "throw": throw Object.assign(new RangeError("out of range"), event.as);
      case "throw text": throw "just text";
      case "print": console.log("one\\ntwo"); console.error("three"); process.stdout.write("four\\n"); return;
      case "big": return "x".repeat(event.size);
      case "circular": { const a = {}; a.a = a; return a; }
      case "environment": return process.env;
      case "context": return { ...context, left: context.getRemainingTimeInMillis() };
      case "date": return {
        now: Date.now(), made: new Date().getTime(), called: Date(), given: new Date(0).toISOString(),
        parts: new Date(2026, 0, 1).getFullYear(), parsed: Date.parse("2026-01-01T00:00:00Z"), utc: Date.UTC(2026, 0),
        isDate: new Date() instanceof Date, constructed: new Date().constructor === Date, name: Date.name,
        derived: new (class Day extends Date { get day() { return this.getUTCDay(); } })(0).day,
        cloned: structuredClone(new Date(5)) instanceof Date, clock: performance.timeOrigin + performance.now(),
      };
    }
  }`;

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
    expect(lines.join("\n")).toMatch(/obedient: RequestId: [0-9a-f-]{36} Invoke Error RangeError: out of range/);
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

describe("a function that runs out of time", () => {
  let functions: Functions;
  afterEach(() => functions.close());

  test("rejects with Sandbox.Timedout, and the next event gets a fresh worker", async () => {
    functions = start(written("slow", obedient, { timeout: 0.3 }));
    await functions.invoke("slow", { do: "count" });
    await expect(functions.invoke("slow", { do: "hang" })).rejects.toMatchObject({
      name: "Sandbox.Timedout",
      message: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.30 seconds$/),
    });
    expect(lines.at(-1)).toMatch(/^slow: RequestId: \S+ Task timed out after 0\.30 seconds$/);
    expect(await functions.invoke("slow", { do: "count" })).toBe(1);
  });

  test("is stopped even in an endless loop", async () => {
    functions = start(written("spinning", obedient, { timeout: 0.3 }));
    await expect(functions.invoke("spinning", { do: "spin" })).rejects.toMatchObject({ name: "Sandbox.Timedout" });
    expect(await functions.invoke("spinning", { do: "count" })).toBe(1);
  });

  test("does not take the events with it that it handles at the same time", async () => {
    const source = `export const handler = ({ until }) => new Promise((done) => {
      if (until) { const timer = setInterval(() => Date.now() >= until && done(clearInterval(timer)), 5); }
    });`;
    functions = start(written("shared", source, { timeout: 0.5 }));
    await functions.warm();
    const hanging = functions.invoke("shared", {});
    await new Promise((next) => setTimeout(next, 300));
    const healthy = functions.invoke("shared", { until: clock.now() + 3_600_000 });
    await expect(hanging).rejects.toMatchObject({ name: "Sandbox.Timedout" });
    clock.advance(3_600_000);
    expect(await healthy).toBeNull();
  });

  test("may take its time to load: that is not the invocation's time", async () => {
    const source = `await new Promise((done) => setTimeout(done, 500)); export const handler = () => "loaded";`;
    functions = start(written("loading", source, { timeout: 0.4 }));
    expect(await functions.invoke("loading", {})).toBe("loaded");
  });
});

describe("a function that crashes", () => {
  let functions: Functions;
  afterEach(() => functions.close());
  const exitError = (what: string) => ({
    name: "Runtime.ExitError",
    message: expect.stringMatching(new RegExp(`^RequestId: [0-9a-f-]{36} Error: Runtime exited ${what}$`)),
  });

  test("fails every event it was at with Runtime.ExitError, and starts afresh", async () => {
    functions = start(written("crashing", obedient));
    const other = expect(functions.invoke("crashing", { do: "hang" })).rejects.toMatchObject(
      exitError("with error: exit status 3"),
    );
    await expect(functions.invoke("crashing", { do: "exit", code: 3 })).rejects.toMatchObject(
      exitError("with error: exit status 3"),
    );
    await other;
    expect(await functions.invoke("crashing", { do: "count" })).toBe(1);
  });

  test.each([
    [{ do: "exit", code: 0 }, "without providing a reason", ""],
    [{ do: "crash" }, "with error: exit status 1", "TypeError: nobody catches this"],
    [{ do: "reject" }, "with error: exit status 1", "Error: nobody awaits this"],
  ])("by %o does not take this process with it", async (event, what, logged) => {
    functions = start(written("crashing", obedient));
    await expect(functions.invoke("crashing", event)).rejects.toMatchObject(exitError(what));
    expect(lines.join("\n")).toContain(logged);
  });

  test("by kill is as lost as by itself, and others live on", async () => {
    functions = start(written("killed", obedient), written("living", obedient));
    await functions.warm();
    const hanging = expect(functions.invoke("killed", { do: "hang" })).rejects.toMatchObject(
      exitError("with error: signal: killed"),
    );
    await functions.invoke("living", { do: "count" });
    await functions.kill("killed");
    await hanging;
    expect(await functions.invoke("killed", { do: "count" })).toBe(1);
    expect(await functions.invoke("living", { do: "count" })).toBe(2);
    await expect(functions.kill("nobody")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("loading", () => {
  let functions: Functions;
  afterEach(() => functions.close());

  test("waits for the first event, or for warm", async () => {
    const source = `console.log("loaded"); export const handler = () => 1;`;
    functions = start(written("cold", source), written("colder", source));
    expect(await functions.invoke("cold", {})).toBe(1);
    await until(() => lines.length > 0);
    expect(lines).toEqual(["cold: loaded"]);
    await functions.warm();
    await functions.warm();
    await until(() => lines.length > 1);
    expect(lines).toEqual(["cold: loaded", "colder: loaded"]);
  });

  test("takes .js and .cjs, folders and nested exports too", async () => {
    functions = start(
      written("common", "exports.handler = () => 'cjs';", { file: "index.cjs" }),
      written("nested", "exports.api = { get: () => 'nested' };", { file: "main.js", handler: "main.api.get" }),
    );
    expect(await functions.invoke("common", {})).toBe("cjs");
    expect(await functions.invoke("nested", {})).toBe("nested");
  });

  test.each<[string, string, string, string, string?]>([
    ["no such file", "", "Runtime.ImportModuleError", "Error: Cannot find module 'other'", "other.handler"],
    ["a missing import", 'import "./gone.mjs";', "Runtime.ImportModuleError", "gone.mjs"],
    ["a syntax error", "export const = 1;", "Runtime.UserCodeSyntaxError", "SyntaxError"],
    [
      "no such export",
      "export const other = 1;",
      "Runtime.HandlerNotFound",
      "index.handler is undefined or not exported",
    ],
    ["no export named", "", "Runtime.MalformedHandlerName", "Bad handler", "index"],
    ["a module that throws", 'throw new TypeError("no TABLE");', "TypeError", "no TABLE"],
    ["a module that exits", "process.exit(1);", "Runtime.ExitError", "Runtime exited with error: exit status 1"],
  ])("fails for %s, each time anew", async (_, source, name, message, handler = "index.handler") => {
    functions = start(written("broken", source, { handler }));
    for (let i = 0; i < 2; i++)
      await expect(functions.invoke("broken", {})).rejects.toMatchObject({
        name,
        message: expect.stringContaining(message),
      });
    await expect(functions.warm()).rejects.toMatchObject({ name, message: expect.stringMatching(/^broken: /) });
  });

  test("gives up on a module that never loads, after 10 s and the function's time", async () => {
    const timeout = 0.1 - 10;
    functions = start(written("stuck", "await new Promise((done) => setTimeout(done, 1e6));", { timeout }));
    await expect(functions.invoke("stuck", {})).rejects.toMatchObject({ name: "Sandbox.Timedout" });
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
