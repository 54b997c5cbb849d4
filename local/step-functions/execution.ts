import type { Machine, State } from "./definition.ts";
import { retryDelay, StatesError, takes } from "./errors.ts";
import type { Scope } from "./expression.ts";
import { addEvent, type Details, exited, shown } from "./history.ts";
import { choose, type Departure, depart, explained, failure, type Seen, scopeOf, waitEnd } from "./interpret.ts";
import { Loop } from "./loop.ts";
import { arrival, dueAt, type Ending, type ExecutionRecord, type Position, type TaskProgress } from "./record.ts";
import { type Host, TaskRun } from "./task-run.ts";
import type { Sleeper } from "./timeline.ts";
import type { World } from "./world.ts";

/** AWS ends a standard execution after a year, in seconds. */
const longestExecution = 31_536_000;

/** Thrown where an execution was ended, or all are being closed, while something was evaluated for it. */
const interrupted = Symbol("interrupted");

/**
 * An execution that runs. All that it is, is its record: each step looks at record and clock, and goes on as far as they
 * allow. So a restart in between makes no difference.
 *
 * The record is journaled before anything outside can depend on it: before a call is made, when one has returned or a token
 * was used, before a wait, and at the end. States without effects since then run again after a restart.
 */
export class Execution implements Sleeper, Host {
  readonly record: ExecutionRecord;
  readonly #machine: Machine;
  readonly #world: World;
  readonly #input: unknown;
  readonly #deadline: number;
  readonly #loop: Loop;
  readonly #tasks: TaskRun;
  #cancelTimer: () => void = () => {};

