import { catalogQuery, shownOffer } from "../../core/api.ts";
import { canonical } from "../../core/history.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";
import { nextCursor, positionOf } from "./cursor.ts";

const pageSize = 50;

/** GET /catalog. The accounts × roles that the caller may ask for, with what each rule demands. */
export const catalog = endpoint(catalogQuery, async ({ caller, input }, { offers, rules }: Api) => {
  const { query, cursor } = input;
  // A place in the catalog means something only as long as the policy stays the same.
  const bound = canonical([caller.sub, query, rules.policy.hash]);
  const from = cursor === undefined ? 0 : Number(positionOf(cursor, bound).sort);
  const page = offers.page(caller, query, Number.isSafeInteger(from) && from > 0 ? from : 0, pageSize);
  return {
    items: page.offers.map(shownOffer),
    ...(page.next !== undefined && { cursor: nextCursor({ id: "", sort: String(page.next) }, bound) }),
  };
});
