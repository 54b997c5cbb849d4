import { checkLimit, variablesLimit, withinLimit } from "./data.ts";
import type { State, TaskState, Way } from "./definition.ts";
import { StatesError } from "./errors.ts";
import { isBoolean, isString, isWhole, type Scope, type Template, typed } from "./expression.ts";
import type { Ending, ExecutionRecord, Position } from "./record.ts";
import { isTimestamp, longestSeconds } from "./schema.ts";

/** What `$states` holds besides input and context, which depends on the field. */
export interface Seen {
  readonly result?: unknown;
  readonly errorOutput?: { readonly Error: string; readonly Cause: string };
  readonly token?: string | undefined;
}

/** What the expressions of a state see. The context has no RoleArn: there is no role here. */
export function scopeOf(
  record: ExecutionRecord,
  position: Position,
  executionInput: unknown,
  now: number,
  { token, ...seen }: Seen,
): Scope {
  const context = {
    Execution: {
      Id: record.arn,
      Input: executionInput,
      Name: record.name,
      RedriveCount: 0,
      StartTime: new Date(record.startedAt).toISOString(),
    },
    State: {
      EnteredTime: new Date(position.entered?.at ?? now).toISOString(),
      Name: position.state,
      RetryCount: Object.values(position.retries).reduce((sum, used) => sum + used, 0),
    },
    StateMachine: { Id: record.stateMachineArn, Name: record.stateMachineArn.split(":").at(-1) },
    ...(token !== undefined && { Task: { Token: token } }),
  };
  return { states: { input: position.input, context, ...seen }, variables: position.variables, now };
}

/** What a state leaves behind. Its Output and its Assign both see the variables as they were before it. */
export interface Departure {
  readonly next: string | undefined;
  readonly output: unknown;
  readonly assigned: Readonly<Record<string, unknown>> | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Evaluates what is left behind; `output` is what a state without an Output hands on. */
export async function depart(way: Way, scope: Scope, output: unknown): Promise<Departure> {
  const handedOn = withinLimit(way.output === undefined ? output : await way.output.evaluate(scope), "The output");
  if (way.assign === undefined)
    return { next: way.next, output: handedOn, assigned: undefined, variables: scope.variables };
  const assigned = withinLimit(await way.assign.evaluate(scope), "What Assign assigns") as Record<string, unknown>;
  const variables = { ...scope.variables, ...assigned };
  checkLimit(JSON.stringify(variables), "What all variables hold", variablesLimit);
  return { next: way.next, output: handedOn, assigned, variables };
}

/** The way of the first rule whose condition holds, else the state's own. */
export async function choose(state: State & { readonly type: "Choice" }, scope: Scope): Promise<Way> {
  for (const rule of state.choices)
    if (typed(rule.condition, await rule.condition.evaluate(scope), "boolean", isBoolean)) return rule;
  if (state.next !== undefined) return state;
  throw new StatesError("States.NoChoiceMatched", "No rule holds, and the state has no Default.");
}

/** Until when a Wait waits, in milliseconds. */
export async function waitEnd(state: State & { readonly type: "Wait" }, scope: Scope, since: number): Promise<number> {
  const { seconds, timestamp } = state;
  if (seconds !== undefined) return since + 1000 * (await wholeSeconds(seconds, scope, 0));
  if (timestamp === undefined) throw new Error("a Wait has neither Seconds nor Timestamp");
  const isMoment = (value: unknown): value is string => isString(value) && isTimestamp(value);
  return Date.parse(typed(timestamp, await timestamp.evaluate(scope), "timestamp", isMoment));
}

/** An attempt of a task, evaluated. */
export interface Attempt {
  readonly input: unknown;
  /** In seconds. */
  readonly timeout: number | undefined;
  /** In seconds. */
  readonly heartbeat: number | undefined;
}

/** Evaluates what a task is called with, and how long it may take. */
export async function prepare(state: TaskState, scope: Scope): Promise<Attempt> {
  const input = withinLimit(await state.arguments.evaluate(scope), "What Arguments holds");
  const timeout = state.timeoutSeconds && (await wholeSeconds(state.timeoutSeconds, scope, 1));
  const heartbeat = state.heartbeatSeconds && (await wholeSeconds(state.heartbeatSeconds, scope, 1));
  if (timeout !== undefined && heartbeat !== undefined && heartbeat >= timeout)
    throw new StatesError(
      "States.QueryEvaluationError",
      `HeartbeatSeconds must be less than TimeoutSeconds, but was ${heartbeat} with ${timeout}.`,
      "HeartbeatSeconds",
    );
  return { input, timeout, heartbeat };
}

/** The error and cause of a Fail, both optional. */
export async function failure({ error, cause }: State & { readonly type: "Fail" }, scope: Scope): Promise<Ending> {
  return {
    ...(error && { error: typed(error, await error.evaluate(scope), "string", isString) }),
    ...(cause && { cause: typed(cause, await cause.evaluate(scope), "string", isString) }),
  };
}

async function wholeSeconds(template: Template, scope: Scope, least: number): Promise<number> {
  const value = await template.evaluate(scope);
  return typed(template, value, `integer from ${least} to ${longestSeconds}`, isWhole(least, longestSeconds));
}

/** An error in an expression, as AWS tells it; any other as it is. */
export function explained(error: StatesError, { state, entered }: Position): StatesError {
  if (error.location === undefined) return error;
  const where = `An error occurred while executing the state '${state}' (entered at the event id #${entered?.event}).`;
  return new StatesError(error.name, `${where} ${error.reason}`, error.location);
}
