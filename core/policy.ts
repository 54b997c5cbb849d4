import { type Account, type AccountSelector, type Catalog, type Role, selects } from "./catalog.ts";
import { isAnyOf, normalEmail, type Person, type Who } from "./person.ts";

/** One step of approval: `required` different people out of these groups and people. */
export interface Stage extends Who {
  readonly name: string;
  readonly required: number;
}

/** An extra input that a rule asks for. */
export interface AskField {
  readonly label: string;
  /** A regular expression that the whole value has to match. */
  readonly pattern?: string;
  readonly required: boolean;
  /** Whether the value becomes a session tag, and so has to be one that STS takes. */
  readonly tag: boolean;
}

interface Matches {
  readonly id: string;
  readonly description?: string;
  readonly who: Who;
  readonly roles: "all" | readonly string[];
  readonly accounts: AccountSelector;
}

export interface DenyRule extends Matches {
  readonly deny: true;
}

/** A rule that lets people ask. Durations are seconds. */
export interface AllowRule extends Matches {
  readonly deny: false;
  readonly maxDuration: number;
  readonly asks: Readonly<Record<string, AskField>>;
  readonly approval: "none" | readonly Stage[];
  /** For all stages together; given where there is approval. */
  readonly approvalWithin?: number;
  readonly remindEvery?: number;
  /** How long ago the person may have authenticated, both to ask and to decide. */
  readonly signInWithin?: number;
  readonly sessionDuration: number;
  /** Ids of rules that the person may name instead of this one. */
  readonly alternatives: readonly string[];
}

export type Rule = AllowRule | DenyRule;

export interface Policy {
  /** SHA-256 of the policy's canonical JSON, in hex; a request carries the one it was made under. */
  readonly hash: string;
  /** Groups. */
  readonly administrators: readonly string[];
  readonly auditors: readonly string[];
  readonly justification: { readonly minLength: number };
  /** How many open requests a person may have. */
  readonly openRequests: number;
  /** Normalised e-mail addresses of people who get nothing. */
  readonly blocked: readonly string[];
  readonly rules: readonly Rule[];
}

/** What the policy and the catalog say together; made once from the validated config. */
export interface Rules {
  readonly policy: Policy;
  readonly catalog: Catalog;
}

/** Whether the rule is about this person, role and account. */
export function matches(rule: Rule, person: Person, role: Role, account: Account): boolean {
  return isAnyOf(rule.who, person) && isAbout(rule, role.name) && selects(rule.accounts, account);
}

/** Whether the rule is about the role: by its whole name, never by a part of it. */
export function isAbout(rule: Rule, role: string): boolean {
  return rule.roles === "all" || rule.roles.includes(role);
}

/** Whether the person is on the list of those who get nothing. */
export function isBlocked(policy: Policy, person: Pick<Person, "email">): boolean {
  return person.email !== undefined && policy.blocked.includes(normalEmail(person.email));
}

/** Why nothing is let: no verified e-mail address, a block, a deny rule, or no rule that matches. */
export type Refusal = "email" | "blocked" | "denied" | "rule";

/** What decides about a person, a role and an account: a refusal in words, or the first allow rule that matches. */
export type Verdict =
  | { readonly rule: AllowRule; readonly role: Role; readonly account: Account }
  | { readonly rule?: never; readonly refusedBy?: string; readonly condition: Refusal; readonly message: string };

/** Finds the rule that decides. A block or a deny rule wins over every allow rule, wherever it stands. */
export function ruleFor({ policy, catalog }: Rules, person: Person, roleName: string, accountId: string): Verdict {
  const role = catalog.roles.find(({ name }) => name === roleName);
  const account = catalog.accounts.find(({ id }) => id === accountId);
  if (person.email === undefined)
    return {
      condition: "email",
      message: "Your identity provider does not vouch for your e-mail address. Have it verified, then sign in again.",
    };
  if (isBlocked(policy, person))
    return { condition: "blocked", message: "You are blocked from elevated access. Talk to your administrators." };
  let allow: AllowRule | undefined;
  if (role !== undefined && account !== undefined) {
    for (const rule of policy.rules) {
      if (rule.deny ? !matches(rule, person, role, account) : allow || !matches(rule, person, role, account)) continue;
      if (rule.deny)
        return {
          refusedBy: rule.id,
          condition: "denied",
          message: rule.description ?? `Rule ${rule.id} denies ${roleName} in ${accountId} to you.`,
        };
      allow = rule;
    }
    if (allow) return { rule: allow, role, account };
  }
  // An account that does not exist and one that is none of the caller's business read alike.
  return {
    condition: "rule",
    message: `No rule lets you ask for ${roleName} in ${accountId}. Your catalog lists what you may ask for.`,
  };
}

/**
 * Why the current policy no longer allows what a request was granted under, in words; undefined when it still does.
 * Asked at each use: approval in the past is necessary, not sufficient.
 */
export function noLongerAllows(
  { policy, catalog }: Rules,
  person: Person,
  granted: { readonly rule: string; readonly role: string; readonly account: string },
): string | undefined {
  const role = catalog.roles.find(({ name }) => name === granted.role);
  const account = catalog.accounts.find(({ id }) => id === granted.account);
  if (!role) return `the role ${granted.role} is no longer in the catalog`;
  if (!account) return `the account ${granted.account} is no longer in the catalog`;
  // By the address people are blocked and denied.
  if (person.email === undefined) return "the requester's e-mail address is no longer verified";
  if (isBlocked(policy, person)) return "the requester is blocked";
  const denied = policy.rules.find((rule) => rule.deny && matches(rule, person, role, account));
  if (denied) return `rule ${denied.id} now denies it`;
  const rule = policy.rules.find(({ id, deny }) => id === granted.rule && !deny);
  if (!rule) return `rule ${granted.rule} is gone`;
  if (!matches(rule, person, role, account)) return `rule ${rule.id} no longer covers this person, role and account`;
  return undefined;
}

/** What a person is towards the whole system. */
export interface Standing {
  /** Whether a stage of some rule names them. */
  readonly approver: boolean;
  readonly auditor: boolean;
  readonly administrator: boolean;
}

export function standingOf(policy: Policy, person: Person): Standing {
  const inAny = (groups: readonly string[]) => groups.some((group) => person.groups.includes(group));
  return {
    approver: policy.rules.some((rule) => namesAsApprover(rule, person)),
    auditor: inAny(policy.auditors),
    administrator: inAny(policy.administrators),
  };
}

/** Whether a stage of the rule names the person. */
export function namesAsApprover(rule: Rule, person: Person): boolean {
  return !rule.deny && rule.approval !== "none" && rule.approval.some((stage) => isAnyOf(stage, person));
}

/** Whether the rule is about the person or names them as approver: then it is theirs to read. */
export function concerns(rule: Rule, person: Person): boolean {
  return isAnyOf(rule.who, person) || namesAsApprover(rule, person);
}
