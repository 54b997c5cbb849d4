import {
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import { asks, calls, errorNamed, functionArn, machineOf, type Run, run, until } from "./run.ts";

const succeed = ({ client }: Run, taskToken: string, output: unknown = null) =>
  client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
const fail = ({ client }: Run, taskToken: string, error?: string, cause?: string) =>
  client.send(new SendTaskFailureCommand({ taskToken, error, cause }));
const beat = ({ client }: Run, taskToken: string) => client.send(new SendTaskHeartbeatCommand({ taskToken }));
const catching = (names: string[]) => [{ ErrorEquals: names, Next: "Caught", Output: "{% $states.errorOutput %}" }];
const caught = { Caught: { Type: "Succeed" } };

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
      expect((await ended(await start({ id: 7 }))).status).toBe("SUCCEEDED");
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

describe("a task token", () => {
  test("is answered with an output, which is the result", async () => {
    const given = await run(machineOf({ A: asks("f", { Output: "{% $states.result.by %}", End: true }) }));
    const arn = await given.start();
    const { payload, answer } = await given.called();
    answer({ ignored: true });
    await succeed(given, payload.token, { by: "bob" });
    expect(await given.ended(arn)).toEqual({ status: "SUCCEEDED", output: "bob" });
  });

  test("is answered with a failure, which Catch takes", async () => {
    const given = await run(machineOf({ A: asks("f", { Catch: catching(["Rejected"]), End: true }), ...caught }));
    const arn = await given.start();
    await fail(given, (await given.called()).payload.token, "Rejected", "no");
    expect((await given.ended(arn)).output).toEqual({ Error: "Rejected", Cause: "no" });
  });

  test("may be answered before the call that it was handed to returns", async () => {
    const given = await run(machineOf({ A: asks("f") }));
    const arn = await given.start();
    const call = await given.called();
    await succeed(given, call.payload.token, 1);
    expect((await given.ended(arn)).output).toBe(1);
    call.fail(new Error("too late to matter"));
  });

  test("is of no use when the call fails: that is the task's failure", async () => {
    const given = await run(machineOf({ A: asks("f") }));
    const arn = await given.start();
    const { payload, fail: failCall } = await given.called();
    failCall(errorNamed("Oops", "broken"));
    expect(await given.ended(arn)).toMatchObject({ error: "Oops" });
    await expect(succeed(given, payload.token)).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test("works once", async () => {
    const given = await run(machineOf({ A: asks("f", { Next: "B" }), B: asks("g") }));
    await given.start();
    const { token } = (await given.called()).payload;
    await succeed(given, token);
    for (const again of [succeed(given, token), fail(given, token), beat(given, token)])
      await expect(again).rejects.toMatchObject({
        name: "TaskTimedOut",
        message: "Task Timed Out: 'Provided task does not exist anymore'",
      });
  });

  test("is over at its time-out, though nothing has noticed yet", async () => {
    const given = await run(machineOf({ A: asks("f", { TimeoutSeconds: 60, End: true }) }));
    await given.start();
    const { token } = (await given.called()).payload;
    given.clock.advance(60_000);
    await expect(succeed(given, token)).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test.each(["garbage", "", "AAAA".repeat(16), "x".repeat(3_000)])("is no garbage: %.20s", async (token) => {
    const given = await run(machineOf({ A: asks("f") }));
    const name = token === "" || token.length > 2048 ? "ValidationException" : "InvalidToken";
    for (const refused of [succeed(given, token), fail(given, token), beat(given, token)])
      await expect(refused).rejects.toMatchObject({ name });
  });

  test("differs for each attempt, and the one of the attempt before is over", async () => {
    const retry = [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1 }];
    const given = await run(machineOf({ A: asks("f", { TimeoutSeconds: 60, Retry: retry, End: true }) }));
    const arn = await given.start();
    const first = await given.called();
    first.answer(null);
    given.clock.advance(61_000);
    await until(async () => (given.calls.length === 2 ? true : void given.clock.advance(1_000)));
    const second = await given.called(2);
    expect(second.payload.token).not.toBe(first.payload.token);
    await expect(succeed(given, first.payload.token)).rejects.toMatchObject({ name: "TaskTimedOut" });
    await succeed(given, second.payload.token, 2);
    expect((await given.ended(arn)).output).toBe(2);
  });

  test("is kept alive by heartbeats, each for HeartbeatSeconds", async () => {
    const task = asks("f", {
      HeartbeatSeconds: 60,
      TimeoutSeconds: 600,
      Catch: catching(["States.HeartbeatTimeout"]),
      End: true,
    });
    const given = await run(machineOf({ A: task, ...caught }));
    const arn = await given.start();
    const { payload, answer } = await given.called();
    answer(null);
    for (let count = 0; count < 3; count++) {
      given.clock.advance(50_000);
      await beat(given, payload.token);
    }
    expect((await given.describe(arn)).status).toBe("RUNNING");
    given.clock.advance(60_000);
    expect((await given.ended(arn)).output).toEqual({ Error: "States.HeartbeatTimeout", Cause: "" });
  });
});

describe("time-outs", () => {
  test("TimeoutSeconds may be an expression, and is States.Timeout without a cause", async () => {
    const given = await run(machineOf({ A: asks("f", { TimeoutSeconds: "{% $states.input.seconds %}", End: true }) }));
    const arn = await given.start({ seconds: 3600 });
    (await given.called()).answer(null);
    given.clock.advance(3_599_000);
    expect((await given.describe(arn)).status).toBe("RUNNING");
    given.clock.advance(1_000);
    expect(await given.ended(arn)).toEqual({ status: "FAILED", error: "States.Timeout" });
  });

  test.each([0, -1, 1.5, "'60'", 100_000_000, "null"])(
    "TimeoutSeconds of %s is States.QueryEvaluationError",
    async (seconds) => {
      const given = await run(machineOf({ A: asks("f", { TimeoutSeconds: `{% ${seconds} %}`, End: true }) }));
      expect(await given.ended(await given.start())).toMatchObject({
        status: "FAILED",
        error: "States.QueryEvaluationError",
        cause: expect.stringMatching(
          /entered at the event id #2\).*'TimeoutSeconds' returned an unexpected result type/,
        ),
      });
      expect(given.calls).toEqual([]);
    },
  );

  test("a heartbeat as long as the time-out is States.QueryEvaluationError", async () => {
    const given = await run(
      machineOf({ A: asks("f", { TimeoutSeconds: "{% 60 %}", HeartbeatSeconds: "{% 60 %}", End: true }) }),
    );
    expect(await given.ended(await given.start())).toMatchObject({ error: "States.QueryEvaluationError" });
  });

  test("a missed heartbeat that nothing takes is told as States.Timeout", async () => {
    const given = await run(machineOf({ A: asks("f", { HeartbeatSeconds: 60, End: true }) }));
    const arn = await given.start();
    await given.called();
    given.clock.advance(60_000);
    expect(await given.ended(arn)).toEqual({ status: "FAILED", error: "States.Timeout" });
  });

  test("a plain call times out too, and what it returns afterwards is dropped", async () => {
    const given = await run(
      machineOf({
        A: calls("f", {}, { TimeoutSeconds: 5, Catch: catching(["States.Timeout"]), End: true }),
        ...caught,
      }),
    );
    const arn = await given.start();
    const call = await given.called();
    given.clock.advance(5_000);
    expect((await given.ended(arn)).output).toEqual({ Error: "States.Timeout", Cause: "" });
    call.answer("late");
    expect((await given.describe(arn)).output).toContain("States.Timeout");
  });
});

describe("Retry", () => {
  const retries = (...retry: object[]) =>
    machineOf({ A: calls("f", "{% $states.context.State.RetryCount %}", { Retry: retry, End: true }) });

  test("waits longer each time, up to MaxDelaySeconds, then fails", async () => {
    const {
      start,
      ended,
      calls: made,
      called,
      clock,
    } = await run(
      retries({ ErrorEquals: ["Busy"], IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 40, MaxAttempts: 3 }),
    );
    const arn = await start();
    for (const [index, delay] of [10_000, 30_000, 40_000].entries()) {
      const call = await called(index + 1);
      expect(call.payload).toBe(index);
      call.fail(errorNamed("Busy", "busy"));
      await new Promise((later) => setTimeout(later, 10));
      clock.advance(delay - 1_000);
      await new Promise((later) => setTimeout(later, 10));
      expect(made.length).toBe(index + 1);
      clock.advance(1_000);
    }
    (await called(4)).fail(errorNamed("Busy", "busy"));
    expect(await ended(arn)).toMatchObject({ status: "FAILED", error: "Busy" });
  });

  test("counts each of its entries for itself, and the first that takes the error decides", async () => {
    const { start, ended, called, clock } = await run(
      retries(
        { ErrorEquals: ["A"], MaxAttempts: 1, JitterStrategy: "FULL" },
        { ErrorEquals: ["States.ALL"], MaxAttempts: 1 },
      ),
    );
    const arn = await start();
    for (const [index, name] of ["A", "B", "A"].entries()) {
      (await called(index + 1)).fail(errorNamed(name, ""));
      await new Promise((later) => setTimeout(later, 10));
      clock.advance(1_000);
    }
    expect(await ended(arn)).toMatchObject({ status: "FAILED", error: "A" });
  });

  test("with MaxAttempts of 0 never retries, and lets no later entry", async () => {
    const { start, ended, called } = await run(
      retries({ ErrorEquals: ["A"], MaxAttempts: 0 }, { ErrorEquals: ["States.ALL"] }),
    );
    const arn = await start();
    (await called()).fail(errorNamed("A", ""));
    expect(await ended(arn)).toMatchObject({ error: "A" });
  });

  test("comes before Catch", async () => {
    const task = calls("f", {}, { Retry: [{ ErrorEquals: ["A"], MaxAttempts: 1 }], Catch: catching(["A"]), End: true });
    const { start, ended, called, clock } = await run(machineOf({ A: task, ...caught }));
    const arn = await start();
    (await called()).fail(errorNamed("A", "1"));
    await new Promise((later) => setTimeout(later, 10));
    clock.advance(1_000);
    (await called(2)).fail(errorNamed("A", "2"));
    expect((await ended(arn)).output).toMatchObject({ Cause: expect.stringContaining('"2"') });
  });
});

describe("Catch", () => {
  test.each([
    ["Oops", ["Oops"], true],
    ["Oops", ["States.ALL"], true],
    ["Oops", ["States.TaskFailed"], true],
    ["Oops", ["States.Timeout"], false],
    ["Oops", ["oops"], false],
    ["States.DataLimitExceeded", ["States.ALL"], false],
    ["States.DataLimitExceeded", ["States.TaskFailed"], false],
    ["States.DataLimitExceeded", ["States.DataLimitExceeded"], true],
    ["States.Runtime", ["States.Runtime"], false],
  ])("%s is taken by %j: %s", async (name, names, taken) => {
    const given = await run(machineOf({ A: asks("f", { Catch: catching(names), End: true }), ...caught }));
    const arn = await given.start();
    await fail(given, (await given.called()).payload.token, name, "why");
    const { status, output, error } = await given.ended(arn);
    if (taken) expect([status, output]).toEqual(["SUCCEEDED", { Error: name, Cause: "why" }]);
    else expect([status, error]).toEqual(["FAILED", name]);
  });

  test.each([
    [["States.Timeout"], true],
    [["States.ALL"], true],
    [["States.TaskFailed"], false],
    [["States.HeartbeatTimeout"], false],
  ])("a time-out is taken by %j: %s", async (names, taken) => {
    const given = await run(
      machineOf({ A: asks("f", { TimeoutSeconds: 60, Catch: catching(names), End: true }), ...caught }),
    );
    const arn = await given.start();
    (await given.called()).answer(null);
    given.clock.advance(60_000);
    expect((await given.ended(arn)).status).toBe(taken ? "SUCCEEDED" : "FAILED");
  });

  test("takes an expression that fails, with the variables as they were", async () => {
    const states = {
      A: { Type: "Pass", Assign: { n: 1 }, Next: "B" },
      B: asks("f", {
        Assign: { n: 2, m: "{% $states.result.missing %}" },
        Catch: [
          {
            ErrorEquals: ["States.QueryEvaluationError"],
            Assign: { why: "{% $states.errorOutput.Error %}" },
            Next: "C",
          },
        ],
        End: true,
      }),
      C: { Type: "Succeed", Output: ["{% $n %}", "{% $why %}", "{% $states.input.Cause %}"] },
    };
    const given = await run(machineOf(states));
    const arn = await given.start();
    await succeed(given, (await given.called()).payload.token, {});
    expect((await given.ended(arn)).output).toEqual([
      1,
      "States.QueryEvaluationError",
      "An error occurred while executing the state 'B' (entered at the event id #4). The JSONata expression " +
        "'$states.result.missing' specified for the field 'Assign/m' returned nothing (undefined).",
    ]);
  });

  test("that fails itself fails the execution", async () => {
    const broken = [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Nothing %}", Next: "Caught" }];
    const given = await run(machineOf({ A: calls("f", {}, { Catch: broken, End: true }), ...caught }));
    const arn = await given.start();
    (await given.called()).fail(new Error("x"));
    expect(await given.ended(arn)).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
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
  await until(async () => (given.calls.length === 2 ? true : void given.clock.advance(500)));
  const second = await given.called(2);
  second.answer(null);
  await until(async () =>
    (await given.client.send(new GetExecutionHistoryCommand({ executionArn }))).events?.length === 8 ? true : undefined,
  );
  await succeed(given, second.payload.token, 1);
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
