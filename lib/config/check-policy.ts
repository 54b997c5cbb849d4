import { checkRule } from "./check-rule.ts";
import type { DeploymentFile } from "./deployment-schema.ts";
import { twice } from "./entries.ts";
import type { Known } from "./known.ts";
import type { PolicyFile } from "./policy-schema.ts";
import type { Sound } from "./validate.ts";
import type { Finding } from "./yaml-file.ts";

/** What is wrong with the policy beyond its shape, given what catalog and deployment say. */
export function* checkPolicy(
  { rules = [] }: Sound<PolicyFile>,
  known: Known,
  deployment: Sound<DeploymentFile> | undefined,
): Generator<Finding> {
  const ids = rules.map((rule) => rule?.id);
  yield* twice(ids, (i) => ["rules", i, "id"]);
  const denies = ids.every((id) => id !== undefined) && new Map(rules.map((rule) => [rule?.id ?? "", !!rule?.deny]));
  for (const [i, rule] of rules.entries()) {
    if (!rule) continue;
    for (const { path, message } of checkRule(rule, { known, deployment, ...(denies && { denies }) }))
      yield { path: ["rules", i, ...path], message };
  }
}
