import { randomUUID } from "node:crypto";
import { type TaskState, taskArguments } from "./definition.ts";
import { StatesError } from "./errors.ts";

/** The outside of a state machine. What they reject with fails the task. */
export interface Outside {
  /** Rejects with an Error whose `name` is the error type, as the Lambda service reports it. */
  readonly invoke: (functionArn: string, payload: unknown) => Promise<unknown>;
  readonly publish: (topicArn: string, subject: string | undefined, message: string) => Promise<void>;
}

/**
 * Calls a task's resource with its evaluated arguments and resolves to its result, without the SDK's HTTP metadata that AWS
 * adds. Rejects with StatesError only.
 */
export async function callResource(state: TaskState, input: unknown, outside: Outside): Promise<unknown> {
  const given = checked(state, input);
  if (state.resource === "sns:publish") {
    const { TopicArn, Subject, Message } = given;
    const message = typeof Message === "string" ? Message : JSON.stringify(Message);
    await outside
      .publish(text(TopicArn, "TopicArn"), Subject === undefined ? Subject : text(Subject, "Subject"), message)
      .catch((error: Error) => {
        throw new StatesError(`SNS.${error.name}`, error.message);
      });
    return { MessageId: randomUUID() };
  }
  const functionArn = text(given.FunctionName, "FunctionName");
  if (!functionArn.startsWith("arn:")) throw wrong(`expected the ARN of a function, found '${functionArn}'`);
  const payload = await outside.invoke(functionArn, given.Payload ?? {}).catch((error: Error) => {
    throw lambdaError(error);
  });
  return { ExecutedVersion: "$LATEST", Payload: payload ?? null, StatusCode: 200 };
}

function checked({ resource }: TaskState, input: unknown): Readonly<Record<string, unknown>> {
  if (typeof input !== "object" || input === null || Array.isArray(input))
    throw wrong(`expected an object, found ${JSON.stringify(input).slice(0, 200)}`);
  const { required, optional } = taskArguments[resource];
  const known: readonly string[] = [...required, ...optional];
  for (const name of required) if (!(name in input)) throw wrong(`expected ${name}`);
  for (const name of Object.keys(input)) if (!known.includes(name)) throw wrong(`${name} is not known here`);
  return input as Record<string, unknown>;
}

function text(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw wrong(`expected ${name} to be a string, found ${JSON.stringify(value)}`);
}

const wrong = (what: string): StatesError =>
  new StatesError("States.Runtime", `The arguments cannot be used to start the task: ${what}`);

/** A function's own error has JSON for its cause, one of the Lambda service a sentence. */
function lambdaError({ name, message }: Error): StatesError {
  if (name.startsWith("Lambda.")) return new StatesError(name, message);
  return new StatesError(name, JSON.stringify({ errorType: name, errorMessage: message }));
}
