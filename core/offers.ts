import { type AccountSet, coverOf, emptySet, exclude, has, include } from "./account-set.ts";
import { alternativesOf } from "./ask.ts";
import type { Account, Role } from "./catalog.ts";
import { isAnyOf, type Person } from "./person.ts";
import { type AllowRule, isAbout, isBlocked, type Rule, type Rules, ruleFor } from "./policy.ts";
import { accountText, wordsOf } from "./search.ts";

/** A role in an account that a person may ask for, with the rule that decides. */
export interface Offer {
  readonly account: Account;
  readonly role: Role;
  readonly rule: AllowRule;
  readonly alternatives: readonly AllowRule[];
}

export interface OfferPage {
  readonly offers: readonly Offer[];
  /** Position of the page after this one; absent on the last. */
  readonly next?: number;
}

/**
 * What people may ask for, ready to be asked often. Rules are applied to all accounts at once, so that a page costs no walk
 * over accounts × roles × rules, not even where nothing is found.
 */
export interface Offers {
  /** The offers to a person that match every word of `query`, from a position on, by account and role in the catalog's order. */
  page(person: Person, query: string, from: number, size: number): OfferPage;
  /** The offer of a role in an account; undefined where the page would not have it. */
  find(person: Person, role: string, account: string): Offer | undefined;
}

export function offersOf(rules: Rules): Offers {
  const { accounts, roles } = rules.catalog;
  const cover = coverOf(accounts);
  const rolesOf = new Map(
    rules.policy.rules.map((rule) => [
      rule,
      roles.flatMap(({ name }, position) => (isAbout(rule, name) ? [position] : [])),
    ]),
  );
  const accountTexts = accounts.map(accountText);
  const roleTexts = roles.map(({ name, description, purpose }) => `${name} ${description} ${purpose}`.toLowerCase());

  /** For each role the accounts in which an allow rule of these offers it, and no deny rule of these does away with it. */
  const openUnder = (mine: readonly Rule[]): AccountSet[] => {
    const open = roles.map(() => emptySet(accounts));
    const each = (deny: boolean, apply: typeof include) => {
      for (const rule of mine)
        if (rule.deny === deny) for (const r of rolesOf.get(rule) ?? []) apply(open[r]!, cover(rule.accounts));
    };
    each(false, include);
    each(true, exclude);
    return open;
  };

  return {
    page(person, query, from, size) {
      if (person.email === undefined || isBlocked(rules.policy, person)) return { offers: [] };
      const mine = rules.policy.rules.filter((rule) => isAnyOf(rule.who, person));
      const open = openUnder(mine);
      const somewhere = emptySet(accounts);
      for (const set of open) include(somewhere, set);
      const found = search(query, accountTexts, roleTexts);
      const offers: Offer[] = [];
      for (let at = from; at < accounts.length * roles.length; at++) {
        const [a, r] = [Math.floor(at / roles.length), at % roles.length];
        if (!has(somewhere, a) || !found.account(a)) {
          at += roles.length - r - 1;
          continue;
        }
        if (!has(open[r]!, a) || !found.role(r)) continue;
        if (offers.length === size) return { offers, next: at };
        const [account, role] = [accounts[a]!, roles[r]!];
        const rule = mine.find(
          (rule): rule is AllowRule => !rule.deny && isAbout(rule, role.name) && has(cover(rule.accounts), a),
        );
        if (rule)
          offers.push({ account, role, rule, alternatives: alternativesOf(rules, person, rule, role, account) });
      }
      return { offers };
    },

    find(person, roleName, accountId) {
      const verdict = ruleFor(rules, person, roleName, accountId);
      if (verdict.rule === undefined) return undefined;
      const { rule, role, account } = verdict;
      return { account, role, rule, alternatives: alternativesOf(rules, person, rule, role, account) };
    },
  };
}

/** Which accounts and roles have every word of the query between them. Asked account by account, then role by role. */
function search(query: string, accountTexts: readonly string[], roleTexts: readonly string[]) {
  const words = wordsOf(query);
  const inRoles = words.map((word) => roleTexts.map((text) => text.includes(word)));
  let missing: number[] = [];
  return {
    account(a: number): boolean {
      const text = accountTexts[a] ?? "";
      missing = [];
      for (const [w, word] of words.entries()) {
        if (text.includes(word)) continue;
        if (!inRoles[w]?.includes(true)) return false;
        missing.push(w);
      }
      return true;
    },
    role(r: number): boolean {
      return missing.every((w) => inRoles[w]?.[r]);
    },
  };
}
