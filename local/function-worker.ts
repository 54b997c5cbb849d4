/** Runs one Lambda function in a worker thread, as Lambda's Node.js runtime does; see sandbox.ts for the other side. */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isNativeError } from "node:util/types";
import { parentPort, workerData } from "node:worker_threads";

/** What a worker is started with. */
export interface Loading {
  readonly name: string;
  readonly arn: string;
  readonly dir: string;
  readonly handler: string;
  readonly memory: number;
  /** Seconds. */
  readonly timeout: number;
  /** The clock's offset in milliseconds, a Float64. */
  readonly offset: SharedArrayBuffer;
}

export interface Invocation {
  readonly id: string;
  /** JSON, as is the answer. */
  readonly event: string;
}

export type Reply =
  | { readonly loaded: true }
  | { readonly id: string; readonly answer: string }
  /** Without an id the function could not be loaded. */
  | { readonly id?: string; readonly error: Failure };

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly trace: readonly string[];
}

type Handler = (event: unknown, context: unknown) => unknown;

const loading = workerData as Loading;
const parent = parentPort;
if (parent === null) throw new Error("function-worker.ts runs in a worker thread");
const reply = (message: Reply) => parent.postMessage(message);

moveDate(new Float64Array(loading.offset));
try {
  const handler = await load(loading);
  parent.on("message", (invocation: Invocation) => void run(handler, invocation));
  reply({ loaded: true });
} catch (error) {
  console.error("Uncaught Exception", error);
  reply({ error: failure(error) });
}

async function run(handler: Handler, { id, event }: Invocation): Promise<void> {
  try {
    const answer = await handler(JSON.parse(event), contextOf(id));
    reply({ id, answer: serialize(answer) });
  } catch (error) {
    console.error(`RequestId: ${id} Invoke Error`, error);
    reply({ id, error: failure(error) });
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function contextOf(id: string) {
  const start = performance.now();
  return {
    awsRequestId: id,
    callbackWaitsForEmptyEventLoop: true,
    functionName: loading.name,
    functionVersion: "$LATEST",
    invokedFunctionArn: loading.arn,
    logGroupName: `/aws/lambda/${loading.name}`,
    logStreamName: "embedded",
    memoryLimitInMB: String(loading.memory),
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(loading.timeout * 1000 - (performance.now() - start))),
  };
}

function serialize(answer: unknown): string {
  try {
    return JSON.stringify(answer) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

/** Throws under the names that Lambda gives such a function. */
async function load({ dir, handler }: Loading): Promise<Handler> {
  const [, file = "", path = ""] = /^([^.]+)\.(.+)$/.exec(basename(handler)) ?? [];
  if (path === "") throw named("Runtime.MalformedHandlerName", "Bad handler");
  const stem = join(dir, dirname(handler), file);
  const source = [".js", ".mjs", ".cjs"]
    .map((extension) => stem + extension)
    .find((candidate) => existsSync(candidate));
  if (source === undefined) throw named("Runtime.ImportModuleError", `Error: Cannot find module '${file}'`);
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(source).href)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) throw named("Runtime.UserCodeSyntaxError", String(error), error);
    const { code } = Object(error) as { code?: unknown };
    if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND")
      throw named("Runtime.ImportModuleError", String(error), error);
    throw error;
  }
  const exported = path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], module);
  if (typeof exported !== "function") throw named("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  return exported as Handler;
}

function named(name: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name });
}

function failure(error: unknown): Failure {
  if (!isNativeError(error)) return { name: typeof error, message: String(error), trace: [] };
  return { name: error.name, message: error.message, trace: error.stack?.split("\n") ?? [] };
}

/**
 * Makes `new Date()`, `Date()` and `Date.now()` tell the embedded time. Everything else of Date is the original, its
 * prototype too, so that dates which Node makes are Dates. `performance`, timers and `Intl.DateTimeFormat` without an
 * argument keep real time.
 */
function moveDate(offset: Float64Array): void {
  const RealDate = Date;
  const now = () => RealDate.now() + (offset[0] ?? 0);
  const MovedDate = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
  RealDate.prototype.constructor = MovedDate;
  globalThis.Date = MovedDate;
}
