import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { AskField, Stage } from "./policy.ts";

/** Who did something: a person, or Stint itself where time or the policy did it. */
export interface Actor {
  /** The person's `sub`, or `stint`. */
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** The subject at the identity provider. */
  readonly subject?: string;
}

export const stint: Actor = { id: "stint", name: "Stint" };

/** What was asked for, with the rule as it stood then. Later changes of the policy do not reach back. */
export interface Asked {
  readonly requester: Actor & { readonly email: string; readonly username: string; readonly groups: readonly string[] };
  readonly account: { readonly id: string; readonly name: string };
  readonly role: { readonly name: string; readonly kubernetes: boolean };
  readonly rule: RuleCopy;
  readonly stages: readonly Stage[];
  readonly justification: string;
  readonly asks: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly duration: number;
  readonly startsAt?: string;
  readonly decideBy?: string;
  /** Hash of the ask as the client sent it, by which a repeated `Idempotency-Key` is recognised. */
  readonly body: string;
}

/** The parts of a rule that a request lives by. Durations are seconds. */
export interface RuleCopy {
  readonly id: string;
  readonly description?: string;
  readonly asks: Readonly<Record<string, Pick<AskField, "label" | "tag">>>;
  readonly remindEvery?: number;
  readonly signInWithin?: number;
  readonly sessionDuration: number;
  /** Hash of the policy that the rule stood in. */
  readonly policy: string;
}

/** What happened, one kind per event of a request's life. */
export type Happening =
  | { readonly type: "asked"; readonly id: string; readonly ask: Asked }
  | { readonly type: "approved" | "rejected"; readonly stage: number; readonly comment: string }
  | { readonly type: "withdrawn" | "ended" | "revoked"; readonly comment: string }
  | { readonly type: "lapsed" | "expired" }
  /** About to call STS, recorded first: so no session exists that history does not know of. */
  | { readonly type: "issuing"; readonly session: number; readonly purpose: "credentials" | "console" }
  | { readonly type: "issued"; readonly session: number; readonly accessKeyId: string; readonly expiresAt: string }
  /** The sessions are denied, everywhere by then; or, where the account has cutting off switched off, left alone. */
  | { readonly type: "cut-off"; readonly effectiveBy?: string }
  | { readonly type: "cut-off-failed" }
  /** The workflow is through: everybody has been told. */
  | { readonly type: "closed" };

/** One entry of a request's history. */
export type HistoryEvent = Happening & {
  /** From 1. */
  readonly seq: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly actor: Actor;
  /** SHA-256 in hex, over the event and the hash of the one before. */
  readonly hash: string;
  /** The MAC of a decision in base64, by the key that only `decide` may use; covers the hash and so stands outside it. */
  readonly seal?: string;
};

/**
 * JSON with sorted keys and no white space, so that equal values have equal text. Undefined members are left out.
 * Numbers and strings are written as RFC 8785 (JSON Canonicalization Scheme) writes them.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    members.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 of the text's UTF-8 bytes, in hex. */
export function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Puts what happened behind the history, chained to its last event. */
export function append(history: readonly HistoryEvent[], what: Happening, actor: Actor, now: Date): HistoryEvent {
  const event = { ...what, seq: history.length + 1, at: now.toISOString(), actor };
  return { ...event, hash: chained(event, history.at(-1)?.hash) };
}

function chained(event: Omit<HistoryEvent, "hash">, previous: string | undefined): string {
  return hashOf(canonical([previous ?? null, { ...event, hash: undefined, seal: undefined }]));
}

/** The first event that does not fit: out of sequence, or not the one whose hash was taken; undefined when all do. */
export function verify(history: readonly HistoryEvent[]): HistoryEvent | undefined {
  return history.find((event, i) => event.seq !== i + 1 || event.hash !== chained(event, history[i - 1]?.hash));
}

/**
 * What the seal of a decision covers, as text of under 4,096 bytes (the limit of KMS GenerateMac): the request, the hash
 * of its ask, the stage, the person, the verdict, what came before, and through the event's hash its time and comment.
 */
export function sealed(history: readonly HistoryEvent[], decision: HistoryEvent): string {
  const asked = history[0];
  if (asked?.type !== "asked" || (decision.type !== "approved" && decision.type !== "rejected"))
    throw new TypeError(`a ${decision.type} event carries no seal`);
  return canonical({
    id: asked.id,
    ask: asked.hash,
    stage: decision.stage,
    person: decision.actor.id,
    email: decision.actor.email,
    verdict: decision.type,
    previous: history[decision.seq - 2]?.hash,
    hash: decision.hash,
  });
}
