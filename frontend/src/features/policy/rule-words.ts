import type { ShownRule, ShownStage } from "../../../../core/api.ts";
import type { AccountSelector } from "../../../../core/catalog.ts";
import { parseDuration } from "../../../../core/duration.ts";
import type { Who } from "../../../../core/person.ts";
import type { AllowRule, AskField, Rule } from "../../../../core/policy.ts";
import { texts } from "../../ui/texts/policy.ts";
import { listed, named, type Words } from "../../ui/texts/say.ts";

const { words } = texts;

/** What a rule asks for, as the policy has it (durations in seconds) and as answers have it (`2h`, `90m`). */
export interface Terms extends Pick<ShownRule, "asks" | "approval"> {
  readonly maxDuration: number | string;
  readonly approvalWithin?: number | string;
  readonly signInWithin?: number | string;
}

/** The whole of a rule: a sentence that says what it lets or denies, and one for each thing more that it asks for. */
export function ruleWords(rule: Rule, all: readonly Rule[]): readonly Words[] {
  const about = [whoWords(rule.who, words.and), rolesWords(rule.roles), accountsWords(rule.accounts)] as const;
  if (rule.deny) return [words.mayNotAsk(...about)];
  const terms = termsOf(rule);
  return [words.mayAsk(...about, limits(terms)), ...demands(terms), ...beside(rule, all)];
}

/** What a rule asks of somebody whom it lets ask, a sentence each. */
export function termsWords(terms: Terms): readonly Words[] {
  return [words.termsAlone(limits(terms)), ...demands(terms)];
}

/** `engineering, dba and alice@example.com`. */
export function whoWords({ groups, people }: Who, joint: string = words.or): Words {
  return listed(named([...groups, ...people]), joint);
}

/** `DatabaseAdmin or ReadOnly`, `any role`. */
export function rolesWords(roles: Rule["roles"]): Words {
  return roles === "all" ? [words.anyRole] : listed(named(roles), words.or);
}

/** `accounts under Workloads/Production tagged data=customer`, `any account`. */
export function accountsWords(selector: AccountSelector): Words {
  if (selector === "all") return [words.anyAccount];
  const { ids, under, tags } = selector;
  const pairs = Object.entries(tags ?? {}).map((tag) => tag.join("="));
  const where = listed(
    [
      ...(under ? [words.under(listed(named(under), words.or))] : []),
      ...(pairs.length > 0 ? [words.tagged(listed(named(pairs), words.and))] : []),
    ],
    ids ? words.and : " ",
  );
  if (!ids) return words.accountsWhere(where);
  const list = listed(named(ids), words.or);
  const one = ids.length === 1;
  if (where.length === 0) return one ? words.account(list) : words.accounts(list);
  return one ? words.accountIf(list, where) : words.accountsIf(list, where);
}

/** `4 h`, `90 min` or `1 h 30 min`; of seconds, or of the API's `4h`, `90m`, `1h30m`. */
export function durationWords(duration: number | string): string {
  const seconds = typeof duration === "number" ? duration : parseDuration(duration);
  if (seconds === undefined) return String(duration);
  const minutes = Math.ceil(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours > 0 ? [words.hours(hours)] : []), ...(rest > 0 || hours === 0 ? [words.minutes(rest)] : [])].join(
    " ",
  );
}

function termsOf({ approval, ...rule }: AllowRule): Terms {
  const stages =
    approval === "none"
      ? approval
      : approval.map(({ name, required, groups, people }) => ({ name, required, approvers: { groups, people } }));
  return { ...rule, approval: stages };
}

/** How long at most, and who approves. */
function limits({ maxDuration, approval, approvalWithin }: Terms): Words {
  const within = approvalWithin === undefined ? undefined : durationWords(approvalWithin);
  return words.atMost(
    durationWords(maxDuration),
    approval === "none"
      ? [words.nobodyApproves]
      : words.approved(stagesWords(approval), approval.some(isSeveral) || approval.length > 1, within),
  );
}

function isSeveral({ required }: ShownStage): boolean {
  return required > 1;
}

/** In the order in which they are asked. */
function stagesWords(stages: readonly ShownStage[]): Words {
  const each = stages.map(({ name, required, approvers }) =>
    words.stage([{ name }], required, listed(named([...approvers.groups, ...approvers.people]), ", ")),
  );
  return listed(each, words.andThen, words.beforeLast);
}

function demands({ asks, signInWithin }: Terms): readonly Words[] {
  const fields = Object.values(asks).map(fieldWords);
  return [
    ...(fields.length > 0 ? [words.asks(fields)] : []),
    ...(signInWithin === undefined ? [] : [words.signedIn(durationWords(signInWithin))]),
  ];
}

function fieldWords({ label, pattern, required, tag }: AskField): Words {
  return words.field(label, [
    ...(pattern === undefined ? [] : [words.looksLike(pattern)]),
    ...(tag ? [words.becomesTag] : []),
    ...(required ? [] : [words.optional]),
  ]);
}

/** An hour is what STS gives at most, so only less than that is worth a word. */
const longestSession = 3600;

/** What the policy says beside the terms, and how the rule stands to others of the policy. */
function beside(rule: AllowRule, all: readonly Rule[]): readonly Words[] {
  const { id, remindEvery, sessionDuration, alternatives } = rule;
  const listing = all.filter((other) => !other.deny && other.alternatives.includes(id)).map((other) => other.id);
  return [
    ...(sessionDuration < longestSession ? [words.session(durationWords(sessionDuration))] : []),
    ...(remindEvery === undefined ? [] : [words.reminded(durationWords(remindEvery))]),
    ...(alternatives.length > 0 ? [words.alternatives(listed(named(alternatives), words.or))] : []),
    ...(listing.length > 0 ? [words.alternativeTo(listed(named(listing), words.or))] : []),
  ];
}
