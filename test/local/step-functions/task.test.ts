import { GetExecutionHistoryCommand } from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import { asks, calls, catching, caught, errorNamed, functionArn, machineOf, run } from "./run.ts";

describe("lambda:invoke", () => {
  test("calls the function with the payload, and hands on what AWS wraps the answer in", async () => {
    const { start, ended, called } = await run(machineOf({ A: calls("f", { id: "{% $states.input.id %}" }) }));
    const arn = await start({ id: 7 });
    const { name, payload, answer } = await called();
    expect([name, payload]).toEqual([functionArn("f"), { id: 7 }]);
    answer({ done: true });
    expect((await ended(arn)).output).toEqual({ ExecutedVersion: "$LATEST", Payload: { done: true }, StatusCode: 200 });
  });

  test("calls with an empty object where there is no payload, and gives null for no answer", async () => {
    const task = {
      ...calls("f", {}),
      Arguments: { FunctionName: functionArn("f") },
      Output: "{% $states.result.Payload %}",
    };
    const { start, ended, called } = await run(machineOf({ A: task }));
    const arn = await start();
    const call = await called();
    expect(call.payload).toEqual({});
    call.answer(undefined);
    expect((await ended(arn)).output).toBeNull();
  });

  test("evaluates Assign and Output on the result", async () => {
    const states = {
      A: calls(
        "f",
        {},
        { Assign: { n: "{% $states.result.Payload.n %}" }, Output: "{% $states.input.a %}", Next: "B" },
      ),
      B: { Type: "Succeed", Output: ["{% $n %}", "{% $states.input %}"] },
    };
    const { start, ended, called } = await run(machineOf(states));
    const arn = await start({ a: 1 });
    (await called()).answer({ n: 2 });
    expect((await ended(arn)).output).toEqual([2, 1]);
  });

  test.each([
    ["TypeError", "not a function", '{"errorType":"TypeError","errorMessage":"not a function"}'],
    ["Sandbox.Timedout", "Task timed out", '{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out"}'],
    ["Lambda.ServiceException", "try again", "try again"],
  ])("fails by the error's name: %s", async (name, message, cause) => {
    const { start, ended, called } = await run(machineOf({ A: calls("f", {}) }));
    const arn = await start();
    (await called()).fail(errorNamed(name, message));
    expect(await ended(arn)).toEqual({ status: "FAILED", error: name, cause });
  });

  test("fails by States.DataLimitExceeded on more than 256 KiB, going in or coming out", async () => {
    const { start, ended, called } = await run(machineOf({ A: calls("f", "{% $states.input %}") }));
    const arn = await start();
    (await called()).answer("x".repeat(262_144));
    expect(await ended(arn)).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    expect(await ended(await start("x".repeat(262_100)))).toMatchObject({ error: "States.DataLimitExceeded" });
  });

  test.each([
    ["{% 5 %}", "expected an object, found 5"],
    ["{% {'FunctionName': 5} %}", "expected FunctionName to be a string, found 5"],
    ["{% {'FunctionName': 'f'} %}", "expected the ARN of a function, found 'f'"],
    ["{% {'Payload': 'f'} %}", "expected FunctionName"],
    ["{% {'FunctionName': 'f', 'Qualifier': '1'} %}", "Qualifier is not known here"],
  ])("fails by States.Runtime, which nothing takes, on the arguments %s", async (given, problem) => {
    const task = { ...calls("f", {}, { Catch: catching(["States.ALL"]), End: true }), Arguments: given };
    const { start, ended } = await run(machineOf({ A: task, ...caught }));
    expect(await ended(await start())).toEqual({
      status: "FAILED",
      error: "States.Runtime",
      cause: `The arguments cannot be used to start the task: ${problem}`,
    });
  });
});

describe("sns:publish", () => {
  const publishes = (message: unknown) => ({
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Arguments: { TopicArn: "arn:aws:sns:eu-west-1:111122223333:alerts", Subject: "failed", Message: message },
    End: true,
  });

  test("publishes text as it is, and anything else as JSON", async () => {
    const published: unknown[] = [];
    const publish = async (...message: unknown[]) => void published.push(message);
    for (const message of ["text", { id: "{% $states.input.id %}" }]) {
      const { start, ended } = await run(machineOf({ A: publishes(message) }), { publish });
      expect((await ended(await start({ id: 7 }))).output).toEqual({ MessageId: expect.any(String) });
    }
    const topic = "arn:aws:sns:eu-west-1:111122223333:alerts";
    expect(published).toEqual([
      [topic, "failed", "text"],
      [topic, "failed", '{"id":7}'],
    ]);
  });

  test("fails by the error's name", async () => {
    const publish = () => Promise.reject(errorNamed("NotFoundException", "no such topic"));
    const { start, ended } = await run(machineOf({ A: publishes("x") }), { publish });
    expect(await ended(await start())).toEqual({
      status: "FAILED",
      error: "SNS.NotFoundException",
      cause: "no such topic",
    });
  });
});

test("the history tells each step in AWS's words", async () => {
  const retry = [{ ErrorEquals: ["Busy"], MaxAttempts: 1 }];
  const given = await run(
    machineOf({
      A: asks("f", { Retry: retry, TimeoutSeconds: 60, Assign: { a: 1 }, Next: "B" }),
      B: { Type: "Fail", Error: "E" },
    }),
  );
  const executionArn = await given.start({ big: "x".repeat(2_000) });
  (await given.called()).fail(errorNamed("Busy", "busy"));
  await given.seen(executionArn, "TaskFailed");
  given.clock.advance(1_000);
  const second = await given.called(2);
  second.answer(null);
  await given.seen(executionArn, "TaskSubmitted");
  await given.succeed(second.payload.token, 1);
  await given.ended(executionArn);
  const { events = [] } = await given.client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events.map(({ type }) => type)).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskFailed",
    "TaskScheduled",
    "TaskStarted",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskStateExited",
    "FailStateEntered",
    "ExecutionFailed",
  ]);
  expect(events.map(({ id, previousEventId }) => [id, previousEventId]).slice(0, 3)).toEqual([
    [1, 0],
    [2, 0],
    [3, 2],
  ]);
  expect(events[0]?.executionStartedEventDetails).toEqual({ inputDetails: { truncated: true } });
  expect(events[2]?.taskScheduledEventDetails).toMatchObject({
    resourceType: "lambda",
    resource: "invoke.waitForTaskToken",
    timeoutInSeconds: 60,
  });
  expect(events[9]?.stateExitedEventDetails).toMatchObject({ name: "A", output: "1", assignedVariables: { a: "1" } });
  expect(events[11]?.executionFailedEventDetails).toEqual({ error: "E" });
});
