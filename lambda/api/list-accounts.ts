import type { List, ShownAccount } from "../../core/api.ts";
import { StintError } from "../../core/errors.ts";
import { canonical } from "../../core/history.ts";
import { accountsQuery } from "../../core/input.ts";
import { shownAccount } from "../../core/shown.ts";
import type { Api } from "../deps.ts";
import { endpoint } from "../http.ts";
import { nextCursor, placeOf } from "./cursor.ts";

const pageSize = 50;

/** GET /accounts. The accounts of the catalog, whoever may ask for them; for auditors and administrators. */
export const listAccounts = endpoint(
  accountsQuery,
  async ({ caller, input }, { accounts, rules }: Api): Promise<List<ShownAccount>> => {
    if (!caller.auditor && !caller.administrator)
      throw new StintError(
        "not_allowed",
        "Only auditors and administrators see all accounts. Your catalog lists those that you may ask for.",
      );
    const { query, cursor } = input;
    const bound = canonical([caller.sub, "accounts", query, rules.policy.hash]);
    const page = accounts.page(query, placeOf(cursor, bound), pageSize);
    return {
      items: page.accounts.map(shownAccount),
      ...(page.next !== undefined && { cursor: nextCursor({ id: "", sort: String(page.next) }, bound) }),
    };
  },
);
