import { describe, expect, test } from "vitest";
import { calls, machineOf, run } from "./run.ts";

const pass = (more: object) => ({ Type: "Pass", End: true, ...more });

/** Runs a machine without effects to its end. */
const outcomeOf = async (states: Record<string, object>, input: unknown = {}, top: object = {}) => {
  const { start, ended } = await run(machineOf(states, top));
  return ended(await start(input, "one"));
};

describe("Pass and Succeed", () => {
  test("hand on their input, or their Output", async () => {
    expect(await outcomeOf({ A: pass({}) }, { a: 1 })).toEqual({ status: "SUCCEEDED", output: { a: 1 } });
    const last = { Type: "Succeed", Output: { had: "{% $states.input %}" } };
    expect(
      await outcomeOf({ A: { Type: "Pass", Output: [1, "{% $states.input.a %}"], Next: "B" }, B: last }, { a: 2 }),
    ).toEqual({
      status: "SUCCEEDED",
      output: { had: [1, 2] },
    });
  });

  test("Assign and Output see the variables as they were before the state", async () => {
    const swap = { a: "{% $b %}", b: "{% $a %}" };
    const states = {
      A: { Type: "Pass", Assign: { a: 1, b: 2 }, Next: "B" },
      B: { Type: "Pass", Assign: swap, Output: ["{% $a %}", "{% $b %}"], Next: "C" },
      C: pass({ Output: ["{% $states.input %}", "{% $a %}", "{% $b %}"] }),
    };
    expect((await outcomeOf(states)).output).toEqual([[1, 2], 2, 1]);
  });

  test("the context tells execution, machine and state, at the embedded time", async () => {
    const {
      clock,
      start,
      ended,
      describe: look,
    } = await run(machineOf({ A: pass({ Output: "{% [$states.context, $now()] %}" }) }));
    clock.advance(86_400_000);
    const arn = await start({ a: 1 }, "one");
    const [context, now] = (await ended(arn)).output;
    const { startDate } = await look(arn);
    expect(context).toEqual({
      Execution: {
        Id: "arn:aws:states:eu-west-1:111122223333:execution:Approval:one",
        Input: { a: 1 },
        Name: "one",
        RedriveCount: 0,
        StartTime: startDate?.toISOString(),
      },
      State: { EnteredTime: expect.any(String), Name: "A", RetryCount: 0 },
      StateMachine: { Id: "arn:aws:states:eu-west-1:111122223333:stateMachine:Approval", Name: "Approval" },
    });
    expect(Date.parse(now)).toBeGreaterThan(Date.now() + 86_000_000);
  });
});

describe("Choice", () => {
  const states = {
    A: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.n > 10 %}", Assign: { size: "big" }, Next: "B" },
        { Condition: "{% $states.input.n > 5 %}", Output: { n: "some" }, Assign: { size: "middle" }, Next: "B" },
      ],
      Default: "B",
      Output: "default",
      Assign: { size: "small" },
    },
    B: pass({ Output: ["{% $size %}", "{% $states.input %}"] }),
  };
  test.each([
    [11, ["big", { n: 11 }]],
    [6, ["middle", { n: "some" }]],
    [1, ["small", "default"]],
  ])("goes the way of the first rule that holds, with that rule's Assign and Output: %i", async (n, output) => {
    expect((await outcomeOf(states, { n })).output).toEqual(output);
  });

  test("fails where no rule holds and there is no Default", async () => {
    const only = { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "B" }] };
    expect(await outcomeOf({ A: only, B: pass({}) })).toMatchObject({
      status: "FAILED",
      error: "States.NoChoiceMatched",
    });
  });

  test("fails where a condition is not a boolean", async () => {
    const only = { Type: "Choice", Choices: [{ Condition: "{% 'yes' %}", Next: "B" }] };
    expect(await outcomeOf({ A: only, B: pass({}) })).toEqual({
      status: "FAILED",
      error: "States.QueryEvaluationError",
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression ''yes'' " +
        "specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was " +
        "'string' for value: \"yes\"",
    });
  });
});

