import { describe, expect, test } from "vitest";
import { accountSearch } from "../../core/search.ts";
import { anAccount } from "./builders.ts";

const accounts = [
  anAccount({ id: "111122223333", name: "orders-production", ou: "Workloads/Production", tags: { data: "customer" } }),
  anAccount({
    id: "444455556666",
    name: "orders-test",
    ou: "Workloads/Test",
    tags: { Team: "The Orders", data: "none" },
  }),
  anAccount({ id: "777788889999", name: "playground", ou: "Sandbox", tags: {} }),
];
const found = (query: string) =>
  accountSearch(accounts)
    .page(query, 0, 50)
    .accounts.map(({ name }) => name);

describe("a search of accounts", () => {
  test.each([
    ["nothing in particular", "", ["orders-production", "orders-test", "playground"]],
    ["a part of the id", "5555", ["orders-test"]],
    ["a part of the name, in whatever case", "ORDERS-", ["orders-production", "orders-test"]],
    ["the OU", "workloads/pro", ["orders-production"]],
    ["the key of a tag", "team", ["orders-test"]],
    ["the value of a tag", "customer", ["orders-production"]],
    ["key and value", "data=none", ["orders-test"]],
    ["key and value with a space in it", "team=the orders", ["orders-test"]],
    ["every word, in any order", " test\torders ", ["orders-test"]],
    ["one word twice", "sandbox sandbox", ["playground"]],
    ["words that no account has all of", "orders sandbox", []],
  ])("finds by %s", (_, query, names) => {
    expect(found(query)).toEqual(names);
  });

  test("is complete over pages that are as long as they were asked to be", () => {
    const search = accountSearch(accounts);
    const first = search.page("o", 0, 2);
    expect(first.accounts).toEqual(accounts.slice(0, 2));
    expect(search.page("o", first.next ?? 0, 2)).toEqual({ accounts: accounts.slice(2) });
    expect(search.page("o", 0, 3)).toEqual({ accounts });
    expect(search.page("o", 99, 2)).toEqual({ accounts: [] });
  });

  test("promises no page after the last hit", () => {
    expect(accountSearch(accounts).page("orders", 0, 2)).toEqual({ accounts: accounts.slice(0, 2) });
  });
});
