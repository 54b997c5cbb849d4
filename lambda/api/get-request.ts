import { emptyBody } from "../../core/input.ts";
import { isApprover } from "../../core/request.ts";
import { shownWhole } from "../../core/shown.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** How many of what the requester asked for before are looked at, and how many of these are shown. */
const [looked, shown] = [25, 5];

/** GET /requests/{id}. Its approvers also see what the requester asked for before, above all what they were given. */
export const getRequest = endpoint(emptyBody, async ({ id, caller }, { requests, rules, now }: Api) => {
  const request = await requests.get(caller, id);
  const { catalog } = rules;
  if (!isApprover(request, caller)) return shownWhole(request, caller, now(), { catalog });
  const { items } = await requests.list("byRequester", request.requester.id, {
    to: request.askedAt,
    size: looked,
    keep: (other) => other.id !== id,
  });
  const given = items.filter(({ endsAt }) => endsAt !== undefined);
  const others = items.filter(({ endsAt }) => endsAt === undefined);
  const earlier = [...given, ...others].slice(0, shown);
  return shownWhole(request, caller, now(), { catalog, earlier });
});
