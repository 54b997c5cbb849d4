import type { Clock } from "../clock.ts";
import type { TaskState } from "./definition.ts";
import type { ExecutionRecord, TaskProgress } from "./record.ts";
import type { Timeline } from "./timeline.ts";

/** What executions share. */
export interface World {
  readonly clock: Clock;
  readonly timeline: Timeline;
  /** Who waits on a task token, by token. */
  readonly listening: Map<string, Listener>;
  /** True once all are being closed: nothing goes on, but calls that return well are still journaled. */
  readonly closing: () => boolean;
  /** Rejects with StatesError only. */
  readonly call: (state: TaskState, input: unknown) => Promise<unknown>;
  readonly save: (record: ExecutionRecord) => void;
  readonly ended: (record: ExecutionRecord) => void;
}

/** Waits on a task token. */
export interface Listener {
  /** Changes the task that waits on this token: answers it, or notes a sign of life. False when the token's time is over. */
  useToken(token: string, change: (task: TaskProgress) => void): boolean;
}
