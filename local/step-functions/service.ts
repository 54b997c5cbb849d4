import type { Clock } from "../clock.ts";
import type { Part } from "../wire.ts";
import { stepFunctionsApi } from "./api.ts";
import { Executions } from "./executions.ts";
import type { Outside } from "./task.ts";

export interface StepFunctionsOptions extends Outside {
  readonly clock: Clock;
  /** Folder in which each execution's journal is kept; created when missing. */
  readonly state: string;
  readonly account: string;
  readonly region: string;
}

/** The embedded Step Functions. Define the state machines, then resume once, then serve `part`. */
export interface StepFunctions {
  /**
   * The AWS JSON 1.0 API: StartExecution, DescribeExecution, ListExecutions, GetExecutionHistory, StopExecution and
   * SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat. A field that it does not know is a ValidationException.
   */
  readonly part: Part;
  /** Takes a definition for executions that start from now on. Throws DefinitionError, listing every problem. */
  define(stateMachineArn: string, definition: unknown): void;
  /** Reads the journals and goes on with what was running. Throws an Error naming a file that is damaged. */
  resume(): void;
  /** Settles once the calls under way are back and journaled. Those that fail meanwhile are made again after the restart. */
  close(): Promise<void>;
}

/**
 * Standard state machines in JSONata, kept in files: Pass, Task, Choice, Wait, Succeed and Fail.
 *
 * What AWS does and this does not: Parallel and Map, JSONPath, Express, activities, versions and aliases, redrive, logging
 * and tracing, IAM; results carry no SDK metadata; the history shows the last 100 events only and leaves out long inputs and
 * outputs (all are counted, as AWS counts them, towards its limit of 25,000). Time that passes while this is not running, or
 * that the clock is moved over, passes at once: waits that ended meanwhile end late, in their order.
 */
export function startStepFunctions({ clock, state, account, region, ...outside }: StepFunctionsOptions): StepFunctions {
  const executions = new Executions(clock, state, outside);
  const machine = new RegExp(`^arn:aws[a-z-]*:states:${region}:${account}:stateMachine:[A-Za-z0-9_-]{1,80}$`);
  return {
    part: stepFunctionsApi(executions),
    define(stateMachineArn, definition) {
      if (!machine.test(stateMachineArn))
        throw new Error(
          `expected arn:aws:states:${region}:${account}:stateMachine:<name> for a state machine, found "${stateMachineArn}"`,
        );
      executions.define(stateMachineArn, definition);
    },
    resume: () => executions.resume(),
    close: () => executions.close(),
  };
}
