import type { Me } from "../../core/api.ts";
import { emptyBody } from "../../core/input.ts";
import { standingOf } from "../../core/policy.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** GET /me. Who the caller is, and what they are. */
export const me = endpoint(emptyBody, async ({ caller }, { rules }: Api): Promise<Me> => {
  const { sub, username, name, email, groups, authenticatedAt } = caller;
  return {
    id: sub,
    username,
    name,
    ...(email !== undefined && { email }),
    groups,
    ...(authenticatedAt !== undefined && { authenticatedAt }),
    ...standingOf(rules.policy, caller),
  };
});
