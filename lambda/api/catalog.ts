import type { List, ShownOffer } from "../../core/api.ts";
import { canonical } from "../../core/history.ts";
import { catalogQuery } from "../../core/input.ts";
import { shownOffer } from "../../core/shown.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";
import { nextCursor, placeOf } from "./cursor.ts";

const pageSize = 50;

/** GET /catalog. The accounts × roles that the caller may ask for, with what each rule demands; or the one that is named. */
export const catalog = endpoint(
  catalogQuery,
  async ({ caller, input }, { offers, rules }: Api): Promise<List<ShownOffer>> => {
    const { query, cursor, account, role } = input;
    if (account !== undefined && role !== undefined) {
      const offer = offers.find(caller, role, account);
      return { items: offer ? [shownOffer(offer)] : [] };
    }
    // A place in the catalog means something only as long as the policy stays the same.
    const bound = canonical([caller.sub, query, rules.policy.hash]);
    const page = offers.page(caller, query, placeOf(cursor, bound), pageSize);
    return {
      items: page.offers.map(shownOffer),
      ...(page.next !== undefined && { cursor: nextCursor({ id: "", sort: String(page.next) }, bound) }),
    };
  },
);
