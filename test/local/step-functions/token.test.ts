import { describe, expect, test } from "vitest";
import { asks, catching, caught, errorNamed, machineOf, run } from "./run.ts";

describe("a task token", () => {
  test("is answered with an output, which is the result", async () => {
    const given = await run(machineOf({ A: asks("f", { Output: "{% $states.result.by %}", End: true }) }));
    const arn = await given.start();
    const { payload, answer } = await given.called();
    answer({ ignored: true });
    await given.succeed(payload.token, { by: "bob" });
    expect(await given.ended(arn)).toEqual({ status: "SUCCEEDED", output: "bob" });
  });

  test("is answered with a failure, which Catch takes", async () => {
    const given = await run(machineOf({ A: asks("f", { Catch: catching(["Rejected"]), End: true }), ...caught }));
    const arn = await given.start();
    await given.fail((await given.called()).payload.token, "Rejected", "no");
    expect((await given.ended(arn)).output).toEqual({ Error: "Rejected", Cause: "no" });
  });

  test("may be answered before the call that it was handed to returns", async () => {
    const given = await run(machineOf({ A: asks("f") }));
    const arn = await given.start();
    const call = await given.called();
    await given.succeed(call.payload.token, 1);
    expect((await given.ended(arn)).output).toBe(1);
    call.fail(new Error("too late to matter"));
  });

  test("is of no use when the call fails: that is the task's failure", async () => {
    const given = await run(machineOf({ A: asks("f") }));
    const arn = await given.start();
    const { payload, fail: failCall } = await given.called();
    failCall(errorNamed("Oops", "broken"));
    expect(await given.ended(arn)).toMatchObject({ error: "Oops" });
    await expect(given.succeed(payload.token)).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test("works once", async () => {
    const given = await run(machineOf({ A: asks("f", { Next: "B" }), B: asks("g") }));
    await given.start();
    const { token } = (await given.called()).payload;
    await given.succeed(token);
    for (const use of [given.succeed, given.fail, given.beat])
      await expect(use(token)).rejects.toMatchObject({
        name: "TaskTimedOut",
        message: "Task Timed Out: 'Provided task does not exist anymore'",
      });
  });

  test("is over at its time-out, though nothing has noticed yet", async () => {
    const given = await run(machineOf({ A: asks("f", { TimeoutSeconds: 60, End: true }) }));
    await given.start();
    const { token } = (await given.called()).payload;
    given.clock.advance(60_000);
    await expect(given.succeed(token)).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test.each(["garbage", "", "AAAA".repeat(16), "x".repeat(3_000)])("is no garbage: %.20s", async (token) => {
    const given = await run(machineOf({ A: asks("f") }));
    const name = token === "" || token.length > 2048 ? "ValidationException" : "InvalidToken";
    for (const use of [given.succeed, given.fail, given.beat]) await expect(use(token)).rejects.toMatchObject({ name });
  });

  test("differs for each attempt, and the one of the attempt before is over", async () => {
    const retry = [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1 }];
    const given = await run(machineOf({ A: asks("f", { TimeoutSeconds: 60, Retry: retry, End: true }) }));
    const arn = await given.start();
    const first = await given.called();
    first.answer(null);
    given.clock.advance(60_000);
    await given.seen(arn, "TaskTimedOut");
    given.clock.advance(1_000);
    const second = await given.called(2);
    expect(second.payload.token).not.toBe(first.payload.token);
    await expect(given.succeed(first.payload.token)).rejects.toMatchObject({ name: "TaskTimedOut" });
    await given.succeed(second.payload.token, 2);
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
      await given.beat(payload.token);
    }
    expect((await given.describe(arn)).status).toBe("RUNNING");
    given.clock.advance(60_000);
    expect((await given.ended(arn)).output).toEqual({ Error: "States.HeartbeatTimeout", Cause: "" });
  });
});
