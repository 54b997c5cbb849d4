import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Invocation, Loading, Reply } from "./function-worker.ts";
import type { LocalFunction } from "./functions.ts";
import { LambdaError } from "./lambda-error.ts";

/** Where one function runs: a worker thread that is started when needed and replaced when it is lost. */
export interface Sandbox {
  /** Event and answer are JSON. */
  invoke(event: string): Promise<string>;
  warm(): Promise<void>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** A worker and what it has not answered yet. */
interface Environment {
  readonly worker: Worker;
  readonly loaded: Promise<void>;
  isLoaded: boolean;
  /** Why it is over; then nothing more can be asked of it. */
  over: string | undefined;
  readonly pending: Map<string, Pending>;
  /** Takes no more events; ends with the last of those it has. */
  retired: boolean;
}

interface Pending {
  readonly answer: (json: string) => void;
  readonly fail: (error: LambdaError) => void;
}

/** Seconds that Lambda gives a function to load; it then tries once more within the function's own timeout. */
const loadingTime = 10;

/**
 * Starts the sandbox of a function; its worker starts with the first event. After a time-out the next event gets a new
 * worker; the old one finishes what else it is at, so that one slow event does not fail the others.
 */
export function startSandbox(f: LocalFunction, offset: SharedArrayBuffer, log: (line: string) => void): Sandbox {
  const environments = new Set<Environment>();
  let current: Environment | undefined;
  let closed = false;

  function start(): Environment {
    if (closed) throw new LambdaError("ServiceException", `${f.name} is closed`);
    const workerData: Loading = {
      name: f.name,
      arn: f.arn,
      dir: f.dir,
      handler: f.handler,
      memory: f.memory,
      timeout: f.timeout,
      offset,
    };
    const worker = new Worker(new URL("./function-worker.ts", import.meta.url), {
      name: f.name,
      env: { ...runtimeEnvironment(f), ...f.environment },
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      workerData,
    });
    for (const stream of [worker.stdout, worker.stderr]) createInterface({ input: stream }).on("line", log);
    const { promise: loaded, resolve, reject } = Promise.withResolvers<void>();
    loaded.catch(() => {}); // whoever waits for it is told as well
    const environment: Environment = {
      worker,
      loaded,
      isLoaded: false,
      over: undefined,
      pending: new Map(),
      retired: false,
    };
    environments.add(environment);

    const loading = setTimeout(
      () => {
        reject(
          new LambdaError("Sandbox.Timedout", `Task timed out after ${(loadingTime + f.timeout).toFixed(2)} seconds`),
        );
        void end(environment, "signal: killed");
      },
      (loadingTime + f.timeout) * 1000,
    );
    worker.on("message", (reply: Reply) => {
      if ("loaded" in reply) {
        clearTimeout(loading);
        environment.isLoaded = true;
        resolve();
      } else if ("answer" in reply) environment.pending.get(reply.id)?.answer(reply.answer);
      else {
        const error = new LambdaError(reply.error.name, reply.error.message, reply.error.trace);
        if (reply.id !== undefined) environment.pending.get(reply.id)?.fail(error);
        else {
          reject(error);
          void end(environment, "exit status 1");
        }
      }
    });
    worker.on("error", (error) => {
      for (const line of String(error instanceof Error ? error.stack : error).split("\n")) log(line);
    });
    worker.on("exit", (code) => {
      clearTimeout(loading);
      lose(environment, code === 0 ? "" : `exit status ${code}`);
      reject(exitError(environment.over));
    });
    return environment;
  }

  /** Fails everything that waits for a worker which is gone, or about to be. */
  function lose(environment: Environment, reason: string): void {
    environment.over ??= reason;
    environments.delete(environment);
    if (current === environment) current = undefined;
    for (const [id, { fail }] of environment.pending) fail(exitError(environment.over, id));
  }
  async function end(environment: Environment, reason: string): Promise<void> {
    lose(environment, reason);
    await environment.worker.terminate();
  }
  function retire(environment: Environment): void {
    environment.retired = true;
    if (current === environment) current = undefined;
  }

  function send(environment: Environment, event: string): Promise<string> {
    const id = randomUUID();
    if (environment.over !== undefined) return Promise.reject(exitError(environment.over, id));
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        environment.pending.delete(id);
        if (environment.retired && environment.pending.size === 0) void end(environment, "signal: killed");
      };
      const timer = setTimeout(() => {
        const message = `Task timed out after ${f.timeout.toFixed(2)} seconds`;
        log(`RequestId: ${id} ${message}`);
        retire(environment);
        settle();
        reject(new LambdaError("Sandbox.Timedout", `RequestId: ${id} Error: ${message}`));
      }, f.timeout * 1000);
      environment.pending.set(id, {
        answer(json) {
          settle();
          resolve(json);
        },
        fail(error) {
          settle();
          reject(error);
        },
      });
      environment.worker.postMessage({ id, event } satisfies Invocation);
    });
  }

  return {
    async invoke(event) {
      current ??= start();
      const environment = current;
      if (!environment.isLoaded) await environment.loaded;
      return send(environment, event);
    },
    async warm() {
      current ??= start();
      await current.loaded.catch((error: LambdaError) => {
        throw new LambdaError(error.name, `${f.name}: ${error.message}`, error.trace);
      });
    },
    async kill() {
      await Promise.all([...environments].map((environment) => end(environment, "signal: killed")));
    },
    async close() {
      closed = true;
      await Promise.all([...environments].map((environment) => end(environment, "signal: killed")));
    },
  };
}

function exitError(reason = "", id?: string): LambdaError {
  const what = reason === "" ? "Runtime exited without providing a reason" : `Runtime exited with error: ${reason}`;
  return new LambdaError("Runtime.ExitError", `${id === undefined ? "" : `RequestId: ${id} `}Error: ${what}`);
}

/** Halves the time that a worker takes to start. In a folder of the project: another user must not write code here. */
const compileCache = fileURLToPath(new URL("../node_modules/.cache/functions", import.meta.url));

/**
 * The variables that the runtime itself sets: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 * HOME is the code's folder, so that an SDK does not read the profile of the person at this machine.
 */
function runtimeEnvironment(f: LocalFunction): Record<string, string> {
  const region = f.arn.split(":")[3] ?? "";
  return {
    _HANDLER: f.handler,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(f.memory),
    AWS_LAMBDA_FUNCTION_NAME: f.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${f.name}`,
    AWS_REGION: region,
    HOME: f.dir,
    LAMBDA_TASK_ROOT: f.dir,
    LANG: "en_US.UTF-8",
    NODE_COMPILE_CACHE: compileCache,
    TZ: ":UTC",
  };
}
