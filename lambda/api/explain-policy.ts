import type { Explained } from "../../core/api.ts";
import { StintError } from "../../core/errors.ts";
import { explain, supposedPerson } from "../../core/explain.ts";
import { explainBody } from "../../core/input.ts";
import { concerns } from "../../core/policy.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/**
 * POST /policy/explain. Whether a person may ask for a role in an account, and how each rule stands to it; changes nothing.
 * Of a rule that names them as approver people are told whether it covers the account, as its requests would tell them.
 */
export const explainPolicy = endpoint(explainBody, async ({ caller, input }, { rules }: Api): Promise<Explained> => {
  const { groups, email, ...wanted } = input;
  const all = caller.auditor || caller.administrator;
  const shown = rules.policy.rules.filter((rule) => all || concerns(rule, caller));
  if (groups === undefined && email === undefined) return explain(rules, caller, wanted, { shown, to: "person" });
  if (!all)
    throw new StintError(
      "not_allowed",
      "Only auditors and administrators ask about others. Leave groups and email out to ask about yourself.",
    );
  const person = supposedPerson({ ...(groups && { groups }), ...(email !== undefined && { email }) });
  return explain(rules, person, wanted, { shown, to: "auditor" });
});