  constructor(record: ExecutionRecord, machine: Machine, world: World) {
    this.record = record;
    this.#machine = machine;
    this.#world = world;
    this.#input = JSON.parse(record.input);
    this.#deadline = record.startedAt + Math.min(machine.timeoutSeconds ?? longestExecution, longestExecution) * 1000;
    this.#tasks = new TaskRun(this, world);
    this.#loop = new Loop({
      step: () => this.#step(),
      rest: () => this.#sleepUntil(dueAt(this.position)),
      over: () => this.over,
      busy: () => this.#tasks.busy,
    });
  }

  get now(): number {
    return this.#world.clock.now();
  }

  get over(): boolean {
    return this.record.status !== "RUNNING" || this.#world.closing();
  }

  get position(): Position {
    if (this.record.position === undefined) throw new Error(`the execution ${this.record.arn} is over`);
    return this.record.position;
  }

  wake(): void {
    this.#loop.wake();
  }

  rested(): Promise<void> {
    return this.#loop.rested();
  }

  /** Goes on after a restart, in its turn: at the moment at which it would have gone on without one. */
  resume(): void {
    this.#tasks.resume();
    const { task, entered } = this.position;
    const rests = task === undefined ? dueAt(this.position) !== undefined : task.called && task.outcome === undefined;
    this.#sleepUntil(rests ? dueAt(this.position) : (task?.aliveAt ?? entered?.at ?? this.record.startedAt));
  }

  useToken(token: string, change: (task: TaskProgress) => void): boolean {
    return !this.over && this.now < this.#deadline && this.#tasks.use(token, change);
  }

  abort(ending: Ending): void {
    this.#end("ABORTED", ending, "ExecutionAborted", { executionAbortedEventDetails: ending });
  }

  async evaluate<T>(
    evaluation: (scope: Scope) => Promise<T>,
    commit: (result: T) => void,
    seen: Seen = {},
  ): Promise<void> {
    if (this.over) throw interrupted;
    const result = await evaluation(scopeOf(this.record, this.position, this.#input, this.now, seen));
    if (this.over) throw interrupted;
    commit(result);
  }

  event(type: string, details: Details): number {
    return addEvent(this.record, this.now, type, details);
  }

  save(): void {
    this.#world.save(this.record);
  }

  #sleepUntil(moment = this.#deadline): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#world.timeline.at(Math.min(moment, this.#deadline), this);
  }

  /** Goes on; false when it rests. */
  async #step(): Promise<boolean> {
    try {
      return await this.#goOn();
    } catch (error) {
      if (error === interrupted || this.over) return false;
      if (!(error instanceof StatesError)) throw error;
      await this.#fail(explained(error, this.position)).catch((second: unknown) => {
        if (second === interrupted || this.over) return;
        if (!(second instanceof StatesError)) throw second;
        this.#endFailed(explained(second, this.position));
      });
      return true;
    }
  }

  async #goOn(): Promise<boolean> {
    const { position, now } = this;
    if (this.#deadline <= Math.min(now, dueAt(position) ?? this.#deadline)) {
      this.#end("TIMED_OUT", {}, "ExecutionTimedOut", { executionTimedOutEventDetails: { error: "States.Timeout" } });
      return false;
    }
    const state = this.#stateAt(position);
    if (position.entered === undefined) {
      const stateEnteredEventDetails = { name: position.state, ...shown("input", position.input) };
      const event = this.event(`${state.type}StateEntered`, { stateEnteredEventDetails });
      position.entered = { at: now, event };
    }
    return this.#run(state, position, position.entered.at);
  }

  /** Runs a state as far as it goes by now; false when it rests. */
  async #run(state: State, position: Position, since: number): Promise<boolean> {
    const leave = (departure: Departure) => this.#leave(state, departure);
    switch (state.type) {
      case "Choice":
        await this.evaluate(async (scope) => depart(await choose(state, scope), scope, position.input), leave);
        return true;
      case "Task": {
        if (position.retryAt !== undefined && this.now < position.retryAt) return false;
        delete position.retryAt;
        if (position.task === undefined) {
          await this.#tasks.schedule(state);
          return true;
        }
        const outcome = this.#tasks.outcome(state, position.task);
        if (outcome === undefined) return false;
        await this.evaluate((scope) => depart(state, scope, outcome.result), leave, outcome);
        return true;
      }
      case "Fail":
        await this.evaluate(
          (scope) => failure(state, scope),
          (ending) => this.#end("FAILED", ending, "ExecutionFailed", { executionFailedEventDetails: ending }),
        );
        return false;
      case "Wait":
        if (position.waitUntil === undefined) {
          await this.evaluate(
            (scope) => waitEnd(state, scope, since),
            (moment) => {
              position.waitUntil = moment;
              this.save();
            },
          );
          return true;
        }
        if (this.now < position.waitUntil) return false;
    }
    await this.evaluate((scope) => depart(state, scope, position.input), leave);
    return true;
  }

  #stateAt({ state: name }: Position): State {
    const state = this.#machine.states.get(name);
    if (state === undefined) throw new Error(`the definition of ${this.record.arn} has no state "${name}"`);
    return state;
  }

  #leave(state: State, { next, output, assigned, variables }: Departure): void {
    const { state: name } = this.position;
    this.#tasks.leave();
    this.event(`${state.type}StateExited`, exited(name, output, assigned));
    if (next !== undefined) {
      this.record.position = arrival(next, output, variables);
      return;
    }
    this.record.output = JSON.stringify(output);
    this.#end("SUCCEEDED", {}, "ExecutionSucceeded", { executionSucceededEventDetails: shown("output", output) });
  }

  /** Retries the state, or goes the way of its Catch, or fails the execution. */
  async #fail(error: StatesError): Promise<void> {
    const { position } = this;
    const state = this.#stateAt(position);
    this.#tasks.leave();
    if (error.location !== undefined) {
      const details = { error: error.name, cause: error.reason, location: error.location, state: position.state };
      this.event("EvaluationFailed", { evaluationFailedEventDetails: details });
    }
    if (state.type !== "Task") return this.#endFailed(error);
    const index = state.retry.findIndex(({ errors }) => takes(errors, error.name));
    const retrier = state.retry[index];
    const used = position.retries[index] ?? 0;
    if (retrier !== undefined && used < retrier.maxAttempts) {
      position.retries[index] = used + 1;
      delete position.task;
      position.retryAt = this.now + retryDelay(retrier, used, Math.random);
      this.save();
      return;
    }
    const catcher = state.catch.find(({ errors }) => takes(errors, error.name));
    if (catcher === undefined) return this.#endFailed(error);
    const errorOutput = { Error: error.name, Cause: error.reason ?? "" };
    await this.evaluate(
      (scope) => depart(catcher, scope, errorOutput),
      (departure) => this.#leave(state, departure),
      { errorOutput },
    );
  }

  #endFailed({ name, reason }: StatesError): void {
    // AWS knows a missed heartbeat by its own name in Retry and Catch only.
    const error = name === "States.HeartbeatTimeout" ? "States.Timeout" : name;
    const ending = { error, ...(reason !== undefined && { cause: reason }) };
    this.#end("FAILED", ending, "ExecutionFailed", { executionFailedEventDetails: ending });
  }

  #end(status: ExecutionRecord["status"], ending: Ending, type: string, details: Details): void {
    this.#tasks.leave();
    this.#cancelTimer();
    this.event(type, details);
    Object.assign(this.record, { status, stoppedAt: this.now, ...ending });
    delete this.record.position;
    this.save();
    this.#world.ended(this.record);
    // Wakes whoever waits for it to rest.
    this.#loop.wake();
  }
}
