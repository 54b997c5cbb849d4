import { emptyBody, shownWhole } from "../../core/api.ts";
import { isApprover } from "../../core/request.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";

/** GET /requests/{id}. Its approvers also see the requester's last five. */
export const getRequest = endpoint(emptyBody, async ({ id, caller }, { requests, now }: Api) => {
  const request = await requests.get(caller, id);
  if (!isApprover(request, caller)) return shownWhole(request, caller, now());
  const keep = (other: { readonly id: string }) => other.id !== id;
  const { items } = await requests.list("byRequester", request.requester.id, { size: 5, keep });
  return shownWhole(request, caller, now(), items);
});
