import { GetExecutionHistoryCommand } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { compile } from "../../../local/step-functions/expression.ts";
import { depart } from "../../../local/step-functions/interpret.ts";
import { asks, machineOf, run } from "./run.ts";

const pass = (more: object) => machineOf({ A: { Type: "Pass", End: true, ...more } });
const grown = "{% $join($map([1..2000], function() { $states.input })) %}";
const part = "x".repeat(150);
const endless = machineOf({
  A: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "A" }], Default: "B" },
  B: { Type: "Succeed" },
});

test("an output of more than 256 KiB is States.DataLimitExceeded", async () => {
  const { start, ended } = await run(pass({ Output: grown }));
  expect(await ended(await start(part))).toEqual({
    status: "FAILED",
    error: "States.DataLimitExceeded",
    cause: "The output has 300002 bytes and may have 262144.",
  });
});

test("so is what one Assign assigns", async () => {
  const { start, ended } = await run(pass({ Assign: { a: grown } }));
  expect(await ended(await start(part))).toMatchObject({ error: "States.DataLimitExceeded" });
});

test("so are 10 MiB of variables", async () => {
  const assign = compile({ last: "{% $states.input %}" }, "Assign", {}, () => {});
  const way = { next: undefined, output: undefined, assign };
  const variables = { first: "x".repeat(10 * 2 ** 20 - 100) };
  const states = { input: "x" };
  await expect(depart(way, { states, variables, now: 0 }, null)).resolves.toMatchObject({ assigned: { last: "x" } });
  states.input = part;
  await expect(depart(way, { states, variables, now: 0 }, null)).rejects.toMatchObject({
    name: "States.DataLimitExceeded",
    message: expect.stringMatching(/^What all variables hold has \d+ bytes and may have 10485760\.$/),
  });
});

test("a history of 25,000 events ends the execution, the last event being its failure", async () => {
  const { start, ended, client } = await run(endless);
  const executionArn = await start();
  expect(await ended(executionArn)).toEqual({
    status: "FAILED",
    error: "States.Runtime",
    cause: "The execution reached the maximum number of history events (25000).",
  });
  const last = { executionArn, reverseOrder: true, maxResults: 2 };
  const { events } = await client.send(new GetExecutionHistoryCommand(last));
  expect(events?.map(({ id, type }) => [id, type])).toEqual([
    [25_000, "ExecutionFailed"],
    [24_999, "ChoiceStateExited"],
  ]);
});

test("until then, others are served", async () => {
  const { start, describe, client } = await run(endless);
  const executionArn = await start();
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect((await describe(executionArn)).status).toBe("RUNNING");
  const later = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(later.events?.at(-1)?.id).toBeGreaterThan(events.at(-1)?.id ?? 0);
});

test("the machine's TimeoutSeconds ends an execution, without error or cause", async () => {
  const definition = machineOf({ A: asks("f") }, { TimeoutSeconds: 3600 });
  const { start, ended, clock, called, succeed, describe } = await run(definition);
  const arn = await start();
  const { payload, answer } = await called();
  answer(null);
  clock.advance(3_540_000);
  expect((await describe(arn)).status).toBe("RUNNING");
  clock.advance(60_000);
  await expect(succeed(payload.token)).rejects.toMatchObject({ name: "TaskTimedOut" });
  expect(await ended(arn)).toEqual({ status: "TIMED_OUT" });
});

test("a task that timed out before the machine did goes the way of its Catch first", async () => {
  const late = { Type: "Succeed", Output: "late" };
  const task = asks("f", { TimeoutSeconds: 3600, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "B" }], End: true });
  const { start, ended, clock, called, client } = await run(machineOf({ A: task, B: late }, { TimeoutSeconds: 7200 }));
  const executionArn = await start();
  await called();
  clock.advance(10_000_000);
  expect(await ended(executionArn)).toEqual({ status: "TIMED_OUT" });
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
  expect(events?.slice(0, 3).map(({ type }) => type)).toEqual(["ExecutionTimedOut", "TaskStateExited", "TaskTimedOut"]);
});

test("an execution ends after a year where the machine says nothing", async () => {
  const { start, ended, clock } = await run(machineOf({ A: { Type: "Wait", Seconds: 99_999_999, End: true } }));
  const arn = await start();
  clock.advance(365 * 86_400_000);
  expect(await ended(arn)).toEqual({ status: "TIMED_OUT" });
});
