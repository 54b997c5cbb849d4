import { staleSignIn } from "./ask.ts";
import { needsCutOff } from "./cut-off.ts";
import { StintError } from "./errors.ts";
import { type Actor, type Asked, append, stint } from "./history.ts";
import { isAnyOf, namesOf, type Person } from "./person.ts";
import {
  type AccessRequest,
  add,
  type Caller,
  currentStage,
  isActor,
  isApprover,
  isOpen,
  isRequester,
  type Phase,
  phaseOf,
  type Recorded,
  replay,
  type Status,
} from "./request.ts";
import { tooLateForKubernetes } from "./session.ts";
import { shortestSession } from "./sts-limits.ts";

/** Every move a person can make with a request, by the phase it is in. What is not listed here cannot happen. */
export const moves = {
  approve: { from: ["pending"], to: "approved" }, // reached with the last stage
  reject: { from: ["pending"], to: "rejected" },
  withdraw: { from: ["pending", "scheduled"], to: "withdrawn" },
  end: { from: ["active"], to: "ended" },
  revoke: { from: ["scheduled", "active"], to: "revoked" },
  use: { from: ["active"], to: "approved" },
} as const satisfies Record<string, { from: readonly Phase[]; to: Status }>;

export type Move = keyof typeof moves;

/** STS sessions one request may have: its history has to fit an item of the table. */
export const mostSessions = 500;

/**
 * Bytes of a request, history and all, after which it gets no more sessions. An item of the table holds 400 KB, and the end
 * of a request has to fit into it whatever came before.
 */
const fullest = 360_000;

/** Why the caller may not make the move now; undefined when they may. Every move asks this first. */
export function refusal(move: Move, request: AccessRequest, caller: Caller, now: Date): StintError | undefined {
  switch (move) {
    case "approve":
    case "reject":
      return notDeciding(request, caller) ?? wrongPhase(move, request, now) ?? notDecidingNow(request, caller, now);
    case "withdraw":
    case "end":
      return notRequester(move, request, caller) ?? wrongPhase(move, request, now);
    case "revoke":
      return notRevoking(request, caller) ?? wrongPhase(move, request, now);
    case "use":
      return notRequester(move, request, caller) ?? wrongPhase(move, request, now) ?? notUsable(request, now);
  }
}

/** What the caller can do with the request now, so that no client restates a rule. */
export function may(request: AccessRequest, caller: Caller, now: Date): Move[] {
  return (Object.keys(moves) as Move[]).filter((move) => {
    const refused = refusal(move, request, caller, now);
    // Signing in again is in the person's hands, so the move stays on offer.
    return refused === undefined || refused.code === "sign_in_again";
  });
}

/** The pending request of someone whom the policy lets ask; approved at once where nobody has to decide. */
export function ask(id: string, asked: Asked, now: Date): Recorded {
  const { username: _, groups: __, ...actor } = asked.requester;
  return replay([append([], { type: "asked", id, ask: asked }, actor, now)]);
}

/** Adds one approver's yes. Nobody approves their own request, whatever else they may do. */
export function approve(request: Recorded, approver: Caller, comment: string, now: Date): Recorded {
  need("approve", request, approver, now);
  return add(request, { type: "approved", stage: currentStage(request), comment }, decider(approver), now);
}

/** Any approver of the current stage can say no; that is final. */
export function reject(request: Recorded, approver: Caller, comment: string, now: Date): Recorded {
  need("reject", request, approver, now);
  return add(request, { type: "rejected", stage: currentStage(request), comment }, decider(approver), now);
}

/** The requester takes it back before the window starts. */
export function withdraw(request: Recorded, caller: Caller, comment: string, now: Date): Recorded {
  need("withdraw", request, caller, now);
  return add(request, { type: "withdrawn", comment }, named(caller), now);
}

/** The requester gives the access back before the window ends. */
export function end(request: Recorded, caller: Caller, comment: string, now: Date): Recorded {
  need("end", request, caller, now);
  return add(request, { type: "ended", comment }, named(caller), now);
}

/** An approver of the request or an administrator takes the access back. */
export function revoke(request: Recorded, caller: Caller, comment: string, now: Date): Recorded {
  need("revoke", request, caller, now);
  return add(request, { type: "revoked", comment }, named(caller), now);
}

/** Takes the access back because the policy no longer allows it; `reason` says why. */
export function revokeByPolicy(request: Recorded, reason: string, now: Date): Recorded {
  const refused = wrongPhase("revoke", request, now);
  if (refused) throw refused;
  return add(request, { type: "revoked", comment: reason }, stint, now);
}

/** Begins a session: recorded before STS is called, so that no session exists that the history does not know of. */
export function issue(request: Recorded, caller: Caller, purpose: "credentials" | "console", now: Date): Recorded {
  need("use", request, caller, now);
  if (bytesOf(request) > fullest)
    throw new StintError(
      "too_many",
      "The history of this request is full: it has to keep room for its end. Ask again.",
    );
  return add(request, { type: "issuing", session: request.sessions + 1, purpose }, short(caller), now);
}

/** Records the session that STS gave; refused when the request was taken back meanwhile. */
export function issued(
  request: Recorded,
  caller: Caller,
  session: { readonly session: number; readonly accessKeyId: string; readonly expiresAt: string },
  now: Date,
): Recorded {
  const refused = notRequester("use", request, caller) ?? wrongPhase("use", request, now);
  if (refused) throw refused;
  return add(request, { type: "issued", ...session }, short(caller), now);
}

