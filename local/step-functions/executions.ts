import { AwsJsonError } from "../aws-json.ts";
import type { Clock } from "../clock.ts";
import { type Machine, readDefinition } from "./definition.ts";
import { Execution } from "./execution.ts";
import { addEvent, shown } from "./history.ts";
import { type Journal, openJournal } from "./journal.ts";
import { arrival, type Ending, type ExecutionRecord, type TaskProgress } from "./record.ts";
import { callResource, type Outside } from "./task.ts";
import { startTimeline, type Timeline } from "./timeline.ts";
import { isToken } from "./token.ts";
import type { World } from "./world.ts";

/** What is held in memory of an execution that is over; the rest is read from its journal. */
type Summary = Pick<ExecutionRecord, "arn" | "stateMachineArn" | "name" | "status" | "startedAt" | "stoppedAt">;

/** How long AWS keeps an execution that is over, in milliseconds. Its name is free again afterwards. */
const retention = 90 * 86_400_000;

/** All executions of all state machines that are kept in one folder. */
export class Executions {
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #timeline: Timeline;
  readonly #world: World;
  /** The hash of the present definition, by the ARN of its state machine. */
  readonly #present = new Map<string, string>();
  /** By the hash of the definition, so that each is compiled once. */
  readonly #machines = new Map<string, Machine>();
  readonly #running = new Map<string, Execution>();
  readonly #over = new Map<string, Summary>();
  readonly #calls = new Set<Promise<unknown>>();
  #closing = false;

  constructor(clock: Clock, folder: string, outside: Outside) {
    this.#clock = clock;
    this.#journal = openJournal(folder);
    this.#timeline = startTimeline(clock);
    this.#world = {
      clock,
      timeline: this.#timeline,
      listening: new Map(),
      closing: () => this.#closing,
      call: (state, input) => {
        const call = callResource(state, input, outside);
        const done = () => this.#calls.delete(call);
        this.#calls.add(call);
        call.then(done, done);
        return call;
      },
      save: (record) => this.#journal.save(record),
      ended: (record) => {
        this.#running.delete(record.arn);
        this.#over.set(record.arn, summaryOf(record));
      },
    };
  }

  get now(): number {
    return this.#clock.now();
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** Takes a definition for the executions that start from now on. Throws DefinitionError. */
  define(stateMachineArn: string, definition: unknown): void {
    const machine = readDefinition(definition);
    const hash = this.#journal.saveDefinition(definition);
    this.#machines.set(hash, machine);
    this.#present.set(stateMachineArn, hash);
  }

  defined(stateMachineArn: string): boolean {
    return this.#present.has(stateMachineArn);
  }

  /** Reads the journals and goes on with what was running. Throws, naming the file, when one is damaged: then nothing goes on. */
  resume(): void {
    const resumed: Execution[] = [];
    for (const record of this.#journal.all()) {
      if (record.position === undefined) this.#over.set(record.arn, summaryOf(record));
      else resumed.push(new Execution(record, this.#machineOf(record), this.#world));
    }
    for (const { arn } of [...this.#over.values()]) this.#kept(arn);
    for (const execution of resumed) {
      this.#running.set(execution.record.arn, execution);
      execution.resume();
    }
  }

  /** Starts an execution, or finds the one that runs under that name with that input (JSON). */
  start(stateMachineArn: string, name: string, input: string): Summary {
    const definition = this.#present.get(stateMachineArn);
    const machine = definition === undefined ? undefined : this.#machines.get(definition);
    if (definition === undefined || machine === undefined)
      throw new AwsJsonError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${stateMachineArn}'`);
    const arn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const running = this.#running.get(arn)?.record;
    if (running !== undefined && sameJson(running.input, input)) return running;
    if (running !== undefined || this.#kept(arn) !== undefined)
      throw new AwsJsonError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);

    const startedAt = this.#clock.now();
    const position = arrival(machine.startAt, JSON.parse(input), {});
    const record: ExecutionRecord = {
      format: 1,
      arn,
      stateMachineArn,
      name,
      definition,
      status: "RUNNING",
      startedAt,
      input,
      events: 0,
      history: [],
      position,
    };
    addEvent(record, startedAt, "ExecutionStarted", { executionStartedEventDetails: shown("input", position.input) });
    this.#journal.save(record);
    const execution = new Execution(record, machine, this.#world);
    this.#running.set(arn, execution);
    execution.wake();
    return record;
  }

  /** An execution with all that is kept of it. */
  find(arn: string): ExecutionRecord {
    const running = this.#running.get(arn)?.record;
    if (running !== undefined) return running;
    if (this.#kept(arn) !== undefined) return this.#journal.load(arn);
    throw new AwsJsonError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  }

  /** The executions of a state machine, newest first. */
  list(stateMachineArn: string): readonly Summary[] {
    const over = [...this.#over.keys()].map((arn) => this.#kept(arn)).filter((summary) => summary !== undefined);
    return [...[...this.#running.values()].map(({ record }) => summaryOf(record)), ...over]
      .filter((summary) => summary.stateMachineArn === stateMachineArn)
      .sort((a, b) => b.startedAt - a.startedAt || (a.arn < b.arn ? 1 : -1));
  }

  /** Ends an execution that runs; returns when it stopped, then or earlier. */
  stop(arn: string, ending: Ending): number | undefined {
    this.#running.get(arn)?.abort(ending);
    return this.find(arn).stoppedAt;
  }

  /** Changes the task that waits on this token. Throws InvalidToken, or TaskTimedOut when the token's time is over. */
  useToken(token: string, change: (task: TaskProgress) => void): void {
    if (this.#world.listening.get(token)?.useToken(token, change)) return;
    if (!isToken(token)) throw new AwsJsonError("InvalidToken", "Invalid Token: 'Invalid token'");
    throw new AwsJsonError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
  }

  /** Settles once the calls under way are back and what they returned is journaled. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#timeline.close();
    await Promise.allSettled(this.#calls);
  }

  /** The summary of an execution that is over, unless it is too old: then it is removed. */
  #kept(arn: string): Summary | undefined {
    const summary = this.#over.get(arn);
    if (summary === undefined || (summary.stoppedAt ?? 0) + retention > this.#clock.now()) return summary;
    this.#over.delete(arn);
    this.#journal.remove(arn);
    return undefined;
  }

  #machineOf({ arn, definition, position }: ExecutionRecord): Machine {
    const machine = this.#machines.get(definition) ?? readDefinition(this.#journal.loadDefinition(definition));
    this.#machines.set(definition, machine);
    if (position !== undefined && !machine.states.has(position.state))
      throw this.#journal.damaged(arn, `its definition has no state "${position.state}"`);
    return machine;
  }
}

function summaryOf({ arn, stateMachineArn, name, status, startedAt, stoppedAt }: ExecutionRecord): Summary {
  return { arn, stateMachineArn, name, status, startedAt, ...(stoppedAt !== undefined && { stoppedAt }) };
}

const sameJson = (a: string, b: string): boolean =>
  a === b || JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
