import type { PublicConfig } from "../core/api.ts";
import type { CutOffList } from "../core/cut-off.ts";
import type { Offers } from "../core/offers.ts";
import type { Person } from "../core/person.ts";
import type { Policy, Rules } from "../core/policy.ts";
import type { AccessRequest, Caller, Recorded } from "../core/request.ts";
import type { AccountSearch } from "../core/search.ts";
import type { IdentityBasis, SessionParameters } from "../core/session.ts";
import type { Index } from "../core/table.ts";

export type Item = Record<string, unknown>;
export type ItemKey = { readonly pk: string; readonly sk: string };

/** Where a list goes on: the item after which, in an index. */
export interface Position {
  readonly id: string;
  readonly sort: string;
}

/** The few things that Stint asks of DynamoDB. */
export interface Table {
  /** Strongly consistent. */
  get(key: ItemKey): Promise<Item | undefined>;
  /** False when there is such an item. */
  insert(item: Item & ItemKey): Promise<boolean>;
  /** False when the condition does not hold. */
  update(
    key: ItemKey,
    change: {
      readonly expression: string;
      readonly names?: Record<string, string>;
      readonly values: Item;
      readonly condition?: string;
    },
  ): Promise<boolean>;
  /** One page of an index, newest first; `from` and `to` bound the sort key. */
  query(
    index: Index,
    partition: string,
    range: { readonly from?: string; readonly to?: string; readonly after?: Position; readonly limit: number },
  ): Promise<{ readonly items: readonly Item[]; readonly next?: Position }>;
}

export interface ListRange {
  readonly from?: string;
  readonly to?: string;
  readonly after?: Position;
  readonly size: number;
  /** What belongs on the list; the rest is passed over. */
  readonly keep: (request: AccessRequest) => boolean;
}

/** The requests, as whoever calls may see and change them. */
export interface Requests {
  /** Strongly consistent. `not_found` also for what the caller may not know about. */
  get(caller: Caller | "stint", id: string): Promise<Recorded>;
  /** Saves a new request; answers the one that is there already under its id, if any. */
  add(request: Recorded): Promise<{ readonly request: Recorded; readonly added: boolean }>;
  /**
   * Reads, applies the move and saves on the version that was read; when someone else was faster, reads and tries again,
   * so the move meets what they did. A move that answers the same request saves nothing.
   */
  change(
    caller: Caller | "stint",
    id: string,
    move: (request: Recorded) => Recorded | Promise<Recorded>,
  ): Promise<Recorded>;
  /** A page of an index, newest first, complete across pages. Eventually consistent. */
  list(
    index: Index,
    partition: string,
    range: ListRange,
  ): Promise<{ readonly items: readonly AccessRequest[]; readonly next?: Position }>;
}

/** What the workflow of a request keeps beside it, not under its version. */
export interface WorkflowNotes {
  /** Counts the executions that were started for the request, from 1. */
  readonly attempt: number;
  readonly token?: string;
  /** The key of what it waits for (core/waiting.ts). */
  readonly waitsFor?: string;
  /** Keys of the messages that went out. */
  readonly told: ReadonlySet<string>;
}

export interface Notes {
  /** Strongly consistent. */
  read(id: string): Promise<WorkflowNotes>;
  storeToken(id: string, token: string, waitsFor: string): Promise<void>;
  markTold(id: string, message: string): Promise<void>;
  /** Moves on from an attempt to the next; false when somebody else has. */
  nextAttempt(id: string, from: number): Promise<boolean>;
}

/** The state machine that follows each request. */
export interface Workflow {
  /** Starts `<id>-<attempt>`; nothing where it has been started before. */
  start(id: string, attempt: number): Promise<void>;
  /** Answers a task token; nothing where that task is over. */
  answer(token: string): Promise<void>;
  /** How an execution is doing; `missing` when there was none. */
  status(id: string, attempt: number): Promise<"running" | "succeeded" | "failed" | "missing">;
}

/** The key that only `decide` may make MACs with, and only `credentials` check. Macs are base64. */
export interface MakeSeal {
  make(text: string): Promise<string>;
}
export interface CheckSeal {
  holds(text: string, seal: string): Promise<boolean>;
}

export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  /** ISO 8601. */
  readonly Expiration: string;
}

