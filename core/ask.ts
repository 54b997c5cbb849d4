import type { Account, Role } from "./catalog.ts";
import { formatDuration } from "./duration.ts";
import type { Person } from "./person.ts";
import { type AllowRule, type AskField, matches, type Policy, type Rules, ruleFor, type Stage } from "./policy.ts";
import { longestTag, shortestKubernetes, tagValue } from "./sts-limits.ts";

/** What a person asks for. */
export interface Ask {
  readonly account: string;
  readonly role: string;
  /** Seconds. */
  readonly duration: number;
  readonly justification: string;
  readonly asks: Readonly<Record<string, string>>;
  /** ISO 8601 in UTC; without it the window begins at the last approval. */
  readonly startsAt?: string | undefined;
  /** The alternative rule that the person names. */
  readonly rule?: string | undefined;
}

/** One condition that an ask does not meet, in words; `rule` is the one that demands it. */
export interface Unmet {
  readonly rule?: string;
  readonly condition: string;
  readonly message: string;
}

/** What the policy says to an ask. Preview and ask run this same function. */
export type Analysis =
  | {
      readonly allowed: true;
      readonly rule: AllowRule;
      readonly role: Role;
      readonly account: Account;
      readonly stages: readonly Stage[];
      /** ISO 8601; absent where nobody has to decide. */
      readonly decideBy?: string;
      readonly unmet: readonly [];
    }
  | {
      readonly allowed: false;
      readonly rule?: AllowRule;
      readonly stages?: readonly Stage[];
      readonly unmet: readonly Unmet[];
    };

const longestValue = 256;
const furthestStart = 90 * 86_400;

/** Finds the rule that an ask runs under, or every reason why there is none, for that rule and its alternatives. */
export function analyse(rules: Rules, person: Person, ask: Ask, now: Date): Analysis {
  const verdict = ruleFor(rules, person, ask.role, ask.account);
  if (verdict.rule === undefined) {
    const { refusedBy, condition, message } = verdict;
    return { allowed: false, unmet: [{ ...(refusedBy !== undefined && { rule: refusedBy }), condition, message }] };
  }
  const { rule: decides, role, account } = verdict;
  const alternatives = alternativesOf(rules, person, decides, role, account);
  const named = ask.rule ?? decides.id;
  const rule = [decides, ...alternatives].find(({ id }) => id === named);
  if (!rule) {
    const choices = [decides, ...alternatives].map(({ id }) => id).join(" or ");
    return {
      allowed: false,
      unmet: [
        {
          rule: decides.id,
          condition: "rule",
          message: `Rule ${named} is not open to this ask; it runs under ${choices}.`,
        },
      ],
    };
  }
  const unmet = unmetBy(rule, rules.policy, person, role, ask, now);
  const stages = stagesOf(rule);
  if (unmet.length === 0) {
    const decideBy = deadline(rule, ask, now);
    return { allowed: true, rule, role, account, stages, ...(decideBy !== undefined && { decideBy }), unmet: [] };
  }
  const others = [decides, ...alternatives].filter(({ id }) => id !== rule.id);
  return {
    allowed: false,
    rule,
    stages,
    unmet: [...unmet, ...others.flatMap((o) => asAlternative(o, rules.policy, person, role, ask, now))],
  };
}

/** The stages of a rule; none where it says `approval: none`. */
export function stagesOf(rule: AllowRule): readonly Stage[] {
  return rule.approval === "none" ? [] : rule.approval;
}

/** The rules that the person may name instead of the one that decides: those it lists which also match. */
export function alternativesOf(
  { policy }: Rules,
  person: Person,
  rule: AllowRule,
  role: Role,
  account: Account,
): readonly AllowRule[] {
  return rule.alternatives.flatMap((id) => {
    const other = policy.rules.find((candidate) => candidate.id === id);
    return other && !other.deny && matches(other, person, role, account) ? [other] : [];
  });
}

/** What every request may ask for, whatever its rule says. */
function* unmetByAll(policy: Policy, role: Role, ask: Ask, now: Date): Generator<Omit<Unmet, "rule">> {
  const { minLength } = policy.justification;
  const length = [...visible(ask.justification)].length;
  if (length < minLength)
    yield { condition: "justification", message: `Say why in at least ${minLength} characters; these are ${length}.` };
  if (role.kubernetes && ask.duration < shortestKubernetes)
    yield { condition: "duration", message: `${role.name} opens Kubernetes clusters and is lent for at least 16m.` };
  if (ask.startsAt !== undefined) {
    const ahead = (Date.parse(ask.startsAt) - now.getTime()) / 1000;
    if (ahead < -60 || ahead + ask.duration <= 0)
      yield {
        condition: "startsAt",
        message: "The start is in the past. Leave it out to start with the last approval.",
      };
    if (ahead > furthestStart) yield { condition: "startsAt", message: "The start is more than 90 days ahead." };
  }
}

