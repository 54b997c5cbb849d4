import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalPerson } from "../local/identity/identity.ts";
import { someone } from "./hub.ts";

/** How large an organisation is. */
export interface Size {
  readonly accounts: number;
  readonly roles: number;
  readonly rules: number;
}

/** Who asks, by what the rules of the organisation are to them. */
export const people = {
  /** A team's rules and nobody else's: most people. */
  member: someone("member", "team-1"),
  /** Every rule that allows. */
  everybody: someone("everybody", "everyone"),
  /** One rule, the last, for one role of the last account. */
  last: someone("last", "last-in-line"),
  /** All is allowed and all is denied, so that the whole catalog holds nothing for them. */
  denied: someone("denied", "everyone", "denied"),
  /** No rule. */
  stranger: someone("stranger", "visitors"),
} as const satisfies Record<string, LocalPerson>;

/** The names by which questions find the ends of the catalog. */
export function lastOf({ accounts, roles }: Size) {
  return { account: accountId(accounts - 1), role: roleName(roles - 1) };
}
export const first = { account: accountId(0), role: roleName(0) };

/** Words of the searches: that of many accounts, and of none. */
export const words = { many: "division-2 production", none: "production nowhere-at-all" };

const stages = ["Production", "Staging", "Sandbox"];

/** Writes a config folder of a made-up organisation: teams in divisions, each with accounts by stage, and rules for them. */
export function writeOrganization(size: Size): string {
  const dir = mkdtempSync(join(tmpdir(), "stint-organization-"));
  writeFileSync(join(dir, "deployment.yaml"), deployment);
  writeFileSync(join(dir, "catalog.yaml"), yaml({ accounts: accounts(size), roles: roles(size) }));
  writeFileSync(join(dir, "policy.yaml"), yaml({ ...policy, rules: rules(size) }));
  return dir;
}

/** YAML with a JSON value per line; JSON is YAML. */
function yaml(content: Readonly<Record<string, unknown>>): string {
  const block = (value: unknown) =>
    Array.isArray(value) && value.length > 0
      ? value.map((entry) => `\n  - ${JSON.stringify(entry)}`).join("")
      : ` ${JSON.stringify(value)}`;
  return Object.entries(content)
    .map(([key, value]) => `${key}:${block(value)}\n`)
    .join("");
}

function accountId(i: number): string {
  return String(200_000_000_000 + i);
}

function roleName(i: number): string {
  return `Role${String(i + 1).padStart(2, "0")}`;
}

/** Twenty accounts a team, a hundred teams at the most; ten divisions. */
function teamsIn({ accounts }: Size): number {
  return Math.min(100, Math.ceil(accounts / 20));
}

function accounts(size: Size) {
  const teams = teamsIn(size);
  return Array.from({ length: size.accounts }, (_, i) => {
    const team = i % teams;
    const stage = stages[Math.floor(i / teams) % stages.length] ?? "";
    return {
      id: accountId(i),
      name: `team-${team + 1}-${stage.toLowerCase()}-${i}`,
      ou: `Division-${(team % 10) + 1}/Team-${team + 1}/${stage}-${team + 1}`,
      tags: { stage, team: `team-${team + 1}`, data: i % 4 === 0 ? "customer" : "internal" },
    };
  });
}

function roles({ roles }: Size) {
  return Array.from({ length: roles }, (_, i) => ({
    name: roleName(i),
    description: `Does what job ${i + 1} takes`,
    purpose: `Job ${i + 1}, when it has to be done`,
    managedPolicies: ["ReadOnlyAccess"],
  }));
}

function rules(size: Size) {
  const teams = teamsIn(size);
  const { account, role } = lastOf(size);
  const about = { maxDuration: "4h", approval, approvalWithin: "8h", remindEvery: "1h" };
  const perTeam = Array.from({ length: size.rules - 4 }, (_, i) => {
    const team = (i % teams) + 1;
    const mine = Array.from({ length: 3 }, (_, k) => roleName((i + 7 * k) % (size.roles - 1)));
    return {
      id: `rule-${i}`,
      description: `What team ${team} does`,
      who: { groups: [`team-${team}`, "everyone"] },
      roles: mine,
      accounts: { under: [`Team-${team}`], tags: { stage: stages[i % stages.length] } },
      ...about,
      asks: { ticket: { label: "Incident or change", pattern: "(INC|CHG)-[0-9]+", required: true, tag: true } },
    };
  });
  return [
    { id: "none-of-it", deny: true, who: { groups: ["denied"] }, roles: "all", accounts: "all" },
    ...perTeam,
    { id: "all-of-it", who: { groups: ["denied"] }, roles: "all", accounts: "all", ...about },
    { id: "contractors-out", deny: true, who: { groups: ["contractors"] }, roles: "all", accounts: "all" },
    { id: "last", who: { groups: ["last-in-line"] }, roles: [role], accounts: { ids: [account] }, ...about },
  ];
}

const approval = [{ name: "Lead", groups: ["leads"], required: 1 }];

const policy = {
  administrators: ["platform-admins"],
  auditors: ["security-audit"],
  justification: { minLength: 10 },
  openRequests: 20,
  blocked: [],
};

const deployment = yaml({
  hub: { account: "999988887777", region: "eu-west-1" },
  organization: { id: "o-example12345", managementAccount: "111111111111" },
  mail: { sender: "stint@example.com", groups: { leads: "leads@example.com" } },
  identity: { maxAge: "8h", sourceIdentity: "email", authenticationTime: "auth_time" },
});
