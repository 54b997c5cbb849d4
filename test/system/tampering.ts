import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, ScanCommand, type ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { expect } from "vitest";
import { append, type HistoryEvent } from "../../core/history.ts";
import { replay } from "../../core/request.ts";
import { claimsOf, sessionsOf } from "./attack.ts";
import { behind } from "./behind.ts";
import { newState, type Shown, type Stint, startStint } from "./stint.ts";

type Item = Record<string, unknown>;

/** The table in the hands of somebody who has the key of the `api` function. */
export interface StolenTable {
  historyOf(id: string): Promise<readonly HistoryEvent[]>;
  /** Puts another history in place, as it is (chain it anew where it is to verify), and other attributes if given. */
  put(id: string, history: readonly object[], attributes?: Item): Promise<void>;
  /** Every item as the SDK gives it, in JSON. */
  dump(): Promise<string[]>;
}

export function steal(stint: Stint): StolenTable {
  const { endpoints, table: TableName, stateMachineArn } = stint;
  const accessKeyId = stint.keyOf("api");
  const { item, history, put } = behind({ endpoints, accessKeyId, table: TableName, stateMachineArn });
  const client = new DynamoDBClient({
    region: "eu-west-1",
    endpoint: String(endpoints.AWS_ENDPOINT_URL_DYNAMODB),
    credentials: { accessKeyId, secretAccessKey: "stolen" },
  });
  return {
    historyOf: history,
    async put(id, events, attributes) {
      const changed = { ...(await item(id)), history: events, version: events.length, ...attributes };
      await put(marshall(changed, { removeUndefinedValues: true }));
    },
    async dump() {
      const rows: string[] = [];
      let from: ScanCommandInput["ExclusiveStartKey"];
      do {
        const page = await client.send(new ScanCommand({ TableName, ...(from && { ExclusiveStartKey: from }) }));
        rows.push(...(page.Items ?? []).map((row) => JSON.stringify(row)));
        from = page.LastEvaluatedKey;
      } while (from);
      return rows.sort();
    },
  };
}

/** The events chained anew, their seals kept: whoever can write the table can compute this. */
export function chained(events: readonly object[]): HistoryEvent[] {
  const history: HistoryEvent[] = [];
  for (const event of events as readonly HistoryEvent[]) {
    const { seq: _, at, actor, hash: __, seal, ...what } = event;
    const next = append(history, what, actor, new Date(at));
    history.push(seal === undefined ? next : { ...next, seal });
  }
  return history;
}

/** The history with its ask changed, and nothing else. */
export function askChanged([asked, ...rest]: readonly HistoryEvent[], change: object): object[] {
  if (asked?.type !== "asked") throw new Error("the history does not begin with the ask");
  return [{ ...asked, ask: { ...asked.ask, ...change } }, ...rest];
}

/** What a history adds up to, to see that a forgery would otherwise be believed. */
export function statusOf(history: readonly HistoryEvent[]): string {
  return replay(history).status;
}

export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** A running system, its table stolen, and what the tests of tampering ask of it. */
export interface Tampered extends Stint {
  readonly stolen: StolenTable;
  readonly logged: readonly string[];
  /** The id of the key that seals decisions. */
  readonly sealKey: string;
  /** Embedded time. */
  now(): string;
  /** As decisions name a person. */
  actor(person: string, name: string): Promise<Actor>;
  /** Alice's request for a database, approved by Bob and Carol as people do it. */
  approved(): Promise<Shown>;
  /** Alice gets neither credentials nor console for it, STS is not even called, and the log says why. */
  expectRefused(id: string, reason: RegExp): Promise<void>;
}

export async function startTampered(): Promise<Tampered> {
  const logged: string[] = [];
  const state = newState();
  const stint = await startStint({ state, log: (_, line) => logged.push(line) });
  const [key = ""] = readFileSync(join(state, "kms-keys.jsonl"), "utf8").split("\n");
  const now = () => new Date(stint.clock.now()).toISOString();
  return {
    ...stint,
    stolen: steal(stint),
    logged,
    sealKey: (JSON.parse(key) as { id: string }).id,
    now,
    actor: async (person, name) => ({
      id: String(claimsOf(await stint.token(person)).sub),
      name,
      email: `${person}@example.com`,
    }),
    async approved() {
      const { id } = await stint.ask("alice");
      await stint.post("bob", `/requests/${id}/approve`);
      return (await stint.post("carol", `/requests/${id}/approve`)).body;
    },
    async expectRefused(id, reason) {
      for (const use of ["credentials", "console"])
        expect(await stint.post("alice", `/requests/${id}/${use}`)).toMatchObject({
          status: 403,
          body: { error: { code: "not_allowed", message: expect.stringContaining("cannot be verified") } },
        });
      expect(sessionsOf(stint, id)).toEqual([]);
      const told = logged.filter((line) => line.includes("approval not verified") && line.includes(id));
      expect(told).toHaveLength(2);
      expect(told[0]).toMatch(reason);
    },
  };
}
