import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GetExecutionHistoryCommand } from "@aws-sdk/client-sfn";
import { describe, expect, test } from "vitest";
import { asks, calls, errorNamed, killed, machineArn, machineOf, type Run, run, until } from "./run.ts";

const hour = 3_600_000;

/** Settles once the file of each execution tells of this. */
const journaled = ({ state }: Run, what: string) => {
  const folder = join(state, "executions");
  const told = () => readdirSync(folder).every((file) => readFileSync(join(folder, file), "utf8").includes(what));
  return until(async () => (told() ? true : undefined));
};

describe("after a restart", () => {
  const definition = machineOf({
    Begin: { Type: "Pass", Assign: { id: "{% $uuid() %}" }, Next: "Ask" },
    Ask: asks("ask", { TimeoutSeconds: 3600, Next: "Done" }),
    Done: { Type: "Succeed", Output: ["{% $id %}", "{% $states.input %}", "{% $states.context.Execution.Input %}"] },
  });

  test("a task whose call had returned waits on, with the same token and without another call", async () => {
    const before = await run(definition);
    const arn = await before.start({ a: 1 });
    const { payload, answer } = await before.called();
    answer(null);
    await before.seen(arn, "TaskSubmitted");
    const after = await killed(before, definition);
    await after.succeed(payload.token, "yes");
    expect((await after.ended(arn)).output).toEqual([expect.any(String), "yes", { a: 1 }]);
    expect(after.calls).toEqual([]);
  });

  test("its time-out stays where it was", async () => {
    const before = await run(definition);
    const arn = await before.start();
    (await before.called()).answer(null);
    await before.seen(arn, "TaskSubmitted");
    const after = await killed(before, definition, hour - 60_000);
    expect((await after.describe(arn)).status).toBe("RUNNING");
    after.clock.advance(60_000);
    expect(await after.ended(arn)).toEqual({ status: "FAILED", error: "States.Timeout" });
  });

  test("its token is over when its time passed meanwhile", async () => {
    const before = await run(definition);
    const arn = await before.start();
    const { payload } = await before.called();
    const after = await killed(before, definition, hour);
    await expect(after.succeed(payload.token)).rejects.toMatchObject({ name: "TaskTimedOut" });
    expect(await after.ended(arn)).toEqual({ status: "FAILED", error: "States.Timeout" });
    expect(after.calls).toEqual([]);
  });

  test("a task whose call had not returned is called again, with the same token", async () => {
    const before = await run(definition);
    const arn = await before.start();
    const { payload } = await before.called();
    const after = await killed(before, definition);
    const again = await after.called();
    expect(again.payload).toEqual(payload);
    await after.succeed(payload.token);
    expect((await after.ended(arn)).status).toBe("SUCCEEDED");
  });

  test("an answer that was taken is not lost", async () => {
    const before = await run(definition);
    const arn = await before.start();
    const { payload } = await before.called();
    await before.succeed(payload.token, "yes");
    const after = await killed(before, definition);
    expect((await after.ended(arn)).output).toMatchObject([expect.any(String), "yes", {}]);
    await expect(after.succeed(payload.token)).rejects.toMatchObject({ name: "TaskTimedOut" });
  });

  test("a plain call is made again only if it had not returned, with the same arguments", async () => {
    const two = machineOf({
      A: calls("a", { random: "{% $random() %}" }, { Next: "B" }),
      B: calls("b", { random: "{% $random() %}" }, { Output: "{% $states.input.Payload %}", End: true }),
    });
    const before = await run(two);
    const arn = await before.start();
    (await before.called(1)).answer("from a");
    const { payload } = await before.called(2);
    const after = await killed(before, two);
    const again = await after.called();
    expect([again.name, again.payload]).toEqual([expect.stringMatching(/:b$/), payload]);
    again.answer(null);
    expect((await after.ended(arn)).output).toBe("from a");
    expect(after.calls.length).toBe(1);
  });

  test("a wait ends when it would have, or at once when that has passed", async () => {
    const wait = machineOf({ A: { Type: "Wait", Seconds: 3600, End: true } });
    const before = await run(wait);
    const arn = await before.start();
    await journaled(before, "waitUntil");
    const between = await killed(before, wait, hour - 60_000);
    expect((await between.describe(arn)).status).toBe("RUNNING");
    const after = await killed(between, wait, 60_000);
    expect((await after.ended(arn)).status).toBe("SUCCEEDED");
  });

  test("waits that ended meanwhile end in their order", async () => {
    const wait = { Type: "Wait", Seconds: "{% $states.input %}", Next: "Tell" };
    const tell = machineOf({ Wait: wait, Tell: calls("tell", "{% $states.context.Execution.Name %}") });
    const before = await run(tell);
    for (const seconds of [30, 10, 20]) await before.start(seconds, `after-${seconds}`);
    await journaled(before, "waitUntil");
    const after = await killed(before, tell, hour);
    for (const count of [1, 2, 3]) (await after.called(count)).answer(null);
    expect(after.calls.map(({ payload }) => payload)).toEqual(["after-10", "after-20", "after-30"]);
  });

  test("a retry comes after what is left of its delay, and counts the attempts before", async () => {
    const retry = [{ ErrorEquals: ["Busy"], IntervalSeconds: 3600, MaxAttempts: 1 }];
    const busy = machineOf({ A: calls("a", {}, { Retry: retry, End: true }) });
    const before = await run(busy);
    const arn = await before.start();
    (await before.called()).fail(errorNamed("Busy", "busy"));
    await journaled(before, "retryAt");
    const after = await killed(before, busy, hour - 60_000);
    expect((await after.describe(arn)).status).toBe("RUNNING");
    expect(after.calls).toEqual([]);
    after.clock.advance(60_000);
    (await after.called()).fail(errorNamed("Busy", "busy"));
    expect(await after.ended(arn)).toMatchObject({ status: "FAILED", error: "Busy" });
  });

  test("a heartbeat counts", async () => {
    const beats = machineOf({ A: asks("f", { HeartbeatSeconds: 3600, End: true }) });
    const before = await run(beats);
    const arn = await before.start();
    const { payload } = await before.called();
    before.clock.advance(hour - 60_000);
    await before.beat(payload.token);
    const after = await killed(before, beats, hour - 60_000);
    await after.succeed(payload.token, 1);
    expect((await after.ended(arn)).output).toBe(1);
  });

  test("an execution that is over is still told of, with its history", async () => {
    const before = await run(machineOf({ A: { Type: "Fail", Error: "E", Cause: "C" } }));
    const executionArn = await before.start({ a: 1 }, "one");
    await before.ended(executionArn);
    const after = await killed(before, definition);
    expect(await after.describe(executionArn)).toMatchObject({
      status: "FAILED",
      error: "E",
      cause: "C",
      input: '{"a":1}',
    });
    const { events } = await after.client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ type }) => type)).toEqual(["ExecutionStarted", "FailStateEntered", "ExecutionFailed"]);
    await expect(after.start({ a: 1 }, "one")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  test("a machine of another definition lets what runs finish by the old one", async () => {
    const other = machineOf({ Begin: { Type: "Succeed", Output: "new" } });
    const before = await run(definition);
    const arn = await before.start();
    const { payload } = await before.called();
    const after = await killed(before, other);
    expect((await after.ended(await after.start())).output).toBe("new");
    await after.succeed(payload.token, "old");
    expect((await after.ended(arn)).output).toMatchObject([expect.any(String), "old", {}]);
  });

  test("as it does without a restart", async () => {
    const given = await run(definition);
    const arn = await given.start();
    const { payload } = await given.called();
    given.service.define(machineArn, machineOf({ Begin: { Type: "Succeed", Output: "new" } }));
    expect((await given.ended(await given.start())).output).toBe("new");
    await given.succeed(payload.token, "old");
    expect((await given.ended(arn)).output).toMatchObject([expect.any(String), "old", {}]);
  });
});

describe("closing", () => {
  const definition = machineOf({ A: calls("f", {}, { Output: "{% $states.result.Payload %}", End: true }) });

  test("waits for a call under way, whose answer counts after the restart", async () => {
    const before = await run(definition);
    const arn = await before.start();
    const call = await before.called();
    const closed = before.service.close();
    call.answer("done");
    await closed;
    const after = await killed(before, definition);
    expect((await after.ended(arn)).output).toBe("done");
    expect(after.calls).toEqual([]);
  });

  test("does not take a call's failure for the task's: it is made again", async () => {
    const before = await run(definition);
    const arn = await before.start();
    const call = await before.called();
    const closed = before.service.close();
    call.fail(new Error("the workers are gone"));
    await closed;
    const after = await killed(before, definition);
    (await after.called()).answer("done");
    expect((await after.ended(arn)).output).toBe("done");
  });

  test("answers nothing but 503, so that nobody takes a token for used", async () => {
    const { service, start } = await run(definition);
    await service.close();
    await expect(start()).rejects.toMatchObject({ name: "ServiceUnavailable", $metadata: { httpStatusCode: 503 } });
  });
});