describe("Wait", () => {
  test.each([
    ["Seconds", { Seconds: 3600 }],
    ["Seconds as an expression", { Seconds: "{% $states.input.hours * 3600 %}" }],
    ["Timestamp as an expression", { Timestamp: "{% $fromMillis($millis() + 3600000) %}" }],
  ])("waits by the clock: %s", async (_what, how) => {
    const { start, ended, describe: look, clock } = await run(machineOf({ A: { Type: "Wait", End: true, ...how } }));
    const arn = await start({ hours: 1 });
    clock.advance(3_540_000);
    expect((await look(arn)).status).toBe("RUNNING");
    clock.advance(60_000);
    expect(await ended(arn)).toEqual({ status: "SUCCEEDED", output: { hours: 1 } });
  });

  test("does not wait for a moment that has passed", async () => {
    expect((await outcomeOf({ A: { Type: "Wait", Timestamp: "2020-01-01T00:00:00Z", End: true } })).status).toBe(
      "SUCCEEDED",
    );
  });

  test.each([
    ["Seconds", -1],
    ["Seconds", 1.5],
    ["Seconds", "'1'"],
    ["Timestamp", "'tomorrow'"],
    ["Timestamp", "'2027-01-31'"],
    ["Timestamp", 5],
  ])("fails where %s is %s", async (field, value) => {
    const wait = { Type: "Wait", [field]: `{% ${value} %}`, End: true };
    expect(await outcomeOf({ A: wait })).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
  });
});

describe("Fail", () => {
  test("ends with its error and cause, literal or evaluated", async () => {
    const fail = { Type: "Fail", Error: "Late", Cause: "{% 'by ' & $states.input.by %}" };
    expect(await outcomeOf({ A: fail }, { by: "an hour" })).toEqual({
      status: "FAILED",
      error: "Late",
      cause: "by an hour",
    });
    expect(await outcomeOf({ A: { Type: "Fail" } })).toEqual({ status: "FAILED" });
  });

  test("fails by its expression where that gives no string", async () => {
    const fail = { Type: "Fail", Error: "{% 5 %}" };
    expect(await outcomeOf({ A: fail })).toMatchObject({
      error: "States.QueryEvaluationError",
      cause: expect.stringContaining("'Error'"),
    });
  });
});

test("moments that the clock was moved over at once come in their order, each after the effects of the one before", async () => {
  const seen: string[] = [];
  const wait = { Type: "Wait", Seconds: "{% $states.input.hours * 3600 %}", Next: "Tell" };
  const tell = calls("tell", "{% $states.context.Execution.Name %}");
  const { start, ended, clock, calls: made, called } = await run(machineOf({ Wait: wait, Tell: tell }));
  const arns: string[] = [];
  for (const hours of [3, 1, 2]) arns.push(await start({ hours }, `after-${hours}`));
  clock.advance(4 * 3_600_000);
  for (const count of [1, 2, 3]) {
    const call = await called(count);
    // The next is not woken before this one is answered.
    await new Promise((later) => setTimeout(later, 10));
    expect(made.length).toBe(count);
    seen.push(String(call.payload));
    call.answer(null);
  }
  for (const arn of arns) expect((await ended(arn)).status).toBe("SUCCEEDED");
  expect(seen).toEqual(["after-1", "after-2", "after-3"]);
});

test("a call that hangs does not keep others waiting whose moments come later, nor its own time-out", async () => {
  const states = {
    Wait: { Type: "Wait", Seconds: "{% $states.input.seconds %}", Next: "Tell" },
    Tell: calls("tell", {}, { TimeoutSeconds: 60, End: true }),
  };
  const { start, ended, clock, called } = await run(machineOf(states));
  const hanging = await start({ seconds: 10 });
  const overdueWithIt = await start({ seconds: 20 });
  const later = await start({ seconds: 40 });
  clock.advance(30_000);
  await called(1);
  clock.advance(60_000);
  expect(await ended(hanging)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  (await called(2)).answer(null);
  (await called(3)).answer(null);
  expect((await ended(overdueWithIt)).status).toBe("SUCCEEDED");
  expect((await ended(later)).status).toBe("SUCCEEDED");
});
