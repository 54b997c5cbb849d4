import type { Explained } from "./api.ts";
import { alternativesOf, stagesOf } from "./ask.ts";
import { type Account, type Role, selects } from "./catalog.ts";
import { formatDuration } from "./duration.ts";
import { isAnyOf, type Person } from "./person.ts";
import { type AllowRule, isAbout, type Rule, type Rules, ruleFor, type Verdict } from "./policy.ts";
import { shownRule } from "./shown.ts";

/** A role and an account, each by what a person writes: neither need exist. */
export interface Wanted {
  readonly role: string;
  readonly account: string;
}

/**
 * Somebody with these groups and this e-mail address, signed in and verified. Without an address they have one that no rule
 * names and nobody has blocked: what is left is what their groups are let do.
 */
export function supposedPerson({ groups = [], email = "" }: { groups?: readonly string[]; email?: string }): Person {
  return { sub: "", username: "", name: "", groups, email };
}

/**
 * Who may do what: the verdict that a preview and an ask get, and how each of the `shown` rules stands to the person, the role
 * and the account. `to` is whom the message speaks to: the person themselves, or an auditor about them, who may also know
 * that there is no such account.
 */
export function explain(
  rules: Rules,
  person: Person,
  wanted: Wanted,
  { shown, to }: { readonly shown: readonly Rule[]; readonly to: "person" | "auditor" },
): Explained {
  const role = rules.catalog.roles.find(({ name }) => name === wanted.role);
  const account = rules.catalog.accounts.find(({ id }) => id === wanted.account);
  const verdict = ruleFor(rules, person, wanted.role, wanted.account);
  const decides = verdict.rule === undefined ? verdict.refusedBy : verdict.rule.id;
  return {
    ...answer(rules, person, verdict),
    message: to === "person" ? toThePerson(verdict) : toAnAuditor(verdict, person, wanted, { role, account }),
    rules: shown.map((rule) => ({
      id: rule.id,
      ...(rule.description !== undefined && { description: rule.description }),
      deny: rule.deny,
      who: isAnyOf(rule.who, person),
      role: role !== undefined && isAbout(rule, role.name),
      account: account !== undefined && selects(rule.accounts, account),
      decides: rule.id === decides,
    })),
  };
}

function answer(rules: Rules, person: Person, verdict: Verdict): Omit<Explained, "message" | "rules"> {
  if (verdict.rule === undefined) return { allowed: false, condition: verdict.condition };
  const alternatives = alternativesOf(rules, person, verdict.rule, verdict.role, verdict.account);
  return {
    allowed: true,
    rule: shownRule(verdict.rule),
    ...(alternatives.length > 0 && { alternatives: alternatives.map(shownRule) }),
  };
}

function toThePerson(verdict: Verdict): string {
  return verdict.rule === undefined ? verdict.message : letting("you", verdict);
}

function toAnAuditor(
  verdict: Verdict,
  { email }: Person,
  wanted: Wanted,
  found: { readonly role: Role | undefined; readonly account: Account | undefined },
): string {
  if (verdict.rule !== undefined) return letting("them", verdict);
  const { refusedBy, condition } = verdict;
  if (condition === "blocked") return `The policy blocks ${email} from elevated access.`;
  if (refusedBy !== undefined) return `Rule ${refusedBy} denies ${wanted.role} in ${wanted.account} to them.`;
  if (!found.role) return `The catalog has no role ${wanted.role}.`;
  if (!found.account) return `The catalog has no account ${wanted.account}.`;
  return `No rule lets them ask for ${wanted.role} in ${wanted.account}.`;
}

function letting(whom: "you" | "them", { rule, role, account }: Extract<Verdict, { rule: AllowRule }>): string {
  const stages = stagesOf(rule).map(({ name }) => name);
  const most = formatDuration(rule.maxDuration);
  const approval = stages.length > 0 ? `Approved by: ${stages.join(", then ")}.` : "Nobody has to approve.";
  return `Rule ${rule.id} lets ${whom} ask for ${role.name} in ${account.name} for at most ${most}. ${approval}`;
}
