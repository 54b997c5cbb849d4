import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import { asks, machineArn, machineOf, run } from "./run.ts";

const waits = machineOf({ A: asks("f") });
const passes = machineOf({ A: { Type: "Pass", End: true } });

describe("StartExecution", () => {
  test("gives a name where there is none", async () => {
    const { start } = await run(passes);
    expect(await start()).toMatch(/^arn:aws:states:eu-west-1:111122223333:execution:Approval:[0-9a-f-]{36}$/);
  });

  test("with the same name and input finds the one that runs", async () => {
    const { client, called, calls } = await run(waits);
    const begin = (input: string) =>
      client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name: "one", input }));
    const first = await begin('{"a":1}');
    await called();
    const again = await begin('{ "a": 1 }');
    expect([again.executionArn, again.startDate]).toEqual([first.executionArn, first.startDate]);
    expect(calls.length).toBe(1);
    await expect(begin('{"a":2}')).rejects.toMatchObject({
      name: "ExecutionAlreadyExists",
      message: `Execution Already Exists: '${first.executionArn}'`,
    });
  });

  test("refuses the name of one that is over, with whatever input", async () => {
    const { start, ended } = await run(passes);
    await ended(await start({}, "one"));
    await expect(start({}, "one")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  test.each(["a b", "a/b", "a:b", "a*b", "a\u0000b", "a\u009fb", "a{b", "", "x".repeat(81)])(
    "refuses the name %j",
    async (name) => {
      const { start } = await run(passes);
      await expect(start({}, name)).rejects.toMatchObject({ name: "InvalidName" });
    },
  );

  test.each(["x".repeat(80), "A-b_c.d", "Genehmigung-für-Jürgen", "a'b(c)@+=!"])("takes the name %j", async (name) => {
    const { start, ended } = await run(passes);
    expect((await ended(await start({}, name))).status).toBe("SUCCEEDED");
  });

  test("refuses an input that is no JSON, or over 256 KiB", async () => {
    const { client } = await run(passes);
    const begin = (input: string) => client.send(new StartExecutionCommand({ stateMachineArn: machineArn, input }));
    await expect(begin("{")).rejects.toMatchObject({ name: "InvalidExecutionInput" });
    await expect(begin(`"${"ü".repeat(131_072)}"`)).rejects.toMatchObject({ name: "ValidationException" });
    await expect(begin(`"${"ü".repeat(131_071)}"`)).resolves.toBeDefined();
  });

  test("refuses a machine that is not defined, and what is no ARN of one", async () => {
    const { client } = await run(passes);
    const begin = (stateMachineArn: string) => client.send(new StartExecutionCommand({ stateMachineArn }));
    await expect(begin(`${machineArn}2`)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
    await expect(begin("Approval")).rejects.toMatchObject({ name: "InvalidArn" });
  });
});

test("DescribeExecution tells input, output and times, and refuses what does not exist", async () => {
  const { client, start, ended } = await run(passes);
  const executionArn = await start({ a: 1 });
  await ended(executionArn);
  const { $metadata, ...described } = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toEqual({
    executionArn,
    stateMachineArn: machineArn,
    name: executionArn.split(":").at(-1),
    status: "SUCCEEDED",
    startDate: expect.any(Date),
    stopDate: expect.any(Date),
    input: '{"a":1}',
    inputDetails: { included: true },
    output: '{"a":1}',
    outputDetails: { included: true },
  });
  const unknown = client.send(new DescribeExecutionCommand({ executionArn: `${executionArn}x` }));
  await expect(unknown).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
  const wrong = client.send(new DescribeExecutionCommand({ executionArn: machineArn }));
  await expect(wrong).rejects.toMatchObject({ name: "InvalidArn" });
});

test("ListExecutions is newest first, complete across pages, and by status", async () => {
  const { client, clock, start, ended } = await run(waits);
  const arns: string[] = [];
  for (let count = 0; count < 5; count++) {
    clock.advance(1_000);
    arns.push(await start());
  }
  const aborted = arns[2] ?? "";
  await client.send(new StopExecutionCommand({ executionArn: aborted }));
  await ended(aborted);

  const listed: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new ListExecutionsCommand({ stateMachineArn: machineArn, maxResults: 2, nextToken }),
    );
    expect(page.executions?.length).toBeLessThanOrEqual(2);
    listed.push(...(page.executions ?? []).map(({ executionArn }) => executionArn));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  expect(listed).toEqual(arns.toReversed());

  const list = (more: object) => client.send(new ListExecutionsCommand({ stateMachineArn: machineArn, ...more }));
  expect((await list({ statusFilter: "ABORTED" })).executions).toMatchObject([
    { executionArn: aborted, status: "ABORTED", startDate: expect.any(Date), stopDate: expect.any(Date) },
  ]);
  expect((await list({ statusFilter: "RUNNING" })).executions?.length).toBe(4);
  await expect(list({ nextToken: "AAAA" })).rejects.toMatchObject({ name: "InvalidToken" });
  await expect(list({ statusFilter: "STOPPED" })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(list({ stateMachineArn: `${machineArn}2` })).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
});

test("GetExecutionHistory comes in pages, either way round", async () => {
  const { client, start, ended } = await run(passes);
  const executionArn = await start();
  await ended(executionArn);
  const get = (more: object) => client.send(new GetExecutionHistoryCommand({ executionArn, ...more }));
  const first = await get({ maxResults: 3 });
  const second = await get({ maxResults: 3, nextToken: first.nextToken });
  expect([...(first.events ?? []), ...(second.events ?? [])].map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  expect(second.nextToken).toBeUndefined();
  expect((await get({ reverseOrder: true })).events?.map(({ id }) => id)).toEqual([4, 3, 2, 1]);
});

test("StopExecution ends an execution for good: its token is over, and a call that returns later changes nothing", async () => {
  const { client, start, ended, called, describe: look } = await run(waits);
  const executionArn = await start();
  const call = await called();
  const stop = () => client.send(new StopExecutionCommand({ executionArn, error: "Manual", cause: "enough" }));
  const { stopDate } = await stop();
  expect(await ended(executionArn)).toEqual({ status: "ABORTED", error: "Manual", cause: "enough" });
  const answer = client.send(new SendTaskSuccessCommand({ taskToken: call.payload.token, output: "1" }));
  await expect(answer).rejects.toMatchObject({ name: "TaskTimedOut" });
  call.answer(null);
  expect((await stop()).stopDate).toEqual(stopDate);
  expect((await look(executionArn)).status).toBe("ABORTED");
  const unknown = client.send(new StopExecutionCommand({ executionArn: `${executionArn}x` }));
  await expect(unknown).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
});

test("SendTaskSuccess refuses an output that is no JSON, and the token stays good", async () => {
  const { client, start, ended, called } = await run(waits);
  const executionArn = await start();
  const { payload } = await called();
  const send = (output: string) => client.send(new SendTaskSuccessCommand({ taskToken: payload.token, output }));
  await expect(send("{")).rejects.toMatchObject({ name: "InvalidOutput" });
  await expect(send(`"${"x".repeat(262_143)}"`)).rejects.toMatchObject({ name: "ValidationException" });
  await send("7");
  expect((await ended(executionArn)).output).toBe(7);
});

describe("what is not known is refused", () => {
  const post = async (origin: string, operation: string, body: string) => {
    const headers = { "x-amz-target": operation, "content-type": "application/x-amz-json-1.0" };
    const response = await fetch(`${origin}/states/`, { method: "POST", headers, body });
    return [response.status, ((await response.json()) as { __type: string }).__type];
  };
  test.each([
    ["AWSStepFunctions.CreateActivity", "{}", "UnknownOperationException"],
    ["AWSStepFunctions.constructor", "{}", "UnknownOperationException"],
    ["DynamoDB_20120810.GetItem", "{}", "UnknownOperationException"],
    ["AWSStepFunctions.StartExecution", "{", "SerializationException"],
    ["AWSStepFunctions.StartExecution", "[]", "SerializationException"],
    [
      "AWSStepFunctions.StartExecution",
      JSON.stringify({ stateMachineArn: machineArn, traceHeader: "x" }),
      "ValidationException",
    ],
    ["AWSStepFunctions.SendTaskSuccess", '{"taskToken":"x"}', "ValidationException"],
    ["AWSStepFunctions.SendTaskFailure", `{"taskToken":"x","error":"${"x".repeat(257)}"}`, "ValidationException"],
  ])("%s %.40s", async (operation, body, type) => {
    const { origin } = await run(passes);
    expect(await post(origin, operation, body)).toEqual([400, type]);
  });

  test("as is a state machine of another account or Region", async () => {
    const { service } = await run(passes);
    expect(() => service.define(machineArn.replace("eu-west-1", "us-east-1"), passes)).toThrow(
      'expected arn:aws:states:eu-west-1:111122223333:stateMachine:<name> for a state machine, found "arn:aws:states:us-east-1',
    );
  });
});
