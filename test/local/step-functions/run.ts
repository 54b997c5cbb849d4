import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { onTestFinished } from "vitest";
import { type Clock, startClock } from "../../../local/clock.ts";
import {
  type StepFunctions,
  type StepFunctionsOptions,
  startStepFunctions,
} from "../../../local/step-functions/service.ts";
import { serve } from "../../../local/wire.ts";

export const machineArn = "arn:aws:states:eu-west-1:111122223333:stateMachine:Approval";
export const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
/** A folder that is gone after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "step-functions-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A definition of these states, the first of which begins; `top` is added beside them. */
export const machineOf = (states: Record<string, object>, top: object = {}) => ({
  QueryLanguage: "JSONata",
  StartAt: Object.keys(states)[0],
  States: states,
  ...top,
});

/** A task that calls a Lambda function. */
export const calls = (name: string, payload: unknown, more: object = { End: true }) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: functionArn(name), Payload: payload },
  ...more,
});

/** A task that hands its token to a Lambda function and waits for the answer. */
export const asks = (name: string, more: object = { End: true }) => ({
  ...calls(name, { token: "{% $states.context.Task.Token %}" }, more),
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
});

/** A Catch of these errors, whose output the execution ends with; `caught` is the state that it leads to. */
export const catching = (names: string[]) => [
  { ErrorEquals: names, Next: "Caught", Output: "{% $states.errorOutput %}" },
];
export const caught = { Caught: { Type: "Succeed" } };

/** A Step Functions that is served to the SDK, with one machine; over when the test is. */
export async function run(definition: unknown, given: Partial<StepFunctionsOptions> = {}): Promise<Run> {
  const clock = given.clock ?? startClock();
  const state = given.state ?? newFolder();
  const calls: Call[] = [];
  const service = startStepFunctions({
    clock,
    state,
    account: "111122223333",
    region: "eu-west-1",
    invoke: (name, payload) =>
      new Promise((answer, fail) => calls.push({ name, payload: payload as Call["payload"], answer, fail })),
    publish: async () => {},
    ...given,
  });
  service.define(machineArn, definition);
  service.resume();
  const { origin, close } = await serve({ port: 0, mounts: { "/states": service.part } });
  const client = new SFNClient({
    region: "eu-west-1",
    endpoint: `${origin}/states`,
    credentials: { accessKeyId: "AKIA", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  const kill = async () => {
    clock.close();
    client.destroy();
    await close();
  };
  onTestFinished(kill);

  const describe = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));
  return {
    clock,
    state,
    calls,
    service,
    client,
    origin,
    kill,
    describe,
    async start(input: unknown = {}, name?: string) {
      const command = new StartExecutionCommand({ stateMachineArn: machineArn, input: JSON.stringify(input), name });
      return (await client.send(command)).executionArn ?? "";
    },
    async ended(executionArn: string) {
      return until(async () => {
        const { status, output, error, cause } = await describe(executionArn);
        if (status === "RUNNING") return undefined;
        return {
          status,
          ...(output !== undefined && { output: JSON.parse(output) }),
          ...(error !== undefined && { error }),
          ...(cause !== undefined && { cause }),
        };
      });
    },
    called: (count = 1) => until(async () => calls[count - 1]),
    async seen(executionArn, type, count = 1) {
      await until(async () => {
        const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
        return events.filter((event) => event.type === type).length >= count ? true : undefined;
      });
    },
    succeed: (taskToken, output = null) =>
      client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })),
    fail: (taskToken, error, cause) => client.send(new SendTaskFailureCommand({ taskToken, error, cause })),
    beat: (taskToken) => client.send(new SendTaskHeartbeatCommand({ taskToken })),
  };
}

export interface Call {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a machine hands on is looked at by the test that wrote it
  readonly payload: any;
  readonly answer: (value: unknown) => void;
  readonly fail: (error: Error) => void;
}

export interface Run {
  readonly clock: Clock;
  readonly state: string;
  readonly calls: Call[];
  readonly service: StepFunctions;
  readonly client: SFNClient;
  readonly origin: string;
  /** Ends it as `kill -9` would: its timers never fire, nothing is written any more. */
  kill(): Promise<void>;
  describe(executionArn: string): Promise<DescribeExecutionCommandOutput>;
  start(input?: unknown, name?: string): Promise<string>;
  // biome-ignore lint/suspicious/noExplicitAny: the output is what the test's own machine makes it
  ended(executionArn: string): Promise<{ status: string | undefined; output?: any; error?: string; cause?: string }>;
  /** The call of that number, once it was made. */
  called(count?: number): Promise<Call>;
  /** Settles once the history holds that many events of that type: what follows from them has happened, too. */
  seen(executionArn: string, type: string, count?: number): Promise<void>;
  succeed(taskToken: string, output?: unknown): Promise<unknown>;
  fail(taskToken: string, error?: string, cause?: string): Promise<unknown>;
  beat(taskToken: string): Promise<unknown>;
}

/** Asks again and again until there is an answer. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 2_000; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((later) => setTimeout(later, 2));
  }
  throw new Error("waited in vain");
}

/** An error as the Lambda service reports it. */
export const errorNamed = (name: string, message: string) => Object.assign(new Error(message), { name });

/** What a `kill -9` at this moment leaves, gone on with after so many milliseconds. */
export async function killed(
  before: Run,
  definition: unknown,
  later = 0,
  given: Partial<StepFunctionsOptions> = {},
): Promise<Run> {
  const state = newFolder();
  cpSync(before.state, state, { recursive: true });
  const offset = before.clock.now() - Date.now() + later;
  await before.kill();
  return run(definition, { state, clock: startClock(offset), ...given });
}
