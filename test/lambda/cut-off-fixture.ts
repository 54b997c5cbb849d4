import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IAMClient, ListPolicyVersionsCommand } from "@aws-sdk/client-iam";
import { boundaryDocument } from "../../core/cut-off.ts";
import { ask, issue, revoke } from "../../core/moves.ts";
import { cutOffKey } from "../../core/table.ts";
import { openBoundaries } from "../../lambda/adapters/iam.ts";
import { cutOffRoleBorrower } from "../../lambda/adapters/sts.ts";
import { openLists } from "../../lambda/cut-off/lists.ts";
import type { CutOff, Item, Log, Table } from "../../lambda/deps.ts";
import { newId } from "../../lambda/ids.ts";
import { openRequests } from "../../lambda/requests.ts";
import { type Clock, startClock } from "../../local/clock.ts";
import { startIam } from "../../local/iam.ts";
import { startSts } from "../../local/sts.ts";
import { type Part, serve, type WireAnswer } from "../../local/wire.ts";
import { alice, anAsked, erin, hour } from "../core/builders.ts";
import { aTable, type TestTable } from "./table-fixture.ts";

interface IamCall {
  readonly action: string;
  readonly account: string;
  /** The policy document that is to be published; empty for other calls. */
  readonly document: string;
}

/** Stands before IAM: `answer` lets the call go through. */
type OnIamCall = (call: IamCall, answer: () => Promise<WireAnswer>) => Promise<WireAnswer>;

interface Line {
  readonly level: keyof Log;
  readonly message: string;
  readonly account?: unknown;
}

/** What the function `cut-off` has in hand, with embedded DynamoDB, STS and IAM behind the real adapters. */
export interface CutOffParts {
  readonly clock: Clock;
  readonly table: TestTable;
  /** What one execution of the function is given; it sees these accounts only, where some are named. */
  deps(about?: Partial<CutOff> & { readonly accounts?: readonly string[] }): CutOff;
  /** The id of an account that nothing has happened in. */
  account(): string;
  /** Saves a request that was revoked a moment ago, with a session that lives; answers its id. */
  revoked(account: string): Promise<string>;
  /** Requests whose sessions the live document denies. */
  denied(account: string): readonly string[];
  live(account: string): string;
  /** The versions that IAM keeps, newest first. */
  versions(account: string): Promise<readonly string[]>;
  /** The account's item in the table. */
  item(account: string): Promise<Item>;
  /** What was asked of IAM since the last time that this was asked. */
  calls(): readonly IamCall[];
  /** What was logged about an account, info aside. */
  logged(account: string): readonly string[];
  /** Puts this before IAM; without it, nothing stands there. */
  onIamCall(on?: OnIamCall): void;
  close(): Promise<void>;
}

const partition = "aws";

export async function cutOffParts(): Promise<CutOffParts> {
  const clock = startClock();
  const table = await aTable();
  const state = mkdtempSync(join(tmpdir(), "stint-cut-off-"));
  const sts = startSts({
    clock,
    account: "999988887777",
    region: "eu-west-1",
    state,
    role: (arn) => ({ arn, maxSession: 3600, refuses: () => undefined }),
    caller: (key) => (key.startsWith("ASIA") ? undefined : "arn:aws:sts::999988887777:assumed-role/stint-cut-off/f"),
  });
  const iam = startIam({ clock, state, partition, initial: boundaryDocument({ until: {} }), session: sts.living });
  let on: OnIamCall | undefined;
  let calls: IamCall[] = [];
  const watchedIam: Part = async (request) => {
    const form = new URLSearchParams(request.body.toString());
    const account = form.get("PolicyArn")?.split(":")[4] ?? "";
    const call = { action: form.get("Action") ?? "", account, document: form.get("PolicyDocument") ?? "" };
    calls.push(call);
    const answer = async () => iam.part(request);
    return on ? on(call, answer) : answer();
  };
  const served = await serve({ port: 0, mounts: { "/iam": watchedIam, "/sts": sts.part } });
  process.env.AWS_ENDPOINT_URL_IAM = `${served.origin}/iam`;
  process.env.AWS_ENDPOINT_URL_STS = `${served.origin}/sts`;

  const lines: Line[] = [];
  const to =
    (level: keyof Log): Log[keyof Log] =>
    (message, fields) =>
      lines.push({ level, message, account: fields?.account });
  const log: Log = { info: to("info"), warn: to("warn"), error: to("error") };
  const now = () => new Date(clock.now());
  const borrow = cutOffRoleBorrower(partition);
  const requests = (at: Table) => openRequests({ table: at, log, newWriteId: newId });
  let accounts = 0;

  return {
    clock,
    table,
    deps: ({ accounts: only, ...about } = {}) => ({
      requests: requests(table.table),
      lists: openLists(table.table, newId),
      boundaries: openBoundaries(partition, borrow),
      isOn: (account) => only === undefined || only.includes(account),
      newHolder: newId,
      pause: () => new Promise((done) => setTimeout(done, 2)),
      log,
      now,
      ...about,
    }),
    account: () => String(++accounts).padStart(12, "0"),
    async revoked(account) {
      const id = newId();
      const asked = ask(id, anAsked({ stages: [], account: { id: account, name: "one" }, duration: 2 * hour }), now());
      const used = issue(asked, alice, "credentials", now());
      await requests(table.table).add(revoke(used, erin, "Stop", now()));
      return id;
    },
    denied(account) {
      const [, { Condition }] = JSON.parse(iam.boundary(account)).Statement;
      return Condition.StringEquals["aws:PrincipalTag/stint:request"];
    },
    live: iam.boundary,
    async versions(account) {
      const client = new IAMClient({ credentials: await borrow(account) });
      const PolicyArn = `arn:${partition}:iam::${account}:policy/stint/StintCutOff`;
      const { Versions = [] } = await client.send(new ListPolicyVersionsCommand({ PolicyArn }));
      return Versions.map(({ VersionId }) => String(VersionId));
    },
    item: async (account) => (await table.table.get(cutOffKey(account))) ?? {},
    calls() {
      const made = calls;
      calls = [];
      return made;
    },
    logged: (account) =>
      lines
        .filter((l) => l.account === account && l.level !== "info")
        .map(({ level, message }) => `${level}: ${message}`),
    onIamCall(next) {
      on = next;
    },
    async close() {
      clock.close();
      await served.close();
      await table.close();
      delete process.env.AWS_ENDPOINT_URL_IAM;
      delete process.env.AWS_ENDPOINT_URL_STS;
    },
  };
}

/** Something that is waited for until it is opened. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** IAM's refusal of any call. */
export const refusedByIam: WireAnswer = {
  status: 403,
  headers: { "content-type": "text/xml" },
  body: '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Refused by a test</Message></Error></ErrorResponse>',
};
