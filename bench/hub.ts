import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { call, signInAt } from "../local/client.ts";
import type { LocalPerson } from "../local/identity/identity.ts";
import { type System, startSystem } from "../local/system.ts";
import { type CallLog, logCalls } from "./calls.ts";

/** A running system, asked over real sockets as people are. */
export interface Hub extends System {
  readonly calls: CallLog;
  /** Signs a person in, once; whatever they send is sent with that token. */
  signIn(person: string): Promise<string>;
  /** The answer's body; throws for any answer that is not 2xx. */
  send<Body = Shown>(person: string, method: "GET" | "POST", path: string, body?: unknown): Promise<Body>;
  /** Resolves when this group has been told about the request and the state machine is at rest. */
  told(id: string, address: string): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as the questions need them
export type Shown = any;

/** The config folder that is shipped. */
export const shippedConfig = fileURLToPath(new URL("../config", import.meta.url));

/** A folder of its own; whoever takes it removes it. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "stint-bench-"));
}

/** Starts a system of its own on fresh state, without schedules; with the build of the dashboard in a folder, if given. */
export async function startHub(
  assembly: string,
  config: string,
  people: readonly LocalPerson[],
  dashboard?: string,
): Promise<Hub> {
  const calls = logCalls();
  const { onAwsCall } = calls;
  const state = newFolder();
  const system = await startSystem({
    port: 0,
    state,
    assembly,
    config,
    people,
    log: () => {},
    schedules: false,
    onAwsCall,
    ...(dashboard !== undefined && { dashboard }),
  });
  await system.functions.warm();
  const tokens = new Map<string, string>();
  const signIn = async (person: string) => {
    const token = tokens.get(person) ?? (await signInAt(system.origin, person)).access_token;
    tokens.set(person, token);
    return token;
  };
  return {
    ...system,
    calls,
    signIn,
    async send(person, method, path, body) {
      const answer = await call(system.origin, await signIn(person), method, path, body);
      if (answer.status < 300) return answer.body as never;
      throw new Error(`${method} ${path} as ${person} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    },
    async told(id, address) {
      const deadline = performance.now() + 10_000;
      while (!system.inbox().some(({ to, text }) => to.includes(address) && text?.includes(id))) {
        if (performance.now() > deadline) throw new Error(`${address} was not told about the request ${id}`);
        await new Promise((done) => setTimeout(done, 2));
      }
      await calls.quiet();
    },
    async close() {
      await system.close();
      rmSync(state, { recursive: true });
    },
  };
}

/** So many people of one group, named `<group>-1` and so on. */
export function peopleOf(group: string, count: number): LocalPerson[] {
  return Array.from({ length: count }, (_, i) => someone(`${group}-${i + 1}`, group));
}

/** One who can sign in. */
export function someone(username: string, ...groups: string[]): LocalPerson {
  return { username, name: username, email: `${username}@example.com`, emailVerified: true, groups };
}
