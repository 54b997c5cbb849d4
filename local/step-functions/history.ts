import type { TaskState } from "./definition.ts";
import { StatesError } from "./errors.ts";

/** What an event tells, under the name that the API has for it: `{ taskFailedEventDetails: { … } }`. */
export type Details = Readonly<Record<`${string}Details`, Readonly<Record<string, unknown>>>>;

/** An event of an execution, in the shape of the API but for its timestamp, which is in milliseconds. */
export type HistoryEvent = Details & {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
};

/** AWS fails an execution whose history would grow longer: the 25,000th event is its failure. */
const longestHistory = 25_000;

/** How many of the last events are kept. The earlier ones are counted only. */
export const keptEvents = 100;

/** Longer inputs and outputs are left out of the history, and marked `truncated`. */
const longestText = 1_000;

/** Adds an event and returns its id. Throws States.Runtime where only the end of the execution has room left. */
export function addEvent(
  record: { events: number; history: HistoryEvent[] },
  timestamp: number,
  type: string,
  details: Details,
): number {
  const ends = type.startsWith("Execution") && type !== "ExecutionStarted";
  if (!ends && record.events >= longestHistory - 1)
    throw new StatesError(
      "States.Runtime",
      `The execution reached the maximum number of history events (${longestHistory}).`,
    );
  const id = ++record.events;
  // As AWS has it, the start of the execution and its first state both follow nothing.
  record.history.push({ id, previousEventId: id <= 2 ? 0 : id - 1, timestamp, type, ...details });
  if (record.history.length > keptEvents) record.history.shift();
  return id;
}

/** A value as the history shows it: its JSON under `key`, and whether that was left out for being long. */
export function shown(key: string, value: unknown): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(value ?? null);
  const truncated = text.length > longestText;
  return { ...(!truncated && { [key]: text }), [`${key}Details`]: { truncated } };
}

/** What is told when a state is left. */
export function exited(name: string, output: unknown, assigned: Readonly<Record<string, unknown>> = {}): Details {
  const variables = Object.entries(assigned).map(([variable, value]) => [variable, JSON.stringify(value)]);
  const assignedVariables = variables.length > 0 && { assignedVariables: Object.fromEntries(variables) };
  return { stateExitedEventDetails: { name, ...shown("output", output), ...assignedVariables } };
}

/** How the history names a task's resource. */
export function resourceOf({ resource, waitsForToken }: TaskState): { resourceType: string; resource: string } {
  const [resourceType = "", action = ""] = resource.split(":");
  return { resourceType, resource: waitsForToken ? `${action}.waitForTaskToken` : action };
}