export interface Sts {
  /** `upstream` when STS refuses or does not answer. */
  assumeRole(parameters: SessionParameters): Promise<Credentials>;
}

/** Credentials, in the SDK's words, of the role that may publish an account's cut-off list. */
export type BorrowCutOffRole = (
  account: string,
) => Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string }>;

/** The permissions boundary `StintCutOff` of each target account. */
export interface Boundaries {
  /** Makes the document the one that counts. */
  publish(account: string, document: string): Promise<void>;
  /** The document that counts now. */
  live(account: string): Promise<string>;
}

/** The lists of denied sessions, one item an account. Every change is conditional on what was read. */
export interface CutOffLists {
  /** Strongly consistent; an empty list of generation 0 where there is none. */
  read(account: string): Promise<StoredList>;
  /** False when the list has changed since it was read. */
  save(list: CutOffList, was: StoredList): Promise<boolean>;
  /** Takes the right to publish until a time, or moves the end of one's own; false while somebody else has it. */
  lease(account: string, holder: string, now: Date, until: Date): Promise<boolean>;
  /** Records what was published and gives the lease back; false when the lease has gone to somebody else meanwhile. */
  published(list: CutOffList, holder: string, now: Date): Promise<boolean>;
  /** Takes a list that denies nobody out of `accounts`; false when it has changed. */
  retire(list: CutOffList): Promise<boolean>;
  /** Accounts whose list denies anything, or did until it was retired. */
  accounts(): Promise<readonly string[]>;
}

export interface StoredList {
  readonly list: CutOffList;
  /** The generation that was published last; 0 where none was. */
  readonly published: number;
  /** When that was, ISO 8601. */
  readonly publishedAt?: string;
}

export interface SignIn {
  /** A URL that signs in to the AWS console; good for 15 minutes, to be treated as a secret. */
  consoleUrl(credentials: Credentials): Promise<string>;
}

export interface Message {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

export interface Mail {
  send(message: Message): Promise<void>;
}

/** Structured log. Never given a token or a credential. */
export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

interface Common {
  readonly log: Log;
  readonly now: () => Date;
}

/** What the function of each folder has in hand. */
export interface Api extends Common {
  readonly rules: Rules;
  readonly offers: Offers;
  readonly accounts: AccountSearch;
  readonly requests: Requests;
  readonly notes: Notes;
  readonly workflow: Workflow;
  /** A fresh id of a request. */
  readonly newId: () => string;
  readonly publicConfig: PublicConfig;
}

export interface Decide extends Common {
  readonly policy: Policy;
  readonly requests: Requests;
  readonly notes: Notes;
  readonly workflow: Workflow;
  readonly seals: MakeSeal;
}

export interface Issue extends Common {
  readonly rules: Rules;
  readonly requests: Requests;
  readonly seals: CheckSeal;
  readonly sts: Sts;
  readonly signIn: SignIn;
  readonly identity: { readonly basis: IdentityBasis; readonly partition: string };
}

export interface RunWorkflow extends Common {
  readonly requests: Requests;
  readonly notes: Notes;
  readonly workflow: Pick<Workflow, "answer">;
  readonly mail: Mail;
  /** Address that each approver group is told at. */
  readonly groupMail: Readonly<Record<string, string>>;
  /** Of the page that links in messages open, without a slash at the end. */
  readonly publicUrl: string;
}

export interface Reconcile extends Common {
  readonly rules: Rules;
  readonly requests: Requests;
  readonly notes: Notes;
  readonly workflow: Workflow;
}

export interface CutOff extends Common {
  readonly requests: Requests;
  readonly lists: CutOffLists;
  readonly boundaries: Boundaries;
  /** Whether sessions are cut off in the account; deployment.yaml can switch it off. */
  readonly isOn: (account: string) => boolean;
  readonly newHolder: () => string;
  /** Waits so many real milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** A secret of plain text. */
export interface Secret {
  current(): Promise<string>;
  /** The value before; none until the secret is first rotated. */
  previous(): Promise<string | undefined>;
}

/** Whether a request with this value of the origin's header came through CloudFront. */
export type FrontDoor = (header: string | undefined) => Promise<boolean>;

/** Verifies an access token and says who it is. `not_signed_in` for anything but a good one. */
export type VerifyToken = (token: string) => Promise<Person>;
