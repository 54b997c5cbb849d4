import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse } from "../../core/ask.ts";
import type { Account, Role } from "../../core/catalog.ts";
import { explain } from "../../core/explain.ts";
import { type OfferPage, offersOf } from "../../core/offers.ts";
import { type AllowRule, isBlocked, type Policy, type Rule, type Rules, ruleFor } from "../../core/policy.ts";
import type { Caller } from "../../core/request.ts";
import { policies, seeded, someone } from "./arbitraries.ts";
import { anAsk, hour, later, minute, noon } from "./builders.ts";

// What product.md says under "How the policy decides", told a second time, slowly and in another way.

/** Whether a rule is about somebody wanting a role in an account. */
function isAbout(rule: Rule, person: Caller, role: Role, account: Account): boolean {
  const marks = new Set<string | undefined>([...rule.who.groups, ...rule.who.people]);
  if (![...person.groups, person.email].some((mark) => mark !== undefined && marks.has(mark))) return false;
  if (rule.roles !== "all" && !new Set(rule.roles).has(role.name)) return false;
  if (rule.accounts === "all") return true;
  const { ids = [account.id], under = [account.ou], tags = {} } = rule.accounts;
  const path = account.ou.split("/");
  const isBelow = (ou: string) => ou.split("/").every((name, i) => path[i] === name);
  const carries = (key: string) => Object.hasOwn(account.tags, key) && account.tags[key] === tags[key];
  return ids.filter((id) => id === account.id).length > 0 && under.some(isBelow) && Object.keys(tags).every(carries);
}

/** The rule that decides; the reason where nobody is let to ask. */
function decider({ rules, blocked }: Policy, person: Caller, role: Role, account: Account): AllowRule | string {
  if (!person.email) return "email";
  if (blocked.includes(person.email)) return "blocked";
  const about = rules.filter((rule) => isAbout(rule, person, role, account));
  if (about.some(({ deny }) => deny)) return "denied";
  return (about[0] as AllowRule | undefined) ?? "rule";
}

/** Whether an ask meets a rule. */
function isMet(rule: AllowRule, person: Caller, ask: ReturnType<typeof anAsk>): boolean {
  const asked = Object.entries(rule.asks).every(([name, { required }]) => !required || ask.asks[name]);
  const known = Object.keys(ask.asks).every((name) => name in rule.asks);
  const age = (noon.getTime() - Date.parse(person.authenticatedAt!)) / 1000;
  const fresh = !rule.signInWithin || (age >= -minute && age <= rule.signInWithin);
  const approvable = (rule.approval === "none" ? [] : rule.approval).every(
    ({ groups, people, required }) => groups.length > 0 || people.filter((p) => p !== person.email).length >= required,
  );
  return ask.duration <= rule.maxDuration && asked && known && fresh && approvable;
}

/** All the pairs of the catalog, account by account. */
function pairsOf({ catalog }: Rules): [Account, Role][] {
  return catalog.accounts.flatMap((account) => catalog.roles.map((role): [Account, Role] => [account, role]));
}

const asking = fc.record({
  duration: fc.integer({ min: 1, max: 9 * 60 }).map((minutes) => minutes * minute),
  asks: fc.dictionary(fc.constantFrom("ticket", "impact"), fc.constantFrom("", "INC-42"), { maxKeys: 2 }),
  rule: fc.option(fc.constantFrom("r0", "r1", "r2", "r3", "r4", "r5"), { nil: undefined }),
});

describe("under every policy", () => {
  test("the first rule that matches decides, unless a deny rule or a block does", () => {
    fc.assert(
      fc.property(policies, someone, (rules, person) => {
        for (const [account, role] of pairsOf(rules)) {
          const verdict = ruleFor(rules, person, role.name, account.id);
          expect(verdict.rule === undefined ? verdict.condition : verdict.rule).toEqual(
            decider(rules.policy, person, role, account),
          );
        }
      }),
      seeded,
    );
  });

  test("an ask is allowed by the rule that decides, or by an alternative that it lists and the person names", () => {
    fc.assert(
      fc.property(policies, someone, asking, (rules, person, about) => {
        for (const [account, role] of pairsOf(rules)) {
          const ask = anAsk({ ...about, account: account.id, role: role.name });
          const analysis = analyse(rules, person, ask, noon);
          const decides = decider(rules.policy, person, role, account);
          const open =
            typeof decides === "string"
              ? []
              : rules.policy.rules.filter(
                  (rule) =>
                    rule === decides ||
                    (!rule.deny && decides.alternatives.includes(rule.id) && isAbout(rule, person, role, account)),
                );
          const runs = open.find((rule) => (about.rule === undefined ? rule === decides : rule.id === about.rule));
          const met = runs !== undefined && !runs.deny && isMet(runs, person, ask);
          expect([analysis.allowed, analysis.rule]).toEqual([met, runs]);
          expect(analysis.unmet.length > 0).toBe(!met);
        }
      }),
      seeded,
    );
  });

  test("what is refused is refused by its own rule too, and no laxer one is taken in its place", () => {
    fc.assert(
      fc.property(policies, someone, asking, (rules, person, about) => {
        const lax = rules.policy.rules.map(
          (rule): Rule =>
            rule.deny ? rule : { ...rule, id: `${rule.id}-lax`, maxDuration: 99 * hour, approval: "none", asks: {} },
        );
        const more: Rules = { ...rules, policy: { ...rules.policy, rules: [...rules.policy.rules, ...lax] } };
        for (const [account, role] of pairsOf(rules)) {
          const ask = anAsk({ ...about, account: account.id, role: role.name });
          expect(analyse(more, person, ask, noon)).toEqual(analyse(rules, person, ask, noon));
        }
      }),
      seeded,
    );
  });

  test("the deadline is there where there are stages, and never after the window or the rule's time", () => {
    fc.assert(
      fc.property(policies, someone, fc.integer({ min: -1, max: 20 * 60 }), (rules, person, start) => {
        const startsAt = later(start * minute);
        for (const [account, role] of pairsOf(rules)) {
          const ask = anAsk({ account: account.id, role: role.name, duration: hour, startsAt: startsAt.toISOString() });
          const analysis = analyse(rules, person, ask, noon);
          if (!analysis.allowed) continue;
          expect(analysis.decideBy !== undefined).toBe(analysis.stages.length > 0);
          if (analysis.decideBy === undefined) continue;
          const ends = startsAt.getTime() + hour * 1000;
          expect(Date.parse(analysis.decideBy)).toBe(Math.min(ends, later(8 * hour).getTime()));
        }
      }),
      seeded,
    );
  });
});

