import { emptyBody } from "../../core/input.ts";
import { isApprover } from "../../core/request.ts";
import { shownWhole } from "../../core/shown.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** GET /requests/{id}. Its approvers also see the requester's last five. */
export const getRequest = endpoint(emptyBody, async ({ id, caller }, { requests, rules, now }: Api) => {
  const request = await requests.get(caller, id);
  const { catalog } = rules;
  if (!isApprover(request, caller)) return shownWhole(request, caller, now(), { catalog });
  const keep = (other: { readonly id: string }) => other.id !== id;
  const { items: earlier } = await requests.list("byRequester", request.requester.id, { size: 5, keep });
  return shownWhole(request, caller, now(), { catalog, earlier });
});
