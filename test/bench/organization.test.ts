import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { lastOf, people, writeOrganization } from "../../bench/organization.ts";
import { offersOf } from "../../core/offers.ts";
import { loadConfig } from "../../lib/config.ts";
import { aPerson } from "../core/builders.ts";

const size = { accounts: 100, roles: 10, rules: 60 };

test("an organisation is as large as it was asked to be, and holds for each person what they stand for", () => {
  const dir = writeOrganization(size);
  const { catalog, policy } = loadConfig(dir);
  rmSync(dir, { recursive: true });
  expect([catalog.accounts.length, catalog.roles.length, policy.rules.length]).toEqual([100, 10, 60]);

  const offers = offersOf({ catalog, policy });
  const offered = ({ username, groups }: (typeof people)["member"]) =>
    offers.page(aPerson(username, { groups }), "", 0, 10_000).offers;
  const { account, role } = lastOf(size);
  expect(offered(people.last).map((offer) => [offer.account.id, offer.role.name])).toEqual([[account, role]]);
  expect(offered(people.denied)).toEqual([]);
  expect(offered(people.stranger)).toEqual([]);
  expect(offered(people.member).length).toBeGreaterThan(0);
  expect(offered(people.everybody).length).toBeGreaterThan(offered(people.member).length);
});
