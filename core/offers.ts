import { alternativesOf } from "./ask.ts";
import { type Account, type AccountSelector, type Role, selects } from "./catalog.ts";
import { isAnyOf, type Person } from "./person.ts";
import { type AllowRule, isAbout, isBlocked, type Rule, type Rules } from "./policy.ts";

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
 * What people may ask for, ready to be asked often. Which accounts a rule covers is worked out once per rule, as a bit per
 * account, so that a page costs no walk over accounts × roles × rules.
 */
export interface Offers {
  /** The offers to a person that match every word of `query`, from a position on, by account and role in the catalog's order. */
  page(person: Person, query: string, from: number, size: number): OfferPage;
}

export function offersOf(rules: Rules): Offers {
  const { accounts, roles } = rules.catalog;
  const covered = new Map<AccountSelector, Uint8Array>();
  const cover = (selector: AccountSelector) => {
    let bits = covered.get(selector);
    if (!bits) {
      bits = Uint8Array.from(accounts, (account) => (selects(selector, account) ? 1 : 0));
      covered.set(selector, bits);
    }
    return bits;
  };
  const accountTexts = accounts.map(({ id, name, ou, tags }) =>
    `${id} ${name} ${ou} ${Object.values(tags).join(" ")}`.toLowerCase(),
  );
  const roleTexts = roles.map(({ name, description, purpose }) => `${name} ${description} ${purpose}`.toLowerCase());

  /** For each role, the rules that are about it and the person, in the policy's order. */
  const rulesByRole = (person: Person): Rule[][] => {
    const mine = rules.policy.rules.filter((rule) => isAnyOf(rule.who, person));
    return roles.map(({ name }) => mine.filter((rule) => isAbout(rule, name)));
  };

  return {
    page(person, query, from, size) {
      if (person.email === undefined || isBlocked(rules.policy, person)) return { offers: [] };
      const found = search(query, accountTexts, roleTexts);
      const perRole = rulesByRole(person);
      const offers: Offer[] = [];
      for (let at = from; at < accounts.length * roles.length; at++) {
        const [a, r] = [Math.floor(at / roles.length), at % roles.length];
        if (!found.account(a)) {
          at += roles.length - r - 1;
          continue;
        }
        if (!found.role(r)) continue;
        const rule = deciding(perRole[r] ?? [], (selector) => cover(selector)[a] === 1);
        const [account, role] = [accounts[a], roles[r]];
        if (!rule || !account || !role) continue;
        if (offers.length === size) return { offers, next: at };
        offers.push({ account, role, rule, alternatives: alternativesOf(rules, person, rule, role, account) });
      }
      return { offers };
    },
  };
}

/** The first allow rule that covers an account, unless a deny rule does. */
function deciding(candidates: readonly Rule[], covers: (selector: AccountSelector) => boolean): AllowRule | undefined {
  let allow: AllowRule | undefined;
  for (const rule of candidates) {
    if (!rule.deny && allow) continue;
    if (!covers(rule.accounts)) continue;
    if (rule.deny) return undefined;
    allow = rule;
  }
  return allow;
}

/** Which accounts and roles have every word of the query between them. Asked account by account, then role by role. */
function search(query: string, accountTexts: readonly string[], roleTexts: readonly string[]) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const withWord = words.map((word) => roleTexts.map((text) => text.includes(word)));
  let missing: number[] = [];
  return {
    account(a: number): boolean {
      const text = accountTexts[a] ?? "";
      missing = words.flatMap((word, w) => (text.includes(word) ? [] : [w]));
      return missing.every((w) => withWord[w]?.includes(true));
    },
    role(r: number): boolean {
      return missing.every((w) => withWord[w]?.[r]);
    },
  };
}
