import { existsSync } from "node:fs";
import validate from "asl-validator";
import { afterAll, describe, expect, inject, test } from "vitest";
import { waiting } from "../../core/waiting.ts";
import { machinesOf } from "../../local/deployed.ts";
import { loadTemplate } from "../../local/template.ts";
import { aRequest, noon } from "../core/builders.ts";
import { behind } from "../system/behind.ts";
import { accessDenied, type Stint, startStint } from "../system/stint.ts";

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Resource?: string;
  readonly TimeoutSeconds?: unknown;
  readonly Arguments?: { readonly Payload?: { readonly task?: string; readonly token?: string } };
}

const assembly = inject("assembly");
const hub = { account: "999988887777", region: "eu-west-1" };
const [machine] = machinesOf(loadTemplate({ dir: assembly, stack: "StintHub", ...hub, values: {} }));
const { States: states } = (machine as { definition: unknown }).definition as {
  readonly States: Readonly<Record<string, State>>;
};
const tasks = Object.entries(states).filter(([, { Type }]) => Type === "Task");

describe("the synthesized definition", () => {
  test("is accepted by asl-validator", () => {
    const { isValid, errorsText } = validate(machine?.definition);
    expect(errorsText()).toBe("");
    expect(isValid).toBe(true);
  });

  test.each(tasks)("tries %s again, and raises the alarm when that does not help", (name, { Retry, Catch, Next }) => {
    expect(Retry).toEqual([expect.objectContaining({ ErrorEquals: ["States.TaskFailed"], MaxAttempts: 8 })]);
    const last = Catch?.at(-1);
    expect(last?.ErrorEquals).toEqual(["States.ALL"]);
    // The alarm itself fails the execution, so that the reconciler starts another.
    expect(last?.Next).toBe(name === "RaiseAlarm" ? "Failed" : "RaiseAlarm");
    if (name === "RaiseAlarm") expect(Next).toBe("Failed");
  });

  test("fails once the alarm is raised", () => {
    expect(states.Failed).toMatchObject({ Type: "Fail", Error: "Stint.WorkflowFailed" });
  });

  test.each(tasks.filter(([, { Resource }]) => Resource?.endsWith(".waitForTaskToken")))(
    "lets %s wait until time does something, and then looks again",
    (_name, { TimeoutSeconds, Catch, Arguments }) => {
      expect(TimeoutSeconds).toMatch(/^\{%.*\$waiting\.until.*%\}$/);
      expect(Catch?.[0]).toMatchObject({ ErrorEquals: ["States.Timeout"], Next: "Look" });
      expect(Arguments?.Payload).toMatchObject({
        token: "{% $states.context.Task.Token %}",
        waitsFor: "{% $waiting.key %}",
      });
    },
  );

  test("uses of $waiting only what core/waiting.ts answers", () => {
    const used = [...JSON.stringify(states).matchAll(/\$waiting\.(\w+)/g)].map(([, field]) => field);
    expect(used.length).toBeGreaterThan(0);
    expect(Object.keys(waiting(aRequest(), noon))).toEqual(expect.arrayContaining([...new Set(used)]));
  });

  test("calls only tasks that there are", () => {
    const called = tasks.flatMap(([, { Arguments }]) => Arguments?.Payload?.task ?? []);
    expect(called).toEqual(
      expect.arrayContaining(["look", "ask-approvers", "hold", "settle-request", "close-request"]),
    );
    const missing = called.filter(
      (task) => !existsSync(`lambda/workflow/${task}.ts`) && !existsSync(`lambda/${task}/index.ts`),
    );
    expect(missing).toEqual([]);
  });

  test("reaches every state", () => {
    const reached = new Set<string>(["Begin"]);
    for (const name of reached)
      for (const next of [
        states[name]?.Next,
        states[name]?.Default,
        ...(states[name]?.Choices ?? []).map((choice) => choice.Next),
        ...(states[name]?.Catch ?? []).map((caught) => caught.Next),
      ])
        if (next !== undefined) reached.add(next);
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
  });
});

describe("a workflow that cannot go on", () => {
  let stint: Stint;
  afterAll(() => stint.close());

  test("raises an alarm, fails, and is started again by the reconciler once it can", async () => {
    let broken = true;
    stint = await startStint({
      onAwsCall: async (call, answer) => (broken && call.function === "workflow" ? accessDenied : answer()),
    });
    const aws = behind({ ...stint, accessKeyId: stint.keyOf("api") });
    const { id } = await stint.ask("alice");
    // Each retry waits for longer, so the clock has to be moved over and over.
    const [alarm] = await stint.until(
      () => {
        stint.clock.advance(30_000);
        return stint.alarms();
      },
      ({ length }) => length > 0,
    );
    expect(alarm?.message).toContain(`The workflow of request ${id} failed: AccessDeniedException.`);
    await stint.until(
      () => aws.executions(id),
      ([first]) => first?.status === "FAILED",
    );
    expect(stint.mails(id)).toEqual([]);

    broken = false;
    expect(await stint.reconcile()).toMatchObject({ started: 1, failed: 0 });
    expect(await aws.executions(id)).toEqual([
      { attempt: 1, status: "FAILED" },
      { attempt: 2, status: "RUNNING" },
    ]);
    await stint.until(
      () => stint.mails(id),
      ({ length }) => length === 1,
    );
    await stint.post("bob", `/requests/${id}/approve`);
    expect((await stint.post("carol", `/requests/${id}/approve`)).body.phase).toBe("active");
    expect(stint.alarms()).toHaveLength(1);
  });
});
