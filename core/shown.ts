import type {
  ShownAccount,
  ShownAnalysis,
  ShownCutOff,
  ShownEarlier,
  ShownOffer,
  ShownRequest,
  ShownRole,
  ShownRule,
  ShownStage,
  ShownWhole,
} from "./api.ts";
import type { Analysis } from "./ask.ts";
import type { Account, Catalog, Role } from "./catalog.ts";
import { sessionsEnd } from "./cut-off.ts";
import { formatDuration } from "./duration.ts";
import type { Actor } from "./history.ts";
import { may } from "./moves.ts";
import type { Offer } from "./offers.ts";
import type { AllowRule, Stage } from "./policy.ts";
import { reachOf } from "./reach.ts";
import { type AccessRequest, type Caller, phaseOf, type Recorded } from "./request.ts";

/** A request as the caller may see it, without its history. */
export function shown(request: AccessRequest, caller: Caller, now: Date): ShownRequest {
  const { id, version, status, requester, account, role, rule, justification, asks, stages, sessions } = request;
  const { startsAt, endsAt, decideBy, askedAt, outcome } = request;
  return {
    id,
    version,
    status,
    phase: phaseOf(request, now),
    requester: { id: requester.id, name: requester.name, email: requester.email },
    account,
    role: { name: role.name },
    rule: { id: rule.id, ...(rule.description !== undefined && { description: rule.description }), asks: rule.asks },
    justification,
    asks,
    duration: formatDuration(request.duration),
    askedAt,
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && { endsAt }),
    ...(decideBy !== undefined && { decideBy }),
    stages: stages.map((stage) => ({ ...shownStage(stage), decisions: stage.decisions.map(withShortActor) })),
    ...(outcome && { outcome: withShortActor(outcome) }),
    sessions,
    ...shownCutOff(request),
    may: may(request, caller, now),
  };
}

/** With who did it by id and name: neither their e-mail address nor their subject. */
function withShortActor<Done extends { readonly by: Actor }>({ by, ...done }: Done) {
  return { ...done, by: { id: by.id, name: by.name } };
}

function shownCutOff(request: AccessRequest): { cutOff?: ShownCutOff } {
  const last = sessionsEnd(request);
  if (last === undefined || (request.status !== "revoked" && request.status !== "ended")) return {};
  return { cutOff: { ...(request.cutOff ?? { state: "pending" }), sessionsEnd: last.toISOString() } };
}

/** What a whole request is shown with: today's catalog, where the function has it, and the requester's earlier requests. */
interface Around {
  readonly catalog?: Catalog;
  readonly earlier?: readonly AccessRequest[];
}

/** A request with its history. */
export function shownWhole(
  request: Recorded,
  caller: Caller,
  now: Date,
  { catalog, earlier }: Around = {},
): ShownWhole {
  const role = catalog?.roles.find(({ name }) => name === request.role.name);
  const account = catalog?.accounts.find(({ id }) => id === request.account.id);
  return {
    ...shown(request, caller, now),
    ...(role && { role: shownRole(role) }),
    // By the name that it was asked for under: the approvers agreed to that.
    ...(account && { account: { ...request.account, ou: account.ou, tags: account.tags } }),
    history: request.history,
    ...(earlier && { earlier: earlier.map((other) => shownEarlier(other, now)) }),
  };
}

function shownEarlier(request: AccessRequest, now: Date): ShownEarlier {
  const { account, role, duration, askedAt } = request;
  const phase = phaseOf(request, now);
  return { phase, account, role: { name: role.name }, duration: formatDuration(duration), askedAt };
}

function shownStage({ name, required, groups, people }: Stage): ShownStage {
  return { name, required, approvers: { groups, people } };
}

export function shownRole(role: Role): ShownRole {
  const { name, description, purpose, managedPolicies: policies, chaining, kubernetes } = role;
  return { name, description, purpose, policies, chaining, kubernetes, ...reachOf(role) };
}

export function shownAccount({ id, name, ou, tags }: Account): ShownAccount {
  return { id, name, ou, tags };
}

export function shownAnalysis(analysis: Analysis): ShownAnalysis {
  return {
    allowed: analysis.allowed,
    ...(analysis.rule && { rule: shownRule(analysis.rule) }),
    ...(analysis.stages && { stages: analysis.stages.map(shownStage) }),
    ...(analysis.allowed && analysis.decideBy !== undefined && { decideBy: analysis.decideBy }),
    unmet: analysis.unmet,
  };
}

export function shownRule(rule: AllowRule): ShownRule {
  return {
    id: rule.id,
    ...(rule.description !== undefined && { description: rule.description }),
    maxDuration: formatDuration(rule.maxDuration),
    asks: rule.asks,
    approval: rule.approval === "none" ? ("none" as const) : rule.approval.map(shownStage),
    ...(rule.approvalWithin !== undefined && { approvalWithin: formatDuration(rule.approvalWithin) }),
    ...(rule.signInWithin !== undefined && { signInWithin: formatDuration(rule.signInWithin) }),
  };
}

export function shownOffer({ account, role, rule, alternatives }: Offer): ShownOffer {
  return {
    account,
    role: shownRole(role),
    rule: shownRule(rule),
    ...(alternatives.length > 0 && { alternatives: alternatives.map(shownRule) }),
  };
}
