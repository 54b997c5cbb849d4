import type { Account, AccountSelector, Catalog, Role } from "../../core/catalog.ts";
import { parseDuration } from "../../core/duration.ts";
import { canonical, hashOf } from "../../core/history.ts";
import { normalEmail, type Who } from "../../core/person.ts";
import type { AskField, Policy, Rule, Stage } from "../../core/policy.ts";
import type { Deployment } from "../config.ts";
import type { CatalogFile } from "./catalog-schema.ts";
import type { DeploymentFile } from "./deployment-schema.ts";
import { accountOf, type Known } from "./known.ts";
import type { PolicyFile, RuleFile } from "./policy-schema.ts";
import type { Sound } from "./validate.ts";

// Checked files as core wants them: seconds, normalised e-mail addresses, whole OU paths, defaults filled in.

export function catalogOf({ accounts, roles }: CatalogFile, cutOffOffIn: readonly string[]): Catalog {
  const withCutOff = (account: Account): Account =>
    cutOffOffIn.includes(account.id) ? { ...account, cutOff: false } : account;
  return { accounts: accounts.map((account) => withCutOff(accountOf(account))), roles: roles.map(roleOf) };
}

function roleOf({ maxSession = "1h", chaining = [], kubernetes = false, ...role }: CatalogFile["roles"][number]): Role {
  return { ...role, maxSession: seconds(maxSession), chaining, kubernetes };
}

/** The policy with its hash. */
export function policyOf({ rules, ...rest }: PolicyFile, ous: NonNullable<Known["ous"]>): Policy {
  const policy = { ...rest, blocked: rest.blocked.map(normalEmail), rules: rules.map((rule) => ruleOf(rule, ous)) };
  return { ...policy, hash: hashOf(canonical(policy)) };
}

function ruleOf(rule: PolicyFile["rules"][number], ous: NonNullable<Known["ous"]>): Rule {
  const about = {
    id: rule.id,
    ...(rule.description !== undefined && { description: rule.description }),
    who: whoOf(rule.who),
    roles: rule.roles,
    accounts: rule.accounts === "all" ? rule.accounts : selectorOf(rule.accounts, ous),
  };
  if (rule.deny) return { ...about, deny: true };
  const { approvalWithin, remindEvery, signInWithin, sessionDuration = "1h", alternatives = [] } = rule;
  return {
    ...about,
    deny: false,
    maxDuration: seconds(rule.maxDuration),
    asks: asksOf(rule.asks),
    approval: rule.approval === "none" ? rule.approval : rule.approval.map(stageOf),
    ...(approvalWithin !== undefined && { approvalWithin: seconds(approvalWithin) }),
    ...(remindEvery !== undefined && { remindEvery: seconds(remindEvery) }),
    ...(signInWithin !== undefined && { signInWithin: seconds(signInWithin) }),
    sessionDuration: seconds(sessionDuration),
    alternatives,
  };
}

function whoOf({ groups = [], people = [] }: RuleFile["who"]): Who {
  return { groups, people: people.map(normalEmail) };
}

function stageOf({ name, required, ...who }: Exclude<RuleFile["approval"], "none">[number]): Stage {
  return { name, required, ...whoOf(who) };
}

function asksOf(asks: RuleFile["asks"] = {}): Record<string, AskField> {
  return Object.fromEntries(
    Object.entries(asks).map(([name, { label, pattern, required = false, tag = false }]) => [
      name,
      { label, ...(pattern !== undefined && { pattern }), required, tag },
    ]),
  );
}

/** The selector with OUs as whole paths. */
export function selectorOf(
  { ids, under, tags }: Exclude<RuleFile["accounts"], "all">,
  ous: NonNullable<Known["ous"]>,
): AccountSelector {
  return {
    ...(ids && { ids }),
    ...(under && { under: under.flatMap((ou) => ous.get(ou) ?? []) }),
    ...(tags && { tags }),
  };
}

/** The deployment with what is not written filled in. */
export function deploymentOf(file: DeploymentFile): Deployment {
  const { hub, organization, mail, targets, identity, url, certificateArn, waf, concurrency = {} } = file;
  const { sourceIdentity = "email", domainPrefix = `stint-${hub.account}`, provider } = identity;
  return {
    hub,
    organization,
    mail: { ...mail, alerts: mail.alerts ?? [] },
    ...(targets && {
      targets: { organizationalUnits: targets.organizationalUnits, region: targets.region ?? hub.region },
    }),
    identity: {
      maxAge: maxAgeOf(identity),
      sourceIdentity,
      authenticationTime: tellsAuthenticationTime(identity),
      domainPrefix,
      ...(provider && { provider }),
    },
    ...(url !== undefined && certificateArn !== undefined && { domain: { url, certificateArn } }),
    ...(waf && { webAclArn: waf.webAclArn }),
    concurrency: Object.fromEntries(Object.entries(concurrency).filter(([, reserved]) => reserved !== undefined)),
  };
}

/** Whether some claim carries the moment of the last real authentication: the pool's own, or the provider's. */
export function tellsAuthenticationTime({ authenticationTime, provider }: Sound<DeploymentFile["identity"]>): boolean {
  return (provider ? provider.authenticationTimeClaim : authenticationTime) !== undefined;
}

/** Seconds. */
export function maxAgeOf({ maxAge = "8h" }: Pick<DeploymentFile["identity"], "maxAge">): number {
  return seconds(maxAge);
}

function seconds(duration: string): number {
  const parsed = parseDuration(duration);
  if (parsed === undefined) throw new TypeError(`${duration} is no duration; the schema should have refused it`);
  return parsed;
}
