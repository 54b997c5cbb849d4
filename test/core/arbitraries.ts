import fc from "fast-check";
import type { Account, AccountSelector, Role } from "../../core/catalog.ts";
import type { AllowRule, DenyRule, Rule, Rules, Stage } from "../../core/policy.ts";
import type { Caller } from "../../core/request.ts";
import { anAccount, aPerson, aRole, aRule, hour, later, minute, someRules } from "./builders.ts";

// Everything is drawn from small pools, so that people, groups, OUs and names coincide often.

/** The same cases each time; `SEED=… vitest` draws others. */
export const seeded = { seed: Number(process.env.SEED ?? 20_261_122), numRuns: 100 };

const groups = ["db-leads", "security", "engineering", "a b"];
const emails = ["alice", "bob", "carol", "dan", "erin", "frank", "grace", "heidi"].map((name) => `${name}@example.com`);
const someOf = <T>(pool: readonly T[]) => fc.subarray([...pool]);

export const someone: fc.Arbitrary<Caller> = fc
  .record({
    sub: fc.integer({ min: 1, max: 12 }).map((n) => `sub-${n}`),
    email: fc.option(fc.constantFrom(...emails), { nil: undefined, freq: 8 }),
    subject: fc.option(
      fc.integer({ min: 1, max: 12 }).map((n) => `Okta:${n}`),
      { nil: undefined },
    ),
    groups: someOf(groups),
    auditor: fc.boolean(),
    administrator: fc.boolean(),
    signedIn: fc.integer({ min: -120, max: 60 }),
  })
  .map(({ email, subject, signedIn, ...about }) => {
    const { email: _, subject: __, ...person } = aPerson(about.sub, about);
    const known = { ...(email !== undefined && { email }), ...(subject !== undefined && { subject }) };
    return { ...person, ...known, authenticatedAt: later(signedIn * minute).toISOString() };
  });

const who = fc.record({ groups: someOf(groups), people: someOf(emails) });

export const stage: fc.Arbitrary<Stage> = fc.record({
  name: fc.constantFrom("Lead", "Security", "Owner"),
  groups: someOf(groups),
  people: someOf(emails),
  required: fc.constantFrom(1, 1, 2),
});

const ous = ["Workloads", "Workloads/Production", "Workloads/Prod", "Workloads/Production/Orders", "Sandbox"];
const tags = fc.dictionary(fc.constantFrom("data", "team"), fc.constantFrom("customer", "Orders"), { maxKeys: 2 });
const ids = ["111111111111", "222222222222", "333333333333", "444444444444", "555555555555"];
const names = ["Admin", "S3Admin", "ReadOnly", "PowerUser"];

const accounts: fc.Arbitrary<Account[]> = fc
  .tuple(
    ...ids.map((id) =>
      fc.record({
        id: fc.constant(id),
        name: fc.constantFrom("orders", "shop prod", "test"),
        ou: fc.constantFrom(...ous),
        tags,
      }),
    ),
  )
  .chain((all) => fc.shuffledSubarray(all.map(anAccount)));

const roles: fc.Arbitrary<Role[]> = fc
  .shuffledSubarray(names)
  .map((some) => some.map((name) => aRole({ name, description: `What ${name} does`, purpose: "Orders, mostly" })));

const selector: fc.Arbitrary<AccountSelector> = fc.oneof(
  fc.constant("all" as const),
  fc.record({ ids: someOf(ids), under: someOf(ous), tags }, { requiredKeys: [] }),
);

const about = {
  who,
  roles: fc.oneof(fc.constant("all" as const), someOf(names)),
  accounts: selector,
};

const allow: fc.Arbitrary<AllowRule> = fc
  .record({
    ...about,
    maxDuration: fc.integer({ min: 1, max: 8 }).map((hours) => hours * hour),
    approval: fc.oneof(fc.constant("none" as const), fc.array(stage, { minLength: 1, maxLength: 2 })),
    alternatives: someOf(["r0", "r1", "r2", "r3", "r4", "r5"]),
    signInWithin: fc.option(
      fc.integer({ min: 1, max: 180 }).map((minutes) => minutes * minute),
      { nil: undefined },
    ),
    asks: fc.dictionary(
      fc.constantFrom("ticket", "impact"),
      fc.record({ label: fc.constant("Label"), required: fc.boolean(), tag: fc.boolean() }),
      { maxKeys: 2 },
    ),
  })
  .map(({ signInWithin, ...rule }) => aRule({ ...rule, ...(signInWithin !== undefined && { signInWithin }) }));

const deny: fc.Arbitrary<DenyRule> = fc.record({ ...about, id: fc.constant(""), deny: fc.constant(true as const) });

/** Policies over catalogs, at least half of their rules allowing everything to somebody. */
export const policies: fc.Arbitrary<Rules> = fc
  .record({
    accounts,
    roles,
    rules: fc.array(fc.oneof({ weight: 4, arbitrary: allow as fc.Arbitrary<Rule> }, { weight: 1, arbitrary: deny }), {
      maxLength: 6,
    }),
    blocked: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someOf(emails) }),
  })
  .map(({ rules, ...given }) =>
    someRules(
      rules.map((rule, i) => ({ ...rule, id: `r${i}` })),
      given,
    ),
  );
