import type { Unmet } from "./ask.ts";
import type { Account } from "./catalog.ts";
import type { ErrorCode } from "./errors.ts";
import type { HistoryEvent } from "./history.ts";
import type { Move } from "./moves.ts";
import type { AskField, Policy, Refusal } from "./policy.ts";
import type { Reach } from "./reach.ts";
import type { AccessRequest, Decision, Phase } from "./request.ts";

// The shape of every answer; docs/api.md says which route gives which. core/shown.ts makes them from what core knows.

/** What is answered with every status from 400 on. */
export interface ErrorAnswer {
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly details?: unknown };
}

/** A page. While there is a cursor there may be more, even after an empty page. */
export interface List<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

/** What a client has to know to sign in. */
export interface PublicConfig {
  readonly issuer: string;
  readonly clients: { readonly dashboard: string; readonly cli: string };
  readonly scopes: readonly string[];
  readonly version: string;
}

/** Who the caller is. Without a verified `email` nobody asks or decides. */
export interface Me {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly email?: string;
  readonly groups: readonly string[];
  /** When they last really authenticated; absent where no claim carries it. */
  readonly authenticatedAt?: string;
  /** Whether a stage of some rule names them. */
  readonly approver: boolean;
  readonly auditor: boolean;
  readonly administrator: boolean;
}

/** A request as a caller sees it in a list. */
export interface ShownRequest {
  readonly id: string;
  readonly version: number;
  readonly status: AccessRequest["status"];
  readonly phase: Phase;
  readonly requester: { readonly id: string; readonly name: string; readonly email: string };
  readonly account: AccessRequest["account"];
  readonly role: Pick<ShownRole, "name">;
  readonly rule: { readonly id: string; readonly description?: string; readonly asks: AccessRequest["rule"]["asks"] };
  readonly justification: string;
  readonly asks: AccessRequest["asks"];
  readonly duration: string;
  readonly askedAt: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly decideBy?: string;
  readonly stages: readonly (ShownStage & { readonly decisions: readonly ShownDecision[] })[];
  /** Who brought it to its last status, and when; Stint where time or the policy did. */
  readonly outcome?: { readonly by: ShownActor; readonly at: string; readonly comment?: string };
  /** How many sessions were begun. */
  readonly sessions: number;
  /** How it stands with sessions that outlived it. */
  readonly cutOff?: ShownCutOff;
  /** What this caller can do with it now. */
  readonly may: readonly Move[];
}

/**
 * A request by its id. Of its role there is only the name, and of its account name and id, when they are gone from the catalog,
 * or where a function has none.
 */
export interface ShownWhole extends ShownRequest {
  readonly account: AccessRequest["account"] & Partial<Pick<ShownAccount, "ou" | "tags">>;
  readonly role: Pick<ShownRole, "name"> & Partial<ShownRole>;
  readonly history: readonly HistoryEvent[];
  /** To its approvers: the requester's last five others. */
  readonly earlier?: readonly ShownEarlier[];
}

/** As much of another request as helps to judge one; the approver need not be one of that. */
export interface ShownEarlier {
  readonly phase: Phase;
  readonly account: AccessRequest["account"];
  readonly role: Pick<ShownRole, "name">;
  readonly duration: string;
  readonly askedAt: string;
}

/** Who did something: a person, or Stint where time or the policy did. */
export interface ShownActor {
  readonly id: string;
  readonly name: string;
}

/** One yes or no in a stage. */
export type ShownDecision = Omit<Decision, "by"> & { readonly by: ShownActor };

/**
 * How cutting off its sessions stands. `off`: the account has cutting off switched off. By `sessionsEnd` the last session has
 * ended by itself.
 */
export interface ShownCutOff {
  readonly state: "pending" | "done" | "failed" | "off";
  readonly effectiveBy?: string;
  readonly sessionsEnd: string;
}

/** One step of approval: so many different people out of these. */
export interface ShownStage {
  readonly name: string;
  readonly required: number;
  readonly approvers: { readonly groups: readonly string[]; readonly people: readonly string[] };
}

/** A role of today's catalog. */
export interface ShownRole {
  readonly name: string;
  readonly description: string;
  readonly purpose: string;
  /** AWS managed policies, by name with path or ARN. */
  readonly policies: readonly string[];
  /** ARNs of the roles that a session may go on to assume. */
  readonly chaining: readonly string[];
  /** Whether EKS clusters take it for a user of theirs. */
  readonly kubernetes: boolean;
  readonly lasting: Reach["lasting"];
}

/** What a person has to know to ask under a rule. */
export interface ShownRule {
  readonly id: string;
  readonly description?: string;
  readonly maxDuration: string;
  readonly asks: Readonly<Record<string, AskField>>;
  readonly approval: "none" | readonly ShownStage[];
  readonly approvalWithin?: string;
  readonly signInWithin?: string;
}

/** One entry of the catalog. */
export interface ShownOffer {
  readonly account: Account;
  readonly role: ShownRole;
  readonly rule: ShownRule;
  readonly alternatives?: readonly ShownRule[];
}

/** An account in the list of all. */
export type ShownAccount = Pick<Account, "id" | "name" | "ou" | "tags">;

/** What the policy says to an ask. */
export interface ShownAnalysis {
  readonly allowed: boolean;
  readonly rule?: ShownRule;
  readonly stages?: readonly ShownStage[];
  readonly decideBy?: string;
  readonly unmet: readonly Unmet[];
}

/** The rules that concern the caller, durations in seconds; the optional members are for auditors and administrators. */
export interface ShownPolicy
  extends Pick<Policy, "hash" | "openRequests" | "rules">,
    Partial<Pick<Policy, "administrators" | "auditors" | "blocked">> {
  readonly roles?: readonly ShownRole[];
}

/** Who may do what: the answer to `POST /policy/explain`. */
export interface Explained {
  readonly allowed: boolean;
  /** The answer in words. */
  readonly message: string;
  /** What stands against it. */
  readonly condition?: Refusal;
  readonly rule?: ShownRule;
  readonly alternatives?: readonly ShownRule[];
  /** In the policy's order: those that the caller may see. */
  readonly rules: readonly ExplainedRule[];
}

/** How a rule stands to a person, a role and an account; only one that matches all three can decide. */
export interface ExplainedRule {
  readonly id: string;
  readonly description?: string;
  readonly deny: boolean;
  readonly who: boolean;
  readonly role: boolean;
  readonly account: boolean;
  /** Whether it is the one that decided. */
  readonly decides: boolean;
}

/** What STS gave for one session, and how it stands with the request. */
export interface ShownCredentials extends Remaining {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  /** ISO 8601. */
  readonly Expiration: string;
}

/** A sign-in link for the AWS console, good for 15 minutes; its session ends at `expiresAt`. */
export interface ShownConsole extends Remaining {
  readonly url: string;
  readonly expiresAt: string;
}

/** How much of the access is left: its end, and how many more sessions may begin. */
export interface Remaining {
  readonly endsAt?: string;
  readonly sessionsLeft: number;
}
