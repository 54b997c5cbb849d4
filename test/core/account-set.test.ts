import { describe, expect, test } from "vitest";
import { coverOf, emptySet, exclude, has, include } from "../../core/account-set.ts";
import { type AccountSelector, selects } from "../../core/catalog.ts";
import { anAccount } from "./builders.ts";

const ous = ["Workloads", "Workloads/Production", "Workloads/Production/EU", "Workloads/Prod", "Sandbox"];
/** More than fit one word of 32 bits, so that no account may be taken for another 32 places away. */
const accounts = Array.from({ length: 70 }, (_, i) =>
  anAccount({
    id: String(100_000_000_000 + i),
    ou: ous[i % ous.length]!,
    tags: i % 2 === 0 ? { data: "customer" } : { team: i % 3 === 0 ? "orders" : "shop" },
  }),
);
const cover = coverOf(accounts);
const positions = (set: ReturnType<typeof cover>) => [...accounts.keys()].filter((at) => has(set, at));
const setOf = (...some: number[]) => cover({ ids: some.map((at) => accounts[at]!.id) });

describe("a set of accounts", () => {
  test("is empty at first", () => {
    expect(positions(emptySet(accounts))).toEqual([]);
  });

  test("has the accounts that are put into it, and no longer those that are taken out", () => {
    const set = emptySet(accounts);
    include(set, setOf(0, 31, 32, 63, 64, 69));
    include(set, setOf(1, 32));
    expect(positions(set)).toEqual([0, 1, 31, 32, 63, 64, 69]);
    exclude(set, setOf(31, 32, 33, 64));
    expect(positions(set)).toEqual([0, 1, 63, 69]);
  });

  test("does not have what lies outside of the catalog", () => {
    expect(has(cover("all"), 1000)).toBe(false);
  });
});

describe("what a selector covers", () => {
  test.each<[AccountSelector]>([
    ["all"],
    [{}],
    [{ ids: [] }],
    [{ ids: ["100000000000", "100000000069", "999999999999"] }],
    [{ under: [] }],
    [{ under: ["Workloads"] }],
    [{ under: ["Workloads/Production", "Sandbox"] }],
    [{ under: ["Workloads/Production", "Workloads/Production/EU"] }],
    [{ under: ["Production"] }],
    [{ tags: {} }],
    [{ tags: { data: "customer" } }],
    [{ tags: { data: "customer", team: "orders" } }],
    [{ tags: { team: "nobody" } }],
    [{ ids: ["100000000002", "100000000003"], under: ["Workloads/Production/EU"], tags: { data: "customer" } }],
  ])("is what it selects: %j", (selector) => {
    const selected = [...accounts.keys()].filter((at) => selects(selector, accounts[at]!));
    expect(positions(cover(selector))).toEqual(selected);
  });

  test("is found out once for each selector", () => {
    const selector = { under: ["Workloads"] };
    expect(cover(selector)).toBe(cover(selector));
  });

  test("does not take a tag for another that is written alike", () => {
    const [alike] = [anAccount({ tags: { "a=b": "c" } })];
    expect(has(coverOf([alike!])({ tags: { a: "b=c" } }), 0)).toBe(false);
  });
});
