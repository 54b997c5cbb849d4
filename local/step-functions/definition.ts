import type * as z from "zod";
import type { Retrier } from "./errors.ts";
import { compile, type Refuse, type Template } from "./expression.ts";
import type { Available } from "./expression-rules.ts";
import { definitionSchema, type StateDefinition, type TaskDefinition } from "./schema.ts";

/** Where a state goes and what it leaves behind; no `next` ends the execution. */
export interface Way {
  readonly next: string | undefined;
  readonly output: Template | undefined;
  readonly assign: Template | undefined;
}

export interface TaskState extends Way {
  readonly type: "Task";
  readonly resource: "lambda:invoke" | "sns:publish";
  readonly waitsForToken: boolean;
  readonly arguments: Template;
  readonly timeoutSeconds: Template | undefined;
  readonly heartbeatSeconds: Template | undefined;
  readonly retry: readonly Retrier[];
  readonly catch: readonly (Way & { readonly errors: readonly string[] })[];
}

export type State =
  | (Way & { readonly type: "Pass" | "Succeed" })
  | (Way & { readonly type: "Wait"; readonly seconds: Template | undefined; readonly timestamp: Template | undefined })
  | (Way & { readonly type: "Choice"; readonly choices: readonly (Way & { readonly condition: Template })[] })
  | { readonly type: "Fail"; readonly error: Template | undefined; readonly cause: Template | undefined }
  | TaskState;

/** A definition that was checked, with its expressions compiled. */
export interface Machine {
  readonly startAt: string;
  readonly timeoutSeconds: number | undefined;
  readonly states: ReadonlyMap<string, State>;
}

/** A definition that this interpreter would not run as AWS does; lists every problem with the path of its field. */
export class DefinitionError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the state machine cannot run here:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "DefinitionError";
    this.problems = problems;
  }
}

/** Checks and compiles a definition. Throws DefinitionError on every field, type, resource or language it does not know. */
export function readDefinition(definition: unknown): Machine {
  const parsed = definitionSchema.safeParse(definition, { reportInput: true });
  if (!parsed.success) throw new DefinitionError(parsed.error.issues.flatMap(described));
  const { StartAt, States, TimeoutSeconds, QueryLanguage } = parsed.data;
  const problems: string[] = [];
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(States)) {
    const refuse: Refuse = (field, problem) => problems.push(`/States/${name}/${field}: ${problem}`);
    if ((state.QueryLanguage ?? QueryLanguage) === undefined)
      refuse("QueryLanguage", 'expected "JSONata" here or at the top; JSONPath is not known here');
    states.set(name, compileState(state, refuse));
  }
  checkWays(StartAt, states, (path, problem) => problems.push(`${path}: ${problem}`));
  if (problems.length > 0) throw new DefinitionError(problems);
  return { startAt: StartAt, timeoutSeconds: TimeoutSeconds, states };
}

function described(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `/${String(step)}`)).join("");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => `${path}/${key}: this field is not known here`);
  const message = issue.code === "invalid_key" ? issue.issues[0]?.message : issue.message;
  const found = issue.input === undefined ? "nothing" : JSON.stringify(issue.input);
  return [`${path || "/"}: ${message}, found ${found.length > 200 ? `${found.slice(0, 200)}…` : found}`];
}

