/**
 * An error of a state, with the name that Retry and Catch match. `reason` is what AWS calls the Cause; time-outs have none.
 * `location` is the field of the state whose expression failed.
 */
export class StatesError extends Error {
  readonly reason: string | undefined;
  readonly location: string | undefined;

  constructor(name: string, reason?: string, location?: string) {
    super(reason ?? name);
    this.name = name;
    this.reason = reason;
    this.location = location;
  }
}

/** The error names that begin with `States.` and may be listed in Retry and Catch; the language reserves all others. */
export const reservedErrors: ReadonlySet<string> = new Set([
  "States.ALL",
  "States.DataLimitExceeded",
  "States.HeartbeatTimeout",
  "States.NoChoiceMatched",
  "States.Permissions",
  "States.QueryEvaluationError",
  "States.Runtime",
  "States.TaskFailed",
  "States.Timeout",
]);

/**
 * Whether a Retry or Catch that lists these names takes this error. States.Runtime is never taken, States.DataLimitExceeded
 * only by its own name, and States.TaskFailed stands for everything but time-outs
 * (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html).
 */
export function takes(names: readonly string[], error: string): boolean {
  if (error === "States.Runtime") return false;
  if (names.includes(error)) return true;
  if (error === "States.DataLimitExceeded") return false;
  const timeout = error === "States.Timeout" || error === "States.HeartbeatTimeout";
  return names.includes("States.ALL") || names.includes(timeout ? "States.Timeout" : "States.TaskFailed");
}

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly jitter: "FULL" | "NONE";
}

/** Milliseconds before the retry that follows `used` earlier ones; full jitter takes anything up to that. */
export function retryDelay(retrier: Retrier, used: number, random: () => number): number {
  const seconds = Math.min(retrier.intervalSeconds * retrier.backoffRate ** used, retrier.maxDelaySeconds);
  return Math.round(seconds * 1000 * (retrier.jitter === "FULL" ? random() : 1));
}
