import { selects } from "../../core/catalog.ts";
import { formatDuration, parseDuration } from "../../core/duration.ts";
import { shortestKubernetes } from "../../core/sts-limits.ts";
import { checkApproval } from "./check-approval.ts";
import { checkAsks } from "./check-asks.ts";
import type { DeploymentFile } from "./deployment-schema.ts";
import { namesNobody } from "./entries.ts";
import type { Known } from "./known.ts";
import { mismatch, oneOf } from "./mismatch.ts";
import type { RuleFile } from "./policy-schema.ts";
import { selectorOf } from "./resolve.ts";
import { isWhole, type Sound } from "./validate.ts";
import type { Finding } from "./yaml-file.ts";

/** What a rule is checked against. */
export interface Surroundings {
  readonly known: Known;
  /** Whether each rule of the policy denies, by id; absent where some id cannot be read. */
  readonly denies?: ReadonlyMap<string, boolean>;
  readonly deployment: Sound<DeploymentFile> | undefined;
}

/** What is wrong with a rule beyond its shape; paths begin at the rule. */
export function* checkRule(rule: Sound<RuleFile>, { known, denies, deployment }: Surroundings): Generator<Finding> {
  if (rule.who && namesNobody(rule.who))
    yield { path: ["who"], message: "names nobody: expected at least one entry in groups or people" };
  yield* checkRoles(rule, known);
  yield* checkAccounts(rule, known);
  if (rule.deny) return;
  yield* checkAsks(rule);
  yield* checkApproval(rule, deployment);
  if (denies) yield* checkAlternatives(rule, denies);
}

function* checkRoles({ roles, maxDuration }: Sound<RuleFile>, known: Known): Generator<Finding> {
  if (roles === undefined || roles === "all" || !known.roles) return;
  const names = known.roles;
  for (const [i, name] of roles.entries()) {
    if (name === undefined) continue;
    const role = names.get(name);
    const longest = parseDuration(maxDuration ?? "");
    if (!role)
      yield {
        path: ["roles", i],
        message: mismatch(name, oneOf(names.keys(), "roles of the catalog"), names.keys()),
      };
    else if (role.kubernetes && longest !== undefined && longest < shortestKubernetes)
      yield {
        path: ["maxDuration"],
        message: mismatch(
          maxDuration,
          `at least ${formatDuration(shortestKubernetes)}: ${name} opens Kubernetes clusters and is lent for no less`,
        ),
      };
  }
}

function* checkAccounts({ accounts }: Sound<RuleFile>, known: Known): Generator<Finding> {
  if (accounts === undefined || accounts === "all") return;
  if (Object.keys(accounts).length === 0) {
    yield { path: ["accounts"], message: "selects nothing: expected all, or at least one of ids, under and tags" };
    return;
  }
  const findings = [
    ...checkIds(accounts.ids, known),
    ...checkUnder(accounts.under, known),
    ...checkTags(accounts.tags, known),
  ];
  yield* findings;
  const parts = [accounts, accounts.ids ?? {}, accounts.under ?? {}, accounts.tags ?? {}];
  if (findings.length > 0 || !known.accounts || !known.ous || !parts.every(isWhole)) return;
  const selector = selectorOf(accounts as Exclude<RuleFile["accounts"], "all">, known.ous);
  if (!known.accounts.some((account) => selects(selector, account)))
    yield { path: ["accounts"], message: "selects no account: each key alone does, but no account fits them all" };
}

type Selector = Exclude<NonNullable<Sound<RuleFile>["accounts"]>, "all">;

function* checkIds(ids: Selector["ids"] = [], known: Known): Generator<Finding> {
  for (const [i, id] of ids.entries())
    if (id !== undefined && known.ids && !known.ids.has(id))
      yield { path: ["accounts", "ids", i], message: mismatch(id, "the id of an account of the catalog", known.ids) };
}

function* checkUnder(under: Selector["under"] = [], { ous }: Known): Generator<Finding> {
  for (const [i, ou] of under.entries()) {
    if (ou === undefined || !ous) continue;
    const path = ["accounts", "under", i];
    const meant = ous.get(ou) ?? [];
    if (meant.length === 0) {
      const candidates = [...ous.keys()].filter((way) => !way.startsWith("/"));
      yield { path, message: mismatch(ou, "the name or whole path of an OU of the catalog", candidates) };
    }
    if (meant.length > 1) {
      const paths = meant.map((whole) => (whole === ou ? `/${whole}` : whole));
      yield { path, message: mismatch(ou, `a whole path, as several OUs have this name: ${oneOf(paths, "paths")}`) };
    }
  }
}

function* checkTags(tags: Selector["tags"], known: Known): Generator<Finding> {
  if (tags && Object.keys(tags).length === 0)
    yield { path: ["accounts", "tags"], message: "found an empty mapping, expected at least one tag" };
  for (const [key, value] of Object.entries(tags ?? {})) {
    if (value === undefined || !known.tags) continue;
    const path = ["accounts", "tags", key];
    const values = known.tags.get(key);
    if (!values)
      yield { path, message: mismatch(key, "a tag that some account of the catalog has", known.tags.keys()) };
    else if (!values.has(value))
      yield { path, message: mismatch(value, `a value that some account has: ${oneOf(values, "there are")}`, values) };
  }
}

function* checkAlternatives(
  { id, alternatives = [] }: Sound<RuleFile>,
  denies: ReadonlyMap<string, boolean>,
): Generator<Finding> {
  for (const [i, other] of alternatives.entries()) {
    if (other === undefined) continue;
    const path = ["alternatives", i];
    if (other === id) yield { path, message: mismatch(other, "another rule than the one that lists it") };
    else if (denies.get(other)) yield { path, message: mismatch(other, "a rule that allows: this one denies") };
    else if (!denies.has(other)) {
      const allowing = [...denies.keys()].filter((rule) => rule !== id && !denies.get(rule));
      yield { path, message: mismatch(other, "the id of a rule that allows", allowing) };
    }
  }
}
