import { afterEach, describe, expect, test } from "vitest";
import type { Functions } from "../../local/functions.ts";
import { clock, lines, obedient, start, until, written } from "./functions-fixture.ts";

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
