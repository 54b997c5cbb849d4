import jsonata from "jsonata";
import { StatesError } from "./errors.ts";
import { type Available, refusals } from "./expression-rules.ts";
import { functions } from "./functions.ts";

/** What an expression can see: `$states`, the variables by name, and the moment that `$now()` and `$millis()` tell. */
export interface Scope {
  readonly states: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly now: number;
}

/** A field of a state with its expressions compiled; evaluates to plain JSON or throws States.QueryEvaluationError. */
export interface Template {
  /** As AWS's errors name it: `Arguments/Payload/id`. */
  readonly field: string;
  /** The source of the expression, where the whole field is one. */
  readonly source?: string;
  readonly evaluate: (scope: Scope) => Promise<unknown>;
}

/** Tells about a field that is refused. */
export type Refuse = (field: string, problem: string) => void;

const expression = /^\{%([\s\S]*)%\}$/;

/** Whether a string of a definition is an expression and not a literal: `{% … %}`, without anything around it. */
export const isExpression = (text: string): boolean => expression.test(text);

/** AWS fails an expression that nests deeper than 100, or takes too much time or memory (how much, it does not say). */
const bounds = { stack: 100, timeout: 1_000, sequence: 100_000 };

/** Compiles a field that may be an expression or hold some at any depth. */
export function compile(value: unknown, field: string, available: Available, refuse: Refuse): Template {
  if (typeof value === "string") {
    const source = expression.exec(value)?.[1]?.trim();
    if (source !== undefined) return compileExpression(source, field, available, refuse);
  }
  if (typeof value !== "object" || value === null) return { field, evaluate: async () => value };
  const parts = Object.entries(value).map(([key, item]) =>
    compile(item, Array.isArray(value) ? `${field}[${key}]` : `${field}/${key}`, available, refuse),
  );
  const names = Object.keys(value);
  return {
    field,
    async evaluate(scope) {
      const results: unknown[] = [];
      for (const part of parts) results.push(await part.evaluate(scope));
      return Array.isArray(value) ? results : Object.fromEntries(names.map((key, index) => [key, results[index]]));
    },
  };
}

function compileExpression(source: string, field: string, available: Available, refuse: Refuse): Template {
  const failure = (what: string) =>
    new StatesError(
      "States.QueryEvaluationError",
      `The JSONata expression '${source}' specified for the field '${field}' ${what}`,
      field,
    );
  let compiled: jsonata.Expression;
  try {
    compiled = jsonata(source, bounds);
  } catch (error) {
    refuse(field, `'${source}' is not JSONata${told(error)}`);
    return { field, source, evaluate: () => Promise.reject(failure("is not JSONata.")) };
  }
  for (const problem of refusals(compiled.ast(), source, available)) refuse(field, `${problem}, in '${source}'`);
  for (const [name, signature, implementation] of functions)
    compiled.registerFunction(name, implementation as (...input: unknown[]) => unknown, signature);
  compiled.registerFunction("now", now, "<s?s?:s>");
  compiled.registerFunction("millis", millis, "<:n>");

  return {
    field,
    source,
    async evaluate({ states, variables, now: moment }) {
      let text: string | undefined;
      try {
        const result: unknown = await compiled.evaluate(undefined, { ...variables, states, [clockName]: moment });
        text = JSON.stringify(result, refuseFunctions);
      } catch (error) {
        throw failure(`threw an error during evaluation${told(error)}`);
      }
      if (text === undefined) throw failure("returned nothing (undefined).");
      return JSON.parse(text);
    },
  };
}

/** The variable that carries the moment to `$now` and `$millis`; no expression can spell it. */
const clockName = "the time";

interface Focus {
  readonly environment: { lookup(name: string): unknown };
}

function millis(this: Focus): unknown {
  return this.environment.lookup(clockName);
}

function now(this: Focus, picture?: string, timezone?: string): unknown {
  const { implementation } = this.environment.lookup("fromMillis") as {
    implementation: (this: Focus, millis: unknown, picture?: string, timezone?: string) => unknown;
  };
  return implementation.call(this, this.environment.lookup(clockName), picture, timezone);
}

/** JSONata's functions are objects, which would otherwise pass as data. */
function refuseFunctions(_key: string, value: unknown): unknown {
  if (typeof value === "object" && value !== null && ("_jsonata_function" in value || "_jsonata_lambda" in value))
    throw new Error("a function is no JSON");
  return value;
}

/** JSONata throws plain objects with a code, its functions errors. */
function told(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === undefined ? `: ${message}` : `. ${code}: ${message}`;
}

/** A field's result, which must be of a type that `accept` takes; AWS answers any other with States.QueryEvaluationError. */
export function typed<T>(
  { field, source }: Template,
  result: unknown,
  expected: string,
  accept: (value: unknown) => value is T,
): T {
  if (accept(result)) return result;
  throw new StatesError(
    "States.QueryEvaluationError",
    `The JSONata expression '${source}' specified for the field '${field}' returned an unexpected result type. ` +
      `Expected '${expected}', but was '${kind(result)}' for value: ${JSON.stringify(result)?.slice(0, 200)}`,
    field,
  );
}

const kind = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

export const isString = (value: unknown): value is string => typeof value === "string";
export const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
export const isWhole =
  (least: number, most: number) =>
  (value: unknown): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
