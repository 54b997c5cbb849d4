import type { Clock } from "./clock.ts";
import { LambdaError } from "./lambda-error.ts";
import { type Sandbox, startSandbox } from "./sandbox.ts";

/** A Lambda function as the template declares it, its environment resolved. */
export interface LocalFunction {
  readonly arn: string;
  readonly name: string;
  /** The folder of its code. */
  readonly dir: string;
  /** `index.handler`: the export `handler` of `index.mjs`, `index.js` or `index.cjs`. */
  readonly handler: string;
  /** Seconds of real time that one invocation may take. */
  readonly timeout: number;
  /** Megabytes; told to the function, not enforced. */
  readonly memory: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface FunctionsOptions {
  readonly clock: Clock;
  readonly functions: readonly LocalFunction[];
  /** Called with each line that a function writes, and with its crashes and time-outs. */
  readonly log: (name: string, line: string) => void;
}

export interface Functions {
  /**
   * Invokes a function and waits for its answer. Event and answer pass through JSON, as in the service. Rejects with a
   * `LambdaError`: what the handler threw, or `Sandbox.Timedout`, `Runtime.ExitError`, `Runtime.ImportModuleError`,
   * `Runtime.HandlerNotFound`, `Function.ResponseSizeTooLarge`, `ResourceNotFoundException`,
   * `RequestEntityTooLargeException`.
   */
  invoke(arnOrName: string, event: unknown): Promise<unknown>;
  /** Loads every function that is not loaded yet. Rejects with the first that cannot be. */
  warm(): Promise<void>;
  /** Ends a function's worker abruptly, as a crash of the machine would; the next invocation starts another. */
  kill(name: string): Promise<void>;
  close(): Promise<void>;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; the answer may be 100 bytes longer. */
const largestEvent = 6 * 2 ** 20;
const largestAnswer = largestEvent + 100;

/**
 * AWS Lambda's synchronous invocation. Each function has one worker thread with its own environment variables and module
 * state. What differs from the service:
 * - one worker handles several events at once, where Lambda gives each event an environment of its own
 * - work that goes on after the answer is not frozen
 * - memory and file system are not limited, the time zone is this machine's
 * - no qualifiers but `$LATEST`, no layers, no throttling, no asynchronous invocation
 */
export function startFunctions({ clock, functions, log }: FunctionsOptions): Functions {
  const sandboxes = new Map<string, Sandbox>();
  for (const f of functions) {
    if (sandboxes.has(f.name)) throw new Error(`there are two functions named ${f.name}`);
    const sandbox = startSandbox(f, clock.offset, (line) => log(f.name, line));
    sandboxes.set(f.name, sandbox).set(f.arn, sandbox).set(`${f.arn}:$LATEST`, sandbox);
  }
  const all = [...new Set(sandboxes.values())];
  const find = (arnOrName: string): Sandbox => {
    const sandbox = sandboxes.get(arnOrName);
    if (sandbox === undefined) throw new LambdaError("ResourceNotFoundException", `Function not found: ${arnOrName}`);
    return sandbox;
  };

  return {
    async invoke(arnOrName, event) {
      const sandbox = find(arnOrName);
      const sent = JSON.stringify(event === undefined ? {} : event);
      const size = Buffer.byteLength(sent);
      if (size > largestEvent)
        throw new LambdaError(
          "RequestEntityTooLargeException",
          `${size} byte payload is too large for the RequestResponse invocation type (limit ${largestEvent} bytes)`,
        );
      const answer = await sandbox.invoke(sent);
      if (Buffer.byteLength(answer) > largestAnswer)
        throw new LambdaError(
          "Function.ResponseSizeTooLarge",
          `Response payload size exceeded maximum allowed payload size (${largestAnswer} bytes).`,
        );
      return JSON.parse(answer) as unknown;
    },
    async warm() {
      await Promise.all(all.map((sandbox) => sandbox.warm()));
    },
    async kill(name) {
      await find(name).kill();
    },
    async close() {
      await Promise.all(all.map((sandbox) => sandbox.close()));
    },
  };
}
