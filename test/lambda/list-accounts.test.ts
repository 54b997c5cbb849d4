import { describe, expect, test } from "vitest";
import type { List, ShownAccount } from "../../core/api.ts";
import type { Caller } from "../../core/request.ts";
import { accountSearch } from "../../core/search.ts";
import { listAccounts } from "../../lambda/api/list-accounts.ts";
import type { Api } from "../../lambda/deps.ts";
import { alice, anAccount, bob, dan, erin, refused, someRules } from "../core/builders.ts";

const accounts = Array.from({ length: 120 }, (_, n) =>
  anAccount({ id: String(100_000_000_000 + n), name: n % 2 === 0 ? `even-${n}` : `odd-${n}` }),
);

/** A page as the route answers it, under the policy of this hash. */
async function page(caller: Caller, input: object, hash = "0".repeat(64)) {
  const rules = someRules([], { accounts, hash });
  const deps = { rules, accounts: accountSearch(accounts) } as unknown as Api;
  return (await listAccounts.run(input, { caller, id: "" }, deps)) as List<ShownAccount>;
}

describe("the list of accounts", () => {
  test("is complete over pages of fifty, in the catalog's order", async () => {
    const first = await page(dan, {});
    const second = await page(dan, { cursor: first.cursor });
    const third = await page(dan, { cursor: second.cursor });
    expect([first, second, third].map(({ items }) => items.length)).toEqual([50, 50, 20]);
    expect([first, second, third].flatMap(({ items }) => items)).toEqual(accounts);
    expect(third).not.toHaveProperty("cursor");
  });

  test("goes on with the same query, caller and policy only", async () => {
    const { items, cursor } = await page(dan, { query: "even" });
    expect(items).toHaveLength(50);
    expect((await page(dan, { query: "even", cursor })).items).toHaveLength(10);
    const another = refused("invalid_input", /cursor does not belong/);
    await expect(page(dan, { query: "odd", cursor })).rejects.toThrow(another);
    await expect(page(erin, { query: "even", cursor })).rejects.toThrow(another);
    await expect(page(dan, { query: "even", cursor }, "1".repeat(64))).rejects.toThrow(another);
  });

  test("is refused to everybody but auditors and administrators", async () => {
    for (const person of [alice, bob])
      await expect(page(person, {})).rejects.toThrow(refused("not_allowed", /auditors and administrators/));
    expect((await page(erin, {})).items).toHaveLength(50);
  });
});
