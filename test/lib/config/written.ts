import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Problem } from "../../../lib/config/yaml-file.ts";
import { type Config, ConfigError, loadConfig } from "../../../lib/config.ts";

export type FileName = "deployment" | "catalog" | "policy";

/** A config that uses every key there is, but for those of an identity provider, which `federated` has. */
export const written: Readonly<Record<FileName, string>> = {
  deployment: `hub:
  account: "999988887777"
  region: eu-west-1
organization:
  id: o-example12345
  managementAccount: "111111111111"
mail:
  sender: stint@example.com
  groups:
    leads: leads@example.com
    security: security@example.com
identity:
  maxAge: 8h
  sourceIdentity: username
  authenticationTime: auth_time
targets:
  organizationalUnits: [ou-ab12-cdef3456, r-ab12]
  region: eu-central-1
url: https://stint.example.com
certificateArn: arn:aws:acm:us-east-1:999988887777:certificate/12345678-90ab-cdef-1234-567890abcdef
waf: { webAclArn: "arn:aws:wafv2:us-east-1:999988887777:global/webacl/stint/12345678-90ab-cdef-1234-567890abcdef" }
concurrency: { api: 50, cut-off: 5 }
`,
  catalog: `accounts:
  - id: "111122223333"
    name: shop
    ou: Workloads/Production
    tags: { data: customer, team: shop }
  - id: "012345678901"
    name: lab
    ou: Workloads/Lab/Blue
    tags: { data: none }
  - id: "222233334444"
    name: lab-2
    ou: Elsewhere/Lab
  - id: "333344445555"
    name: root
    ou: ""
roles:
  - name: DatabaseAdmin
    description: Databases
    purpose: Repair them.
    managedPolicies:
      - job-function/DatabaseAdministrator
      - arn:aws:iam::aws:policy/ReadOnlyAccess
    maxSession: 4h
    chaining:
      - arn:aws:iam::111122223333:role/team/restore
  - name: ClusterAdmin
    description: Clusters
    purpose: Use kubectl.
    managedPolicies: [ReadOnlyAccess]
    kubernetes: true
`,
  policy: `administrators: [admins]
auditors: [auditors]
justification: { minLength: 10 }
openRequests: 20
blocked: [mallory@example.com]
rules:
  - id: out
    deny: true
    description: Contractors stay out of production
    who: { groups: [contractors] }
    roles: all
    accounts: { under: [Production] }
  - id: database
    deny: false
    description: Repair databases
    who:
      groups: [engineering, "Data Team"]
      people: [Alice@Example.com]
    roles: [DatabaseAdmin]
    accounts:
      ids: ["111122223333"]
      under: [Workloads/Production, Blue]
      tags: { data: customer }
    maxDuration: 1h30m
    asks:
      ticket: { label: Ticket, pattern: "INC-[0-9]+", required: true, tag: true }
      note: { label: Note }
    approval:
      - name: Lead
        groups: [leads]
        people: [carol@example.com]
        required: 2
      - name: Security
        groups: [security]
        required: 1
    approvalWithin: 8h
    remindEvery: 30m
    signInWithin: 15m
    sessionDuration: 30m
    alternatives: [incident]
  - id: incident
    who: { people: [dan@example.com] }
    roles: [DatabaseAdmin, ClusterAdmin]
    accounts: all
    maxDuration: 2h
    approval: none
`,
};

const own = "  authenticationTime: auth_time\n";

/** The written deployment, with people signed in by an OpenID Connect provider (its key `provider` on line 15). */
export const federated = written.deployment.replace(
  own,
  `  provider:
    type: oidc
    name: Okta
    issuer: https://example.okta.com/oauth2/default
    clientId: 0oa1b2c3d4
    clientSecret: stint/okta
    scopes: [openid, groups]
    groupsClaim: groups
    emailClaim: email
    emailVerified: email_verified
    nameClaim: name
    authenticationTimeClaim: auth_time
  domainPrefix: example-stint
`,
);

/** Loads the written config with changes to the text of its files; undefined leaves a file out. */
export function load(changes: Partial<Record<FileName, string | undefined>> = {}): Config {
  const dir = mkdtempSync(join(tmpdir(), "stint-config-"));
  try {
    for (const [name, text] of Object.entries({ ...written, ...changes }))
      if (text !== undefined) writeFileSync(join(dir, `${name}.yaml`), text);
    return loadConfig(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** What is wrong with the config, files by their bare names; empty where nothing is. */
export function problemsOf(changes: Partial<Record<FileName, string | undefined>>): readonly Problem[] {
  try {
    load(changes);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => ({ ...problem, file: problem.file.replace(/^.*[\\/]/, "") }));
  }
}

/** The federated deployment with `from`, which must stand in it once, put differently. */
export function federatedChanged(from: string, to: string): string {
  const [before, after, ...more] = federated.split(from);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`the federated deployment does not have "${from}" once`);
  return before + to + after;
}

/** A written file with `from`, which must stand in it once, put differently. */
export function changed(name: FileName, from: string, to: string): string {
  const [before, after, ...more] = written[name].split(from);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${name}.yaml does not have "${from}" once`);
  return before + to + after;
}
