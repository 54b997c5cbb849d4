import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import type { Mended } from "../../lambda/reconcile/reconcile.ts";
import type { Mail } from "../../local/ses.ts";
import type { CloudTrailRecord } from "../../local/sts-trail.ts";
import { type Behind, behind } from "./behind.ts";
import type { ChildOptions, CrashPoint, Order, Ready } from "./child.ts";
import { type Acting, actingAt, newState } from "./stint.ts";

/** A system in a process of its own that can be killed: after each restart its port, state and clock are the same. */
export interface StintProcess extends Acting {
  /** The embedded AWS, as it is since the last start. */
  aws(): Behind;
  /** Has it end itself at the next such call. */
  crashAt(at: CrashPoint): Promise<void>;
  /** Settles once it has ended itself. */
  crashed(): Promise<void>;
  /** `kill -9`, now. */
  kill(): Promise<void>;
  /** Starts it again. While it was down, time may have passed: so many milliseconds. */
  restart(passed?: number): Promise<void>;
  advance(milliseconds: number): Promise<void>;
  reconcile(): Promise<Mended>;
  /** The mails about a request, oldest first. */
  mails(id: string): Promise<readonly Mail[]>;
  trail(): Promise<readonly CloudTrailRecord[]>;
  now(): number;
  close(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly ready: Ready;
  readonly aws: Behind;
}

const program = fileURLToPath(new URL("./child.ts", import.meta.url));
/** A quarter of what a start costs is compiling. */
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/stint-process", import.meta.url));

export async function startProcess(): Promise<StintProcess> {
  const state = newState();
  let offset = 0;
  let running = await start(0);
  const waiting = new Map<number, { done: (answer: never) => void; failed: (error: Error) => void }>();
  let orders = 0;
  listen();

  async function start(port: number): Promise<Running> {
    const options: ChildOptions = { port, state, assembly: inject("assembly"), offset };
    const child = fork(program, [JSON.stringify(options)], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    });
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ready = await new Promise<Ready>((done, failed) => {
      child.once("message", (message: { ready: Ready }) => done(message.ready));
      child.once("exit", (code, signal) => failed(new Error(`it ended with ${signal ?? code}: ${said}`)));
    });
    return { child, ready, aws: behind(ready) };
  }

  function listen(): void {
    running.child.on("message", ({ id, answer, error }: { id: number; answer?: never; error?: string }) => {
      const order = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) order?.done(answer as never);
      else order?.failed(new Error(error));
    });
    running.child.once("exit", () => {
      for (const { failed } of waiting.values()) failed(new Error("the process has ended"));
      waiting.clear();
    });
  }

  function send<Answer>(order: Order): Promise<Answer> {
    const id = ++orders;
    return new Promise((done, failed) => {
      waiting.set(id, { done, failed });
      running.child.send({ id, order });
    });
  }

  async function ended(): Promise<void> {
    const { child } = running;
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    if (child.signalCode !== "SIGKILL") throw new Error(`it was not killed but ended with ${child.exitCode}`);
  }

  const now = () => Date.now() + offset;
  const kill = async () => {
    running.child.kill("SIGKILL");
    await ended();
  };
  return {
    ...actingAt(running.ready.origin, now),
    aws: () => running.aws,
    now,
    kill,
    crashAt: (at) => send({ do: "crash", at }),
    crashed: ended,
    async restart(passed = 0) {
      offset += passed;
      running = await start(running.ready.port);
      listen();
    },
    async advance(milliseconds) {
      offset += milliseconds;
      await send({ do: "advance", milliseconds });
    },
    reconcile: () => send({ do: "reconcile" }),
    mails: (id) => send({ do: "mails", id }),
    trail: () => send({ do: "trail" }),
    async close() {
      await kill();
      rmSync(state, { recursive: true });
    },
  };
}
