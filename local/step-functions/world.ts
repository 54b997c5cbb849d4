import type { Clock } from "../clock.ts";
import type { TaskState } from "./definition.ts";
import type { Execution } from "./execution.ts";
import type { ExecutionRecord } from "./record.ts";
import type { Timeline } from "./timeline.ts";

/** What executions share. */
export interface World {
  readonly clock: Clock;
  readonly timeline: Timeline;
  /** The executions that wait on a task token, by token. */
  readonly listening: Map<string, Execution>;
  /** True once all are being closed: nothing goes on, but calls that return well are still journaled. */
  readonly closing: () => boolean;
  /** Rejects with StatesError only. */
  readonly call: (state: TaskState, input: unknown) => Promise<unknown>;
  readonly save: (record: ExecutionRecord) => void;
  readonly ended: (record: ExecutionRecord) => void;
}
