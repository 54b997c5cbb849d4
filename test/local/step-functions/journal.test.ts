import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetExecutionHistoryCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { describe, expect, onTestFinished, test } from "vitest";
import { asks, killed, machineArn, machineOf, newFolder, run, until } from "./run.ts";

const hour = 3_600_000;
const filesOf = (state: string, kind = "executions") =>
  readdirSync(join(state, kind)).map((file) => join(state, kind, file));
const fileOf = (state: string, kind = "executions") => filesOf(state, kind)[0] ?? "";

test("a kill -9 in the midst of many loses none that was answered for", async () => {
  const definition = machineOf({ A: asks("f", { Next: "B" }), B: { Type: "Succeed", Output: "{% $states.input %}" } });
  const state = newFolder();
  const script = join(import.meta.dirname, "service-process.ts");
  const child = spawn(process.execPath, [script, state, machineArn, JSON.stringify(definition)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const credentials = { accessKeyId: "AKIA", secretAccessKey: "secret" };
  const client = new SFNClient({
    region: "eu-west-1",
    endpoint: `${line.toString().trim()}/states`,
    credentials,
    maxAttempts: 1,
  });
  const started: string[] = [];
  const begin = async (): Promise<void> => {
    for (;;) {
      const { executionArn = "" } = await client.send(new StartExecutionCommand({ stateMachineArn: machineArn }));
      if (started.push(executionArn) === 60) child.kill("SIGKILL");
    }
  };
  await Promise.all([1, 2, 3, 4].map(() => begin().catch(() => {})));
  client.destroy();
  const calledBefore = readFileSync(join(state, "calls"), "utf8").split("\n").length - 1;
  expect(calledBefore).toBeGreaterThan(0);

  const after = await run(definition, { state });
  const tokens = () =>
    [
      ...readFileSync(join(state, "calls"), "utf8")
        .trim()
        .split("\n")
        .map((call) => JSON.parse(call)),
      ...after.calls.map(({ payload }) => payload),
    ].map(({ token }) => token as string);
  await until(async () => (new Set(tokens()).size >= filesOf(state).length ? true : undefined));
  for (const token of new Set(tokens())) await after.succeed(token, 1);
  for (const arn of started) expect(await after.ended(arn)).toEqual({ status: "SUCCEEDED", output: 1 });
});

describe("files", () => {
  const waits = machineOf({ A: asks("f") });

  /** A folder with one execution that waits. */
  const waiting = async () => {
    const before = await run(waits);
    const arn = await before.start();
    (await before.called()).answer(null);
    await before.seen(arn, "TaskSubmitted");
    await before.kill();
    return { state: before.state, arn, token: before.calls[0]?.payload.token as string };
  };

  test.each<[what: string, damage: (file: string) => void]>([
    ["emptied", (file) => truncateSync(file, 0)],
    ["cut off in its first line", (file) => truncateSync(file, 20)],
    ["overwritten", (file) => writeFileSync(file, "garbage\n")],
    ["of a line that is no JSON", (file) => appendFileSync(file, "{]\n")],
    ["of a line that is no object", (file) => appendFileSync(file, "null\n")],
    ["of an unknown status", (file) => appendFileSync(file, '{"status":"PAUSED","events":1,"history":[]}\n')],
    [
      "of a running execution that is nowhere",
      (file) => appendFileSync(file, '{"status":"RUNNING","events":1,"history":[]}\n'),
    ],
    [
      "of a format to come",
      (file) => writeFileSync(file, readFileSync(file, "utf8").replace('"format":1', '"format":2')),
    ],
    [
      "of another execution",
      (file) => writeFileSync(file, readFileSync(file, "utf8").replaceAll(":Approval:", ":Approval:x")),
    ],
    [
      "of a state that is not in its definition",
      (file) => writeFileSync(file, readFileSync(file, "utf8").replaceAll('"state":"A"', '"state":"Z"')),
    ],
  ])("that are damaged are refused by name: %s", async (_what, damage) => {
    const { state } = await waiting();
    const file = fileOf(state);
    damage(file);
    await expect(run(waits, { state })).rejects.toThrow(`the journal file ${file} is damaged`);
  });

  test.each<[what: string, damage: (file: string) => void]>([
    ["changed", (file) => writeFileSync(file, readFileSync(file, "utf8").replace('"End":true', '"End": true'))],
    ["missing", (file) => rmSync(file)],
  ])("of definitions that executions need are refused by name, too: %s", async (_what, damage) => {
    const { state } = await waiting();
    const file = fileOf(state, "definitions");
    damage(file);
    await expect(run(machineOf({ A: { Type: "Succeed" } }), { state })).rejects.toThrow(
      `the journal file ${file} is damaged`,
    );
  });

  test("whose last line a kill tore go on from the line before", async () => {
    const { state, arn, token } = await waiting();
    appendFileSync(fileOf(state), '{"status":"RUNNING","eve');
    const after = await run(waits, { state });
    await after.succeed(token, 1);
    expect((await after.ended(arn)).output).toBe(1);
    const again = await killed(after, waits);
    expect((await again.describe(arn)).output).toBe("1");
  });

  test("that a kill left half written are removed", async () => {
    const { state } = await waiting();
    const half = join(state, "executions", "x.jsonl.new");
    writeFileSync(half, "{");
    await run(waits, { state });
    expect(filesOf(state)).not.toContain(half);
  });

  test("stay small however long an execution goes on", async () => {
    const loop = machineOf({
      Begin: { Type: "Pass", Assign: { big: "{% $states.input %}" }, Output: {}, Next: "Ask" },
      Ask: asks("f", { Output: "{% $states.result %}", Next: "Again" }),
      Again: { Type: "Choice", Choices: [{ Condition: "{% $states.input < 20 %}", Next: "Ask" }], Default: "End" },
      End: { Type: "Succeed", Output: "{% $length($big) %}" },
    });
    const given = await run(loop);
    const arn = await given.start("x".repeat(100_000));
    let longest = 0;
    for (let count = 1; count <= 20; count++) {
      const { payload } = await given.called(count);
      await given.succeed(payload.token, count);
      longest = Math.max(longest, statSync(fileOf(given.state)).size);
    }
    expect((await given.ended(arn)).output).toBe(100_000);
    expect(longest).toBeGreaterThan(500_000);
    expect(longest).toBeLessThan(1_100_000);
    expect(statSync(fileOf(given.state)).size).toBeLessThan(150_000);
    const after = await killed(given, loop);
    expect((await after.describe(arn)).output).toBe("100000");
    const { events } = await after.client.send(new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 1000 }));
    expect([events?.length, events?.at(-1)?.type]).toEqual([100, "ExecutionSucceeded"]);
  });

  test("are removed 90 days after the end, and the name is free again", async () => {
    const { start, ended, describe: look, clock, state } = await run(machineOf({ A: { Type: "Succeed" } }));
    const arn = await start({}, "one");
    await ended(arn);
    clock.advance(89 * 24 * hour);
    await expect(start({}, "one")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
    clock.advance(24 * hour);
    await expect(look(arn)).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
    expect(filesOf(state)).toEqual([]);
    expect((await ended(await start({}, "one"))).status).toBe("SUCCEEDED");
  });
});
