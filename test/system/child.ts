/** A whole system in a process of its own, which ends itself where a test says; stint-process.ts is the other side. */
import { flushCompileCache } from "node:module";
import type { AwsCall } from "../../local/aws-calls.ts";
import { startClock } from "../../local/clock.ts";
import { people } from "../../local/people.ts";
import { startSystem } from "../../local/system.ts";

/** What the process is started with, as JSON in its first argument. */
export interface ChildOptions {
  readonly port: number;
  readonly state: string;
  readonly assembly: string;
  /** Milliseconds by which its clock is ahead. */
  readonly offset: number;
}

/** A call around which the process ends: before anything is done, or when it is done and nobody has heard of it yet. */
export interface CrashPoint {
  readonly when: "before" | "after";
  readonly function: string;
  readonly action: string;
  /** Which of these calls from now on, from 1. */
  readonly nth?: number;
}

export type Order =
  | { readonly do: "crash"; readonly at: CrashPoint }
  | { readonly do: "advance"; readonly milliseconds: number }
  | { readonly do: "reconcile" }
  | { readonly do: "mails"; readonly id: string }
  | { readonly do: "trail" };

export interface Ready {
  readonly port: number;
  readonly origin: string;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly accessKeyId: string;
  readonly table: string;
  readonly stateMachineArn: string;
}

const options = JSON.parse(process.argv[2] ?? "") as ChildOptions;
const clock = startClock(options.offset);
let crash: { readonly at: CrashPoint; left: number } | undefined;

/** Ends the process as `kill -9` does: nothing is flushed, closed or answered. */
async function crashIfDue(when: CrashPoint["when"], call: AwsCall): Promise<void> {
  if (crash?.at.when !== when || crash.at.function !== call.function || crash.at.action !== call.action) return;
  crash.left--;
  if (crash.left > 0) return;
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => {});
}

const system = await startSystem({
  port: options.port,
  state: options.state,
  assembly: options.assembly,
  config: "config",
  people,
  log: () => {},
  clock,
  schedules: false,
  onAwsCall: async (call, answer) => {
    await crashIfDue("before", call);
    const answered = await answer();
    await crashIfDue("after", call);
    return answered;
  },
});

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case "crash":
      crash = { at: order.at, left: order.at.nth ?? 1 };
      return undefined;
    case "advance":
      return clock.advance(order.milliseconds);
    case "reconcile":
      return system.functions.invoke(system.arnOf("reconcile"), {});
    case "mails":
      return system.inbox().filter(({ text }) => text?.includes(`/requests/${order.id}`));
    case "trail":
      return system.trail();
  }
}

process.on("message", ({ id, order }: { id: number; order: Order }) => {
  obey(order).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit());
// Mostly this process will not end so that it could be kept.
flushCompileCache();
process.send?.({
  ready: {
    port: Number(new URL(system.origin).port),
    origin: system.origin,
    endpoints: system.endpoints,
    accessKeyId: system.keyOf("api"),
    table: system.table,
    stateMachineArn: system.stateMachineArn,
  } satisfies Ready,
});