/** Records what time has done: lapsed or expired. The same request where there is nothing to record. */
export function settle(request: Recorded, now: Date): Recorded {
  const phase = phaseOf(request, now);
  if (phase === request.status || (phase !== "lapsed" && phase !== "expired")) return request;
  return add(request, { type: phase }, stint, now);
}

/** Records that the sessions are denied, or (without `by`) that the account leaves them alone. The same request when it is done. */
export function cutOff(request: Recorded, by: string | undefined, now: Date): Recorded {
  if (!needsCutOff(request, now)) return request;
  return add(request, { type: "cut-off", ...(by !== undefined && { effectiveBy: by }) }, stint, now);
}

/** Records that denying the sessions failed; once, however often it is tried. */
export function cutOffFailed(request: Recorded, now: Date): Recorded {
  if (request.cutOff !== undefined || !needsCutOff(request, now)) return request;
  return add(request, { type: "cut-off-failed" }, stint, now);
}

/** Records that the workflow is through. The same request when that is recorded, or while it is open. */
export function close(request: Recorded, now: Date): Recorded {
  if (request.closed || isOpen(phaseOf(request, now))) return request;
  return add(request, { type: "closed" }, stint, now);
}

/** As JSON, which is no smaller than the item. Counted only where there are sessions enough to matter. */
function bytesOf(request: Recorded): number {
  return request.sessions < 50 ? 0 : new TextEncoder().encode(JSON.stringify(request)).length;
}

function need(move: Move, request: AccessRequest, caller: Caller, now: Date): void {
  const refused = refusal(move, request, caller, now);
  if (refused) throw refused;
}

function notDeciding(request: AccessRequest, caller: Caller): StintError | undefined {
  if (caller.blocked)
    return new StintError("not_allowed", "You are blocked, so you cannot decide. Talk to your administrators.");
  if (isRequester(request, caller))
    return new StintError("self_approval", "Someone else must decide about your request.");
  if (!isApprover(request, caller))
    return new StintError("not_allowed", "No stage of this request names you as approver.");
  return undefined;
}

function notDecidingNow(request: AccessRequest, caller: Caller, now: Date): StintError | undefined {
  if (caller.email === undefined)
    return new StintError(
      "not_allowed",
      "Deciding takes a verified e-mail address. Have yours verified, then sign in again.",
    );
  if (request.stages.some(({ decisions }) => decisions.some(({ by }) => isActor(by, caller))))
    return new StintError("wrong_state", "You have decided about this request already. Someone else decides now.");
  const stage = request.stages[currentStage(request)];
  if (!stage || !isAnyOf(stage, caller))
    return new StintError(
      "not_allowed",
      `It is not your turn: ${stage ? `"${stage.name}" is decided by ${namesOf(stage)}` : "every stage is decided"}.`,
    );
  const stale = staleSignIn(request.rule.signInWithin, caller, now);
  return stale === undefined ? undefined : new StintError("sign_in_again", stale);
}

function notRequester(move: Move, request: AccessRequest, caller: Caller): StintError | undefined {
  if (caller.sub === request.requester.id) return undefined;
  return new StintError("not_allowed", `Only ${request.requester.name}, who asked, can ${move} this request.`);
}

function notRevoking(request: AccessRequest, caller: Caller): StintError | undefined {
  if (caller.administrator || isApprover(request, caller)) return undefined;
  return new StintError("not_allowed", "Only an approver of this request or an administrator revokes it.");
}

function notUsable(request: AccessRequest, now: Date): StintError | undefined {
  if (request.sessions >= mostSessions)
    return new StintError("too_many", `This request has had its ${mostSessions} sessions. Ask again.`);
  const remains = Date.parse(request.endsAt ?? "") - now.getTime();
  if (request.role.kubernetes && remains < shortestSession * 1000)
    return new StintError("wrong_state", tooLateForKubernetes);
  return undefined;
}

function wrongPhase(move: Move, request: AccessRequest, now: Date): StintError | undefined {
  const phase = phaseOf(request, now);
  if ((moves[move].from as readonly Phase[]).includes(phase)) return undefined;
  return new StintError("wrong_state", situation(request, phase));
}

/** What the request has come to, who brought it there, and what can be done about it. */
function situation({ outcome, startsAt, endsAt }: AccessRequest, phase: Phase): string {
  const by = outcome ? ` by ${outcome.by.name} at ${outcome.at}` : "";
  switch (phase) {
    case "pending":
      return "This request still waits for its approvers.";
    case "scheduled":
      return `This request was approved${by} and starts at ${startsAt}. Until then it can be withdrawn or revoked.`;
    case "active":
      return `This request was approved${by} and holds until ${endsAt}. It can be ended or revoked.`;
    case "lapsed":
      return "Nobody decided about this request in time. Ask again.";
    case "expired":
      return `The window of this request closed at ${endsAt}. Ask again.`;
    default:
      return `This request was ${phase}${by}. Ask again if it is needed.`;
  }
}

function decider(person: Person): Actor {
  return { ...named(person), ...(person.subject !== undefined && { subject: person.subject }) };
}

function named(person: Person): Actor {
  return { ...short(person), ...(person.email !== undefined && { email: person.email }) };
}

function short(person: Person): Actor {
  return { id: person.sub, name: person.name };
}
