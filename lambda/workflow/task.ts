import type { RunWorkflow } from "../deps.ts";

/** What the state machine hands to a task. */
export interface TaskInput {
  readonly task: string;
  /** The request. */
  readonly id: string;
  /** Where the workflow waits for an answer. */
  readonly token?: string;
  /** What it waits for, by core/waiting.ts. */
  readonly waitsFor?: string;
}

export type Task = (input: TaskInput, deps: RunWorkflow) => Promise<unknown>;
