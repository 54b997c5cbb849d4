import { needsCutOff } from "./cut-off.ts";
import { type AccessRequest, currentStage, type Phase, phaseOf } from "./request.ts";

/** What the workflow of a request waits for now. */
export interface Waiting {
  readonly phase: Phase;
  /** Names the wait: a wake-up is due when the request's wait is another than the workflow's. */
  readonly key: string;
  /** Index of the stage that is being decided, while pending. */
  readonly stage: number;
  /** 0 when the approvers of the stage are first asked, then how many times they have been reminded. */
  readonly reminder: number;
  /** When a reminder, the deadline, the start or the end is next, ISO 8601; now where nothing is waited for. */
  readonly until: string;
  /** Whether its sessions have to be denied first. */
  readonly cutOff: boolean;
}

/** Reminders a stage can have; a workflow's history holds 25,000 events. */
export const mostReminders = 500;

/** What a request waits for at a time: approvers, its start, or its end. */
export function waiting(request: AccessRequest, now: Date): Waiting {
  const phase = phaseOf(request, now);
  const { startsAt, endsAt, decideBy } = request;
  const cutOff = needsCutOff(request, now);
  const wait = (until = now.toISOString()) => ({ phase, key: phase, stage: -1, reminder: 0, until, cutOff });
  if (phase === "scheduled") return wait(startsAt);
  if (phase === "active") return wait(endsAt);
  if (phase !== "pending") return wait();
  const stage = currentStage(request);
  const { remindEvery } = request.rule;
  const asked = { ...wait(decideBy), key: `${phase}/${stage}`, stage };
  if (remindEvery === undefined) return asked;
  const since = Date.parse(stageSince(request, stage));
  // The clock of this function may be a moment behind the one of the ask.
  const passed = Math.max(0, Math.floor((now.getTime() - since) / (remindEvery * 1000)));
  const reminder = Math.min(mostReminders, passed);
  if (reminder === mostReminders) return { ...asked, reminder };
  const next = since + (reminder + 1) * remindEvery * 1000;
  return { ...asked, reminder, until: new Date(Math.min(next, Date.parse(asked.until))).toISOString() };
}

/** When the approvers of a stage were first asked: with the ask, or with the last decision of the stage before. */
function stageSince(request: AccessRequest, stage: number): string {
  return request.stages[stage - 1]?.decisions.at(-1)?.at ?? request.askedAt;
}
