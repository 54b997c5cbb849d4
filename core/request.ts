import { type Actor, type Asked, append, type Happening, type HistoryEvent } from "./history.ts";
import { isAnyOf, isSamePerson, type Person } from "./person.ts";
import type { Stage } from "./policy.ts";

/** What is stored. */
export type Status = "pending" | "approved" | "rejected" | "withdrawn" | "ended" | "revoked" | "lapsed" | "expired";
/** In the order in which they are offered: the open ones, then those that are over. */
export const phases = [
  "pending",
  "scheduled",
  "active",
  "rejected",
  "withdrawn",
  "ended",
  "revoked",
  "lapsed",
  "expired",
] as const;

/** The status as of now. */
export type Phase = (typeof phases)[number];

export interface Decision {
  readonly by: Actor;
  readonly verdict: "approved" | "rejected";
  readonly comment: string;
  readonly at: string;
}

export interface StageOfRequest extends Stage {
  readonly decisions: readonly Decision[];
}

/** One person asking for one role in one account: what its history adds up to. */
export interface AccessRequest extends Omit<Asked, "stages" | "body"> {
  readonly id: string;
  /** How many events the history has; every change is one conditional write on it. */
  readonly version: number;
  readonly status: Status;
  readonly askedAt: string;
  readonly stages: readonly StageOfRequest[];
  /** End of the window, from the moment that the request is approved. */
  readonly endsAt?: string;
  /** Who brought it to its last status, and when. */
  readonly outcome?: { readonly by: Actor; readonly at: string; readonly comment?: string };
  /** How many sessions were begun. */
  readonly sessions: number;
  /** When the last of them was begun. */
  readonly lastIssuing?: string;
  /** How it stands with denying its sessions, once anything was tried. `off`: the account has it switched off. */
  readonly cutOff?: { readonly state: "done" | "failed" | "off"; readonly effectiveBy?: string };
  /** Whether the workflow has told everybody how it ended. */
  readonly closed: boolean;
}

/** A request with all that happened to it. */
export interface Recorded extends AccessRequest {
  readonly history: readonly HistoryEvent[];
}

/** A person together with what they are towards every request. */
export interface Caller extends Person {
  readonly auditor: boolean;
  readonly administrator: boolean;
  readonly blocked: boolean;
}

/** The phase at a time. It follows from window and clock, whether or not anything has recorded it. */
export function phaseOf(request: AccessRequest, now: Date): Phase {
  const { status, decideBy, startsAt, endsAt } = request;
  const passed = (at: string | undefined) => at !== undefined && now.getTime() >= Date.parse(at);
  if (status === "pending") return passed(decideBy) ? "lapsed" : "pending";
  if (status !== "approved") return status;
  if (passed(endsAt)) return "expired";
  return passed(startsAt) ? "active" : "scheduled";
}

/** Pending, scheduled or active. */
export function isOpen(phase: Phase): boolean {
  return phase === "pending" || phase === "scheduled" || phase === "active";
}

/** The index of the stage that is being decided; -1 once all are through. */
export function currentStage(request: AccessRequest): number {
  return request.stages.findIndex((stage) => !isFilled(stage));
}

/** Whether enough different people said yes: one at the least, whatever the table says of the stage. */
export function isFilled(stage: StageOfRequest): boolean {
  const yes = stage.decisions.filter(({ verdict }) => verdict === "approved").map(({ by }) => by.id);
  return new Set(yes).size >= Math.max(1, stage.required);
}

/** Whether the person is the one who asked, under whatever sign-in. */
export function isRequester(request: AccessRequest, person: Person): boolean {
  return isActor(request.requester, person);
}

/** Whether the actor of an event is this person, under whatever sign-in. */
export function isActor({ id, ...actor }: Actor, person: Person): boolean {
  return isSamePerson({ ...actor, sub: id }, person);
}

/** Whether a stage of the request names the person. */
export function isApprover(request: AccessRequest, person: Person): boolean {
  return request.stages.some((stage) => isAnyOf(stage, person));
}

/** Whether the request exists as far as the caller may know. */
export function maySee(request: AccessRequest, caller: Caller): boolean {
  return caller.sub === request.requester.id || caller.auditor || caller.administrator || isApprover(request, caller);
}

/** What a history adds up to. Throws a TypeError on one that does not begin with the ask, or has events of no known kind. */
export function replay(history: readonly HistoryEvent[]): Recorded {
  const first = history[0];
  if (first?.type !== "asked") throw new TypeError("a history begins with the ask");
  const { stages, body: _, ...asked } = first.ask;
  let request: AccessRequest = {
    ...asked,
    id: first.id,
    version: 1,
    status: stages.length === 0 ? "approved" : "pending",
    askedAt: first.at,
    stages: stages.map((stage) => ({ ...stage, decisions: [] })),
    sessions: 0,
    closed: false,
    ...(stages.length === 0 && windowFrom(asked, first.at)),
  };
  for (const event of history.slice(1)) request = apply(request, event);
  return { ...request, history };
}

/** The request with one more thing that happened. */
export function add(request: Recorded, what: Happening, actor: Actor, now: Date): Recorded {
  const event = append(request.history, what, actor, now);
  return { ...apply(request, event), history: [...request.history, event] };
}

function apply(request: AccessRequest, event: HistoryEvent): AccessRequest {
  const next = { ...request, version: event.seq };
  const outcome = { by: event.actor, at: event.at };
  switch (event.type) {
    case "asked":
      throw new TypeError("a request is asked for once");
    case "approved":
    case "rejected": {
      const { comment } = event;
      const decision = { by: event.actor, verdict: event.type, comment, at: event.at };
      const stages = request.stages.map((stage, i) =>
        i === event.stage ? { ...stage, decisions: [...stage.decisions, decision] } : stage,
      );
      if (event.type === "rejected") return { ...next, stages, status: "rejected", outcome: { ...outcome, comment } };
      if (!stages.every(isFilled)) return { ...next, stages };
      return { ...next, stages, status: "approved", outcome, ...windowFrom(request, event.at) };
    }
    case "issuing":
      return { ...next, sessions: event.session, lastIssuing: event.at };
    case "issued":
      return next;
    case "cut-off": {
      const { effectiveBy } = event;
      return { ...next, cutOff: effectiveBy === undefined ? { state: "off" } : { state: "done", effectiveBy } };
    }
    case "cut-off-failed":
      return { ...next, cutOff: { state: "failed" } };
    case "closed":
      return { ...next, closed: true };
    case "lapsed":
    case "expired":
      return { ...next, status: event.type, outcome };
    case "withdrawn":
    case "ended":
    case "revoked":
      return { ...next, status: event.type, outcome: { ...outcome, comment: event.comment } };
    default:
      // Else whoever writes the table could name a phase, and the request would be in it.
      throw new TypeError(`a history has no event ${(event satisfies never as HistoryEvent).type}`);
  }
}

/** The window begins when it was asked to, else with the last approval. */
function windowFrom(asked: Pick<Asked, "startsAt" | "duration">, granted: string) {
  const startsAt = asked.startsAt ?? granted;
  return { startsAt, endsAt: new Date(Date.parse(startsAt) + asked.duration * 1000).toISOString() };
}
