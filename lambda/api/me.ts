import { emptyBody } from "../../core/api.ts";
import { standingOf } from "../../core/policy.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** GET /me. Who the caller is, and what they are. */
export const me = endpoint(emptyBody, async ({ caller }, { rules }: Api) => {
  const { sub, username, name, email, groups, authenticatedAt } = caller;
  const { approver, auditor, administrator } = standingOf(rules.policy, caller);
  return { id: sub, username, name, email, groups, authenticatedAt, approver, auditor, administrator };
});
