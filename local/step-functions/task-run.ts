import { withinLimit } from "./data.ts";
import type { TaskState } from "./definition.ts";
import { StatesError } from "./errors.ts";
import type { Scope } from "./expression.ts";
import { type Details, resourceOf, shown } from "./history.ts";
import { type Attempt, prepare, type Seen } from "./interpret.ts";
import { dueAt, heartbeatEnd, type Outcome, type Position, type TaskProgress } from "./record.ts";
import { newToken } from "./token.ts";
import type { Listener, World } from "./world.ts";

/** The execution that a task belongs to. */
export interface Host extends Listener {
  readonly now: number;
  readonly over: boolean;
  readonly position: Position;
  /** Evaluates, and commits the result unless the execution was ended meanwhile: then it rejects. */
  evaluate<T>(evaluation: (scope: Scope) => Promise<T>, commit: (result: T) => void, seen?: Seen): Promise<void>;
  event(type: string, details: Details): number;
  save(): void;
  wake(): void;
}

/** The task that an execution is at: its attempt, its call, its token. */
export class TaskRun {
  readonly #host: Host;
  readonly #world: World;
  /** The attempt whose call is under way and still matters. */
  #calling: TaskProgress | undefined;

  constructor(host: Host, world: World) {
    this.#host = host;
    this.#world = world;
  }

  /** Whether a call is under way. */
  get busy(): boolean {
    return this.#calling !== undefined;
  }

  /** Begins an attempt, with a token of its own. Its call is made by `outcome`, once it is journaled. */
  schedule(state: TaskState): Promise<void> {
    const host = this.#host;
    const { now } = host;
    const token = state.waitsForToken ? newToken() : undefined;
    const begin = ({ input, timeout, heartbeat }: Attempt): void => {
      const resource = resourceOf(state);
      host.event("TaskScheduled", {
        taskScheduledEventDetails: {
          ...resource,
          parameters: shown("parameters", input).parameters,
          ...(timeout !== undefined && { timeoutInSeconds: timeout }),
          ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
        },
      });
      host.event("TaskStarted", { taskStartedEventDetails: resource });
      host.position.task = {
        arguments: input,
        aliveAt: now,
        called: false,
        ...(token !== undefined && { token }),
        ...(timeout !== undefined && { timeoutAt: now + timeout * 1000 }),
        ...(heartbeat !== undefined && { heartbeatSeconds: heartbeat }),
      };
      if (token !== undefined) this.#world.listening.set(token, host);
      host.save();
    };
    return host.evaluate((scope) => prepare(state, scope), begin, { token });
  }

  /** The task's result once it has one; undefined while it rests. Throws the StatesError that it failed with. */
  outcome(state: TaskState, task: TaskProgress): { readonly result?: unknown } | undefined {
    const resource = resourceOf(state);
    const { outcome } = task;
    if (outcome !== undefined && "error" in outcome) {
      this.#host.event("TaskFailed", { taskFailedEventDetails: { ...resource, ...outcome } });
      throw new StatesError(outcome.error, outcome.cause);
    }
    if (outcome !== undefined) {
      const output = shown("output", outcome.result);
      this.#host.event("TaskSucceeded", { taskSucceededEventDetails: { ...resource, ...output } });
      return outcome;
    }
    const due = dueAt(this.#host.position);
    if (due !== undefined && due <= this.#host.now) {
      this.#host.event("TaskTimedOut", { taskTimedOutEventDetails: { ...resource, error: "States.Timeout" } });
      throw new StatesError(due === heartbeatEnd(task) ? "States.HeartbeatTimeout" : "States.Timeout");
    }
    // After a restart, too: whether a call that had not returned did its work is not known, so it is made again.
    if (!task.called && this.#calling !== task) this.#call(state, task);
    return undefined;
  }

  /** Leaves the attempt: what its call still returns is dropped, and its token is over. */
  leave(): void {
    this.#calling = undefined;
    const token = this.#host.position.task?.token;
    if (token !== undefined) this.#world.listening.delete(token);
  }

  /** Listens again after a restart. */
  resume(): void {
    const { task } = this.#host.position;
    if (task?.token !== undefined && task.outcome === undefined) this.#world.listening.set(task.token, this.#host);
  }

  /** Changes the attempt that this token belongs to; false when the token's time is over. */
  use(token: string, change: (task: TaskProgress) => void): boolean {
    const { position, now } = this.#host;
    const { task } = position;
    const end = dueAt(position) ?? Number.POSITIVE_INFINITY;
    if (task?.token !== token || task.outcome !== undefined || end <= now) return false;
    change(task);
    if (task.outcome !== undefined) this.#world.listening.delete(token);
    this.#host.save();
    this.#host.wake();
    return true;
  }

  #call(state: TaskState, task: TaskProgress): void {
    this.#calling = task;
    const failed = (error: StatesError): Outcome => ({
      error: error.name,
      ...(error.reason !== undefined && { cause: error.reason }),
    });
    const returned = (back: Outcome): void => {
      // It timed out, was answered or ended meanwhile; or it failed for being closed, and is made again after the restart.
      if (this.#calling !== task || ("error" in back && this.#host.over)) return;
      this.#calling = undefined;
      try {
        const output = shown("output", "result" in back ? back.result : null);
        if ("error" in back) task.outcome = back;
        else if (!state.waitsForToken) task.outcome = { result: withinLimit(back.result, "The result") };
        else this.#host.event("TaskSubmitted", { taskSubmittedEventDetails: { ...resourceOf(state), ...output } });
      } catch (error) {
        if (!(error instanceof StatesError)) throw error;
        task.outcome = failed(error);
      }
      task.called = true;
      delete task.arguments;
      this.#host.save();
      this.#host.wake();
    };
    void this.#world.call(state, task.arguments).then(
      (result) => returned({ result }),
      (error: StatesError) => returned(failed(error)),
    );
  }
}
