import * as z from "zod";
import { isJson } from "./data.ts";
import type { HistoryEvent } from "./history.ts";

const outcome = z.union([
  z.strictObject({ result: z.unknown() }),
  z.strictObject({ error: z.string(), cause: z.string().optional() }),
]);

const task = z.strictObject({
  token: z.string().optional(),
  /** The evaluated arguments, kept until the call has returned: a repeated call is the same call. */
  arguments: z.unknown().optional(),
  timeoutAt: z.number().optional(),
  heartbeatSeconds: z.number().optional(),
  /** The last sign of life: the beginning, or a heartbeat. */
  aliveAt: z.number(),
  /** Whether the call has returned. With a token, what is left is to wait. */
  called: z.boolean(),
  outcome: outcome.optional(),
});

const position = z.strictObject({
  state: z.string(),
  input: z.unknown(),
  variables: z.record(z.string(), z.unknown()),
  entered: z.strictObject({ at: z.number(), event: z.number() }).optional(),
  /** How often each entry of Retry was used, by its index. */
  retries: z.record(z.string(), z.number()),
  retryAt: z.number().optional(),
  waitUntil: z.number().optional(),
  task: task.optional(),
});

/** What an execution was started with. */
export const beginning = z.strictObject({
  format: z.literal(1),
  arn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  /** The hash of the definition that it was started with, and finishes by. */
  definition: z.string(),
  /** In milliseconds, as all times here. */
  startedAt: z.number(),
  /** JSON, as it was handed in. */
  input: z.string().refine(isJson, "expected JSON"),
});

/** What changes while it runs; `position` is there until it is over. */
export const progress = z.strictObject({
  status: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  stoppedAt: z.number().optional(),
  /** JSON. */
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** How many events there were; `history` holds the last of them. */
  events: z.number(),
  history: z.array(z.custom<HistoryEvent>((event) => typeof event === "object" && event !== null)),
  position: position.optional(),
});

export type ExecutionRecord = z.infer<typeof beginning> & z.infer<typeof progress>;
export type Position = z.infer<typeof position>;
export type TaskProgress = z.infer<typeof task>;
export type Outcome = z.infer<typeof outcome>;

/** What an execution that did not succeed ends with. */
export type Ending = { readonly error?: string; readonly cause?: string };

/** Where an execution is when it comes to a state. */
export function arrival(state: string, input: unknown, variables: Readonly<Record<string, unknown>>): Position {
  return { state, input, variables, retries: {} };
}

/** When the state that it rests in goes on by itself, in milliseconds; undefined when only an answer can move it. */
export function dueAt({ retryAt, waitUntil, task }: Position): number | undefined {
  if (retryAt !== undefined || waitUntil !== undefined) return retryAt ?? waitUntil;
  if (task === undefined || task.outcome !== undefined) return undefined;
  const ends = [task.timeoutAt, heartbeatEnd(task)].filter((end) => end !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

/** When a task counts as dead unless it gives a sign of life before. */
export function heartbeatEnd({ aliveAt, heartbeatSeconds }: TaskProgress): number | undefined {
  return heartbeatSeconds === undefined ? undefined : aliveAt + heartbeatSeconds * 1000;
}