function compileState(state: StateDefinition, refuse: Refuse): State {
  const field = (value: unknown, name: string, available: Available = {}) =>
    value === undefined ? undefined : compile(value, name, available, refuse);
  const way = (
    from: { readonly Output?: unknown; readonly Assign?: unknown },
    next: string | undefined,
    available: Available = {},
    prefix = "",
  ): Way => ({
    next,
    output: field(from.Output, `${prefix}Output`, available),
    assign: field(from.Assign, `${prefix}Assign`, available),
  });
  if ((state.Type === "Pass" || state.Type === "Wait" || state.Type === "Task") && !state.Next === !state.End)
    refuse("Next", "expected either Next or End");

  switch (state.Type) {
    case "Pass":
      return { type: "Pass", ...way(state, state.Next) };
    case "Succeed":
      return { type: "Succeed", ...way(state, undefined) };
    case "Fail":
      return { type: "Fail", error: field(state.Error, "Error"), cause: field(state.Cause, "Cause") };
    case "Wait":
      if ((state.Seconds === undefined) === (state.Timestamp === undefined))
        refuse("Seconds", "expected either Seconds or Timestamp");
      return {
        type: "Wait",
        seconds: field(state.Seconds, "Seconds"),
        timestamp: field(state.Timestamp, "Timestamp"),
        ...way(state, state.Next),
      };
    case "Choice":
      return {
        type: "Choice",
        choices: state.Choices.map((rule, index) => ({
          condition: compile(rule.Condition, `Choices[${index}]/Condition`, {}, refuse),
          ...way(rule, rule.Next, {}, `Choices[${index}]/`),
        })),
        ...way(state, state.Default),
      };
    case "Task": {
      checkArguments(state, refuse);
      const { Resource, TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
      if (typeof timeout === "number" && typeof heartbeat === "number" && heartbeat >= timeout)
        refuse("HeartbeatSeconds", `expected less than the TimeoutSeconds of ${timeout}, found ${heartbeat}`);
      return {
        type: "Task",
        resource: Resource.includes(":::sns:") ? "sns:publish" : "lambda:invoke",
        waitsForToken: Resource.endsWith(".waitForTaskToken"),
        arguments: compile(state.Arguments, "Arguments", {}, refuse),
        timeoutSeconds: field(timeout, "TimeoutSeconds"),
        heartbeatSeconds: field(heartbeat, "HeartbeatSeconds"),
        retry: (state.Retry ?? []).map((retrier) => ({
          errors: retrier.ErrorEquals,
          intervalSeconds: retrier.IntervalSeconds,
          maxAttempts: retrier.MaxAttempts,
          backoffRate: retrier.BackoffRate,
          maxDelaySeconds: retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
          jitter: retrier.JitterStrategy,
        })),
        catch: (state.Catch ?? []).map((catcher, index) => ({
          errors: catcher.ErrorEquals,
          ...way(catcher, catcher.Next, { errorOutput: true }, `Catch[${index}]/`),
        })),
        ...way(state, state.Next, { result: true }),
      };
    }
  }
}

/** The arguments that each resource takes; AWS has more of them, which are refused rather than ignored. */
export const taskArguments = {
  "lambda:invoke": { required: ["FunctionName"], optional: ["Payload"] },
  "sns:publish": { required: ["TopicArn", "Message"], optional: ["Subject"] },
} as const;

function checkArguments({ Resource, Arguments }: TaskDefinition, refuse: Refuse): void {
  if (typeof Arguments === "string") return;
  const { required, optional } = taskArguments[Resource.includes(":::sns:") ? "sns:publish" : "lambda:invoke"];
  const known: readonly string[] = [...required, ...optional];
  for (const name of required) if (!(name in Arguments)) refuse("Arguments", `expected ${name}`);
  for (const name of Object.keys(Arguments))
    if (!known.includes(name)) refuse(`Arguments/${name}`, "this argument is not known here");
}

/** Every Next leads to a state, and every state is reached, as AWS demands. */
function checkWays(startAt: string, states: ReadonlyMap<string, State>, refuse: Refuse): void {
  const reached = new Set<string>();
  const go = (to: string | undefined, path: string): void => {
    if (to === undefined || reached.has(to)) return;
    const state = states.get(to);
    if (state === undefined) {
      refuse(path, `expected the name of a state, found "${to}"`);
      return;
    }
    reached.add(to);
    if (state.type === "Fail") return;
    go(state.next, `/States/${to}/${state.type === "Choice" ? "Default" : "Next"}`);
    if (state.type === "Choice")
      for (const [index, rule] of state.choices.entries()) go(rule.next, `/States/${to}/Choices[${index}]/Next`);
    if (state.type === "Task")
      for (const [index, catcher] of state.catch.entries()) go(catcher.next, `/States/${to}/Catch[${index}]/Next`);
  };
  go(startAt, "/StartAt");
  for (const name of states.keys()) if (!reached.has(name)) refuse(`/States/${name}`, "no state leads here");
}