function unmetBy(rule: AllowRule, policy: Policy, person: Person, role: Role, ask: Ask, now: Date): Unmet[] {
  const unmet: Omit<Unmet, "rule">[] = [...unmetByAll(policy, role, ask, now)];
  if (ask.duration > rule.maxDuration)
    unmet.push({
      condition: "duration",
      message: `${formatDuration(ask.duration)} is too long; this rule lends for at most ${formatDuration(rule.maxDuration)}.`,
    });
  for (const [name, field] of Object.entries(rule.asks)) {
    const message = refusedValue(field, ask.asks[name]);
    if (message !== undefined) unmet.push({ condition: `asks.${name}`, message });
  }
  for (const name of Object.keys(ask.asks))
    if (!Object.hasOwn(rule.asks, name))
      unmet.push({ condition: `asks.${name}`, message: `This rule does not ask for "${name}".` });
  const stale = staleSignIn(rule.signInWithin, person, now);
  if (stale !== undefined) unmet.push({ condition: "signIn", message: stale });
  const short = tooFewApprovers(rule, person);
  if (short !== undefined) unmet.push({ condition: "approval", message: short });
  return unmet.map((entry) => ({ rule: rule.id, ...entry }));
}

/** Why the stages can never all be filled, in words. Who is in a group is not known here; stages that name people only are. */
function tooFewApprovers(rule: AllowRule, person: Person): string | undefined {
  const named = stagesOf(rule).filter(({ groups }) => groups.length === 0);
  const others = (stages: readonly Stage[]) =>
    new Set(stages.flatMap(({ people }) => people.filter((p) => p !== person.email)));
  const alone = named.find((stage) => others([stage]).size < stage.required);
  if (alone) return `Nobody but you could approve "${alone.name}". Ask for the rule to be changed.`;
  // One person decides once in a request, whatever stages name them.
  const needed = named.reduce((sum, { required }) => sum + required, 0);
  if (others(named).size >= needed) return undefined;
  return `The stages of this rule need ${needed} people and name ${others(named).size} others. Ask for the rule to be changed.`;
}

/** Says of an alternative what it lacks; or, when it lacks nothing, that naming it would do. */
function asAlternative(rule: AllowRule, policy: Policy, person: Person, role: Role, ask: Ask, now: Date): Unmet[] {
  const unmet = unmetBy(rule, policy, person, role, ask, now);
  if (unmet.length > 0) return unmet;
  return [
    { rule: rule.id, condition: "alternative", message: `The ask meets rule ${rule.id}: name it to ask under it.` },
  ];
}

/** What there is to see of a text: blanks around it do not count, nor does what takes no space. */
function visible(text: string): string {
  return text.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, "").trim();
}

/** Why a value is refused, in words; undefined when it is fine. Its length is checked before the pattern runs. */
function refusedValue({ label, pattern, required, tag }: AskField, value: string | undefined): string | undefined {
  if (value === undefined || visible(value) === "") return required ? `${label} is missing.` : undefined;
  if (value.length > longestValue) return `${label} has ${value.length} characters; at most ${longestValue} are taken.`;
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "u").test(value))
    return `${label} is "${value}", which does not look like ${pattern}.`;
  if (tag && !tagValue.test(value))
    return `${label} becomes a session tag, so only letters, numbers, spaces and _ . : / = + - @ are taken.`;
  if (tag && new TextEncoder().encode(value).length > longestTag)
    return `${label} becomes a session tag, so at most ${longestTag} bytes are taken.`;
  return undefined;
}

/**
 * Why the person's sign-in is too old, in words; undefined when it is recent enough or nobody asks.
 * Without a claim that carries the moment, or with one from the future, it counts as too old.
 */
export function staleSignIn(within: number | undefined, person: Person, now: Date): string | undefined {
  if (within === undefined) return undefined;
  const at = person.authenticatedAt === undefined ? Number.NaN : Date.parse(person.authenticatedAt);
  const age = (now.getTime() - at) / 1000;
  // A minute for clocks that differ; a moment further ahead is no sign-in, but a claim in milliseconds, say.
  if (age <= within && age >= -60) return undefined;
  return `This asks for a sign-in within the last ${formatDuration(within)}. Sign in again.`;
}

/** Until when all stages have to be through: `approvalWithin` from now, the end of a fixed window at the latest. */
function deadline(rule: AllowRule, ask: Ask, now: Date): string | undefined {
  if (rule.approval === "none" || rule.approvalWithin === undefined) return undefined;
  const within = now.getTime() + rule.approvalWithin * 1000;
  const end = ask.startsAt === undefined ? within : Date.parse(ask.startsAt) + ask.duration * 1000;
  return new Date(Math.min(within, end)).toISOString();
}
