import { expect } from "vitest";
import type { Ask } from "../../core/ask.ts";
import type { Account, Role } from "../../core/catalog.ts";
import { StintError } from "../../core/errors.ts";
import type { Asked } from "../../core/history.ts";
import { approve, ask } from "../../core/moves.ts";
import type { AllowRule, DenyRule, Policy, Rule, Rules, Stage } from "../../core/policy.ts";
import type { Caller, Recorded } from "../../core/request.ts";

/** Seconds. */
export const minute = 60;
export const hour = 3600;
export const day = 86_400;
export const noon = new Date("2026-11-22T12:00:00.000Z");

/** So many seconds after noon; before it where negative. */
export function later(seconds: number): Date {
  return new Date(noon.getTime() + seconds * 1000);
}

/** Somebody signed in, after whose first name everything about them is called. */
export function aPerson(name: string, about: Partial<Caller> = {}): Caller {
  return {
    sub: `sub-${name}`,
    username: name,
    name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    email: `${name}@example.com`,
    subject: `Okta:${name}`,
    groups: [],
    authenticatedAt: later(-5 * minute).toISOString(),
    auditor: false,
    administrator: false,
    blocked: false,
    ...about,
  };
}

/** The person with another sign-in: nothing of the first but what is given. */
export function again(person: Caller, same: "subject" | "email", about: Partial<Caller> = {}): Caller {
  const other = aPerson(`${person.username}-again`, { groups: person.groups });
  return { ...other, [same]: person[same], ...about };
}

export function withoutEmail({ email: _, ...person }: Caller): Caller {
  return person;
}

export const alice = aPerson("alice", { groups: ["engineering"] });
export const bob = aPerson("bob", { groups: ["db-leads"] });
export const carol = aPerson("carol", { groups: ["security"] });
export const dan = aPerson("dan", { groups: ["security-audit"], auditor: true });
export const erin = aPerson("erin", { groups: ["platform-admins"], administrator: true });
export const sam = aPerson("sam");

export function anAccount(about: Partial<Account> = {}): Account {
  return {
    id: "111122223333",
    name: "orders-production",
    ou: "Workloads/Production",
    tags: { data: "customer" },
    ...about,
  };
}

export function aRole(about: Partial<Role> = {}): Role {
  return {
    name: "DatabaseAdmin",
    description: "Everything in RDS and DynamoDB",
    purpose: "Repair a database",
    managedPolicies: [],
    maxSession: hour,
    chaining: [],
    kubernetes: false,
    ...about,
  };
}

export function aStage(about: Partial<Stage> = {}): Stage {
  return { name: "Database lead", groups: ["db-leads"], people: [], required: 1, ...about };
}

export const bothStages = [aStage(), aStage({ name: "Security", groups: ["security"] })];

/** A rule that lets engineering ask for every role in every account. */
export function aRule(about: Partial<AllowRule> = {}): AllowRule {
  return {
    id: "prod-database",
    deny: false,
    who: { groups: ["engineering"], people: [] },
    roles: "all",
    accounts: "all",
    maxDuration: 4 * hour,
    asks: {},
    approval: bothStages,
    approvalWithin: 8 * hour,
    sessionDuration: hour,
    alternatives: [],
    ...about,
  };
}

/** A rule that denies every role in every account to contractors. */
export function aDeny(about: Partial<DenyRule> = {}): DenyRule {
  return {
    id: "contractors-out",
    deny: true,
    who: { groups: ["contractors"], people: [] },
    roles: "all",
    accounts: "all",
    ...about,
  };
}

interface Given extends Partial<Policy> {
  readonly accounts?: readonly Account[];
  readonly roles?: readonly Role[];
}

/** The policy with these rules over a catalog of one account and one role, unless others are given. */
export function someRules(rules: readonly Rule[], { accounts, roles, ...policy }: Given = {}): Rules {
  return {
    catalog: { accounts: accounts ?? [anAccount()], roles: roles ?? [aRole()] },
    policy: {
      hash: "0".repeat(64),
      administrators: ["platform-admins"],
      auditors: ["security-audit"],
      justification: { minLength: 10 },
      openRequests: 20,
      blocked: [],
      rules,
      ...policy,
    },
  };
}

export function anAsk(about: Partial<Ask> = {}): Ask {
  return {
    account: "111122223333",
    role: "DatabaseAdmin",
    duration: 2 * hour,
    justification: "The orders are stuck",
    asks: {},
    ...about,
  };
}

/** What Alice asked for at noon: two hours, to be approved in two stages within eight. */
export function anAsked(about: Partial<Asked> = {}): Asked {
  const { sub: id, name, username, groups, subject = "", email = "" } = alice;
  const stages = about.stages ?? bothStages;
  return {
    requester: { id, name, username, groups, subject, email },
    account: { id: "111122223333", name: "orders-production" },
    role: { name: "DatabaseAdmin", kubernetes: false },
    rule: { id: "prod-database", asks: {}, sessionDuration: hour, policy: "0".repeat(64) },
    stages,
    justification: "The orders are stuck",
    asks: {},
    duration: 2 * hour,
    ...(stages.length > 0 && { decideBy: later(8 * hour).toISOString() }),
    body: "1".repeat(64),
    ...about,
  };
}

export const requestId = "4g7q2v9xk3m1n8r5t0wz";

/** Alice's request, asked for at noon and waiting for Bob. */
export function aRequest(about: Partial<Asked> = {}): Recorded {
  return ask(requestId, anAsked(about), noon);
}

/** The same, approved at noon by Bob and Carol. */
export function anApproved(about: Partial<Asked> = {}): Recorded {
  return approve(approve(aRequest(about), bob, "", noon), carol, "", noon);
}

/** What `toThrow` and `toEqual` compare a refusal with. */
export function refused(code: StintError["code"], message: RegExp): unknown {
  return expect.objectContaining({ constructor: StintError, code, message: expect.stringMatching(message) });
}
