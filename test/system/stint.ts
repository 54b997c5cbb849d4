import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { Mended } from "../../lambda/reconcile/reconcile.ts";
import { type Answer, call, signInAt } from "../../local/client.ts";
import { startClock } from "../../local/clock.ts";
import type { LocalPerson } from "../../local/identity/identity.ts";
import { people } from "../../local/people.ts";
import type { Mail } from "../../local/ses.ts";
import { type System, type SystemOptions, startSystem } from "../../local/system.ts";
import type { WireAnswer } from "../../local/wire.ts";

/** What people do at a running system, all of it over real sockets. */
export interface Acting {
  /** A valid access token of a person; signs in anew when the last one has expired. */
  token(person: string): Promise<string>;
  get<Body = Shown>(person: string, path: string): Promise<Answer<Body>>;
  post<Body = Shown>(
    person: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>;
  /** Asks, and answers the request; throws when it was refused. */
  ask(person: string, changes?: object): Promise<Shown>;
  /** Asks again until the condition holds, within ten real seconds. */
  until<Value>(read: () => Promise<Value> | Value, holds: (value: Value) => boolean): Promise<Value>;
}

/** A running system with what tests do to it. */
export interface Stint extends System, Acting {
  /** Runs the reconciler once; what it mended. */
  reconcile(): Promise<Mended>;
  /** Moves the clock to so many seconds after a moment (ISO 8601), unless it is past that already. */
  moveTo(at: string, seconds?: number): void;
  /** The mails about a request, oldest first. */
  mails(id: string): readonly Mail[];
}

/** The parts of a request's answer that tests look at. */
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as the tests need them
export type Shown = any;

/** An ask that the shipped policy lets Alice make: two stages, Bob's and Carol's. */
export const databaseAsk = {
  account: "111122223333",
  role: "DatabaseAdmin",
  duration: "1h",
  justification: "Repair the orders table",
  asks: { ticket: "INC-42" },
};

/** An ask that nobody has to approve. */
export const sandboxAsk = {
  account: "666677778888",
  role: "PowerUser",
  duration: "1h",
  justification: "Try a new service",
};

export interface StintOptions extends Omit<Partial<SystemOptions>, "dashboard"> {
  readonly people?: readonly LocalPerson[];
  /** Serves the project's own; without, its paths are a 404. */
  readonly dashboard?: boolean;
}

/** What `onAwsCall` answers to refuse a call of an AWS JSON service; no SDK tries it again. */
export const accessDenied: WireAnswer = {
  status: 400,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: JSON.stringify({ __type: "com.amazon.coral.service#AccessDeniedException", message: "Refused by a test" }),
};

/** A folder of its own for a system's state. Making the key that signs tokens takes longer than all the rest: it is there already. */
export function newState(): string {
  const state = mkdtempSync(join(tmpdir(), "stint-state-"));
  mkdirSync(join(state, "identity"), { mode: 0o700 });
  writeFileSync(join(state, "identity", "signing-key.pem"), inject("signingKey"), { mode: 0o600 });
  return state;
}

/** Starts a system of its own: fresh state and clock unless given, schedules off unless asked for. */
export async function startStint({ dashboard = false, ...options }: StintOptions = {}): Promise<Stint> {
  const state = options.state ?? newState();
  const system = await startSystem({
    port: 0,
    state,
    assembly: inject("assembly"),
    config: "config",
    people,
    ...(dashboard && { dashboard: inject("dashboard") }),
    log: () => {},
    clock: startClock(),
    schedules: false,
    ...options,
  });
  return {
    ...system,
    ...actingAt(system.origin, system.clock.now),
    reconcile: async () => (await system.functions.invoke(system.arnOf("reconcile"), {})) as Mended,
    moveTo: (at, seconds = 0) =>
      system.clock.advance(Math.max(0, Date.parse(at) + seconds * 1000 - system.clock.now())),
    mails: (id) => system.inbox().filter(({ text }) => text?.includes(`/requests/${id}`)),
    async close() {
      await system.close();
      if (options.state === undefined) rmSync(state, { recursive: true, force: true });
    },
  };
}

/** The people of the system at this origin, whose time is `now` in milliseconds. */
export function actingAt(origin: string, now: () => number): Acting {
  const tokens = new Map<string, { token: string; until: number }>();

  const acting: Acting = {
    async token(person) {
      const known = tokens.get(person);
      if (known && known.until > now() + 5000) return known.token;
      const { access_token: token, expires_in } = await signInAt(origin, person);
      tokens.set(person, { token, until: now() + expires_in * 1000 });
      return token;
    },
    get: async (person, path) => call(origin, await acting.token(person), "GET", path),
    post: async (person, path, body, headers) => call(origin, await acting.token(person), "POST", path, body, headers),
    async ask(person, changes = {}) {
      const { status, body } = await acting.post(person, "/requests", { ...databaseAsk, ...changes });
      if (status !== 201) throw new Error(`the ask was refused: ${JSON.stringify(body)}`);
      return body;
    },
    async until(read, holds) {
      const deadline = performance.now() + 10_000;
      for (;;) {
        const value = await read();
        if (holds(value)) return value;
        if (performance.now() > deadline) throw new Error(`this did not come about: ${JSON.stringify(value)}`);
        await new Promise((done) => setTimeout(done, 5));
      }
    },
  };
  return acting;
}
