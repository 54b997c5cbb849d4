import type { ShownPolicy } from "../../core/api.ts";
import { emptyBody } from "../../core/input.ts";
import { concerns } from "../../core/policy.ts";
import { shownRole } from "../../core/shown.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** GET /policy. The rules that concern the caller; all of them, and the roles, for auditors and administrators. */
export const policy = endpoint(emptyBody, async ({ caller }, { rules }: Api): Promise<ShownPolicy> => {
  const { hash, rules: list, administrators, auditors, openRequests, blocked } = rules.policy;
  if (!caller.auditor && !caller.administrator)
    return { hash, openRequests, rules: list.filter((rule) => concerns(rule, caller)) };
  const roles = rules.catalog.roles.map(shownRole);
  return { hash, openRequests, rules: list, administrators, auditors, blocked, roles };
});
