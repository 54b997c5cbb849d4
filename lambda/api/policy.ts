import { emptyBody } from "../../core/api.ts";
import { isAnyOf } from "../../core/person.ts";
import { namesAsApprover } from "../../core/policy.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** GET /policy. The rules that are about the caller or name them as approver; all of them for auditors and administrators. */
export const policy = endpoint(emptyBody, async ({ caller }, { rules }: Api) => {
  const all = caller.auditor || caller.administrator;
  const { hash, rules: list, administrators, auditors, openRequests, blocked } = rules.policy;
  return {
    hash,
    openRequests,
    rules: list.filter((rule) => all || isAnyOf(rule.who, caller) || namesAsApprover(rule, caller)),
    ...(all && { administrators, auditors, blocked }),
  };
});
