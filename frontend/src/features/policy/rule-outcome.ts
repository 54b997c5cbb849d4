import type { Explained, ExplainedRule } from "../../../../core/api.ts";
import { texts } from "../../ui/texts/policy.ts";

/** What became of a rule that matches in all three ways, in words; undefined for one that does not. */
export function fateOf(entry: ExplainedRule, { allowed, condition, rules, alternatives = [] }: Explained) {
  const { answer } = texts;
  if (entry.decides) return answer.decides;
  if (!entry.who || !entry.role || !entry.account) return undefined;
  if (!allowed && condition === "blocked") return answer.moot;
  if (!allowed && condition === "email") return answer.mootWithoutEmail;
  if (alternatives.some(({ id }) => id === entry.id)) return answer.nameable;
  const decider = rules.find(({ decides }) => decides);
  return decider && answer.outrun(decider.id);
}