describe("the offers to a person", () => {
  const words = [
    "",
    "admin",
    "ORDERS",
    "s3",
    "prod",
    "workloads/prod",
    "customer",
    "data=c",
    "team",
    "1111",
    "mostly",
    "sandbox",
    "xyz",
  ];
  const query = fc.array(fc.constantFrom(...words), { maxLength: 3 }).map((some) => some.join(" "));

  function textsOf({ id, name, ou, tags }: Account, role: Role): string[] {
    const pairs = Object.entries(tags).map((tag) => tag.join("="));
    const texts = [id, name, ou, ...pairs, role.name, role.description, role.purpose];
    return texts.map((text) => text.toLowerCase());
  }

  test("are exactly the pairs that a rule lets them ask for and that have every word, complete across pages", () => {
    fc.assert(
      fc.property(policies, someone, query, fc.integer({ min: 1, max: 7 }), (rules, person, query, size) => {
        const offers = offersOf(rules);
        const pages: OfferPage[] = [];
        for (let from: number | undefined = 0; from !== undefined; from = pages.at(-1)?.next)
          pages.push(offers.page(person, query, from, size));

        const expected = pairsOf(rules).flatMap(([account, role]) => {
          const rule = decider(rules.policy, person, role, account);
          const has = (word: string) => textsOf(account, role).some((text) => text.includes(word.toLowerCase()));
          if (typeof rule === "string" || !query.split(" ").every(has)) return [];
          const others = rule.alternatives.map((id) => rules.policy.rules.find((other) => other.id === id));
          const alternatives = others.filter((other) => other && !other.deny && isAbout(other, person, role, account));
          return [{ account, role, rule, alternatives }];
        });
        expect(pages.flatMap((page) => page.offers)).toEqual(expected);
        for (const page of pages.slice(0, -1)) expect(page.offers).toHaveLength(size);
        if (expected.length > 0) expect(pages.at(-1)?.offers).not.toEqual([]);
      }),
      { ...seeded, numRuns: 400 },
    );
  });

  test("are found one by one where a page has them, and nowhere else", () => {
    fc.assert(
      fc.property(policies, someone, (rules, person) => {
        const offers = offersOf(rules);
        const all = offers.page(person, "", 0, 1000).offers;
        const found = pairsOf(rules).flatMap(([account, role]) => offers.find(person, role.name, account.id) ?? []);
        expect(found).toEqual(all);
      }),
      seeded,
    );
  });
});

describe("an explanation", () => {
  const explained = (rules: Rules, person: Caller, account: Account, role: Role) =>
    explain(rules, person, { account: account.id, role: role.name }, { shown: rules.policy.rules, to: "person" });

  test("allows what an offer is made of, under its rule, and nothing else", () => {
    fc.assert(
      fc.property(policies, someone, (rules, person) => {
        const offers = offersOf(rules);
        for (const [account, role] of pairsOf(rules)) {
          const { allowed, rule } = explained(rules, person, account, role);
          const offer = offers.find(person, role.name, account.id);
          expect({ allowed, rule: rule?.id }).toEqual({ allowed: offer !== undefined, rule: offer?.rule.id });
        }
      }),
      seeded,
    );
  });

  test("marks one rule at most as the one that decides: a deny rule that matches, else the first that does", () => {
    fc.assert(
      fc.property(policies, someone, (rules, person) => {
        for (const [account, role] of pairsOf(rules)) {
          const matching = explained(rules, person, account, role).rules.filter((r) => r.who && r.role && r.account);
          const decides = explained(rules, person, account, role).rules.filter((r) => r.decides);
          const ready = person.email !== undefined && !isBlocked(rules.policy, person);
          const expected = ready ? (matching.find(({ deny }) => deny) ?? matching[0]) : undefined;
          expect(decides).toEqual(expected ? [expected] : []);
        }
      }),
      seeded,
    );
  });
});
