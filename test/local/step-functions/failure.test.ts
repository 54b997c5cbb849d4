import { describe, expect, test } from "vitest";
import { asks, calls, catching, caught, errorNamed, machineOf, run } from "./run.ts";

describe("time-outs", () => {
  test("TimeoutSeconds may be an expression, and is States.Timeout without a cause", async () => {
    const given = await run(machineOf({ A: asks("f", { TimeoutSeconds: "{% $states.input.seconds %}", End: true }) }));
    const arn = await given.start({ seconds: 3600 });
    (await given.called()).answer(null);
    given.clock.advance(3_540_000);
    expect((await given.describe(arn)).status).toBe("RUNNING");
    given.clock.advance(60_000);
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
    const { start, ended, seen, called, clock, ...given } = await run(
      retries({ ErrorEquals: ["Busy"], IntervalSeconds: 100, BackoffRate: 3, MaxDelaySeconds: 400, MaxAttempts: 3 }),
    );
    const arn = await start();
    for (const [index, delay] of [100_000, 300_000, 400_000].entries()) {
      const call = await called(index + 1);
      expect(call.payload).toBe(index);
      call.fail(errorNamed("Busy", "busy"));
      await seen(arn, "TaskFailed", index + 1);
      clock.advance(delay - 60_000);
      await new Promise((later) => setTimeout(later, 10));
      expect(given.calls.length).toBe(index + 1);
      clock.advance(60_000);
    }
    (await called(4)).fail(errorNamed("Busy", "busy"));
    expect(await ended(arn)).toMatchObject({ status: "FAILED", error: "Busy" });
  });

  test("counts each of its entries for itself, and the first that takes the error decides", async () => {
    const { start, ended, called, clock, seen } = await run(
      retries(
        { ErrorEquals: ["A"], MaxAttempts: 1, JitterStrategy: "FULL" },
        { ErrorEquals: ["States.ALL"], MaxAttempts: 1 },
      ),
    );
    const arn = await start();
    for (const [index, name] of ["A", "B", "A"].entries()) {
      (await called(index + 1)).fail(errorNamed(name, ""));
      await seen(arn, "TaskFailed", index + 1);
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
    const { start, ended, called, clock, seen } = await run(machineOf({ A: task, ...caught }));
    const arn = await start();
    (await called()).fail(errorNamed("A", "1"));
    await seen(arn, "TaskFailed");
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
    await given.fail((await given.called()).payload.token, name, "why");
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
    await given.succeed((await given.called()).payload.token, {});
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
