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
  /** Whole seconds, at least 1, until the next thing that time does. 1 where nothing is waited for. */
  readonly seconds: number;
}

/** Reminders a stage can have; a workflow's history holds 25,000 events. */
export const mostReminders = 500;

/** What a request waits for at a time: approvers, its start, or its end. */
export function waiting(request: AccessRequest, now: Date): Waiting {
  const phase = phaseOf(request, now);
  const until = (at: string | undefined) => Math.max(1, Math.ceil((Date.parse(at ?? "") - now.getTime()) / 1000));
  if (phase === "scheduled") return { phase, key: phase, stage: -1, reminder: 0, seconds: until(request.startsAt) };
  if (phase === "active") return { phase, key: phase, stage: -1, reminder: 0, seconds: until(request.endsAt) };
  if (phase !== "pending") return { phase, key: phase, stage: -1, reminder: 0, seconds: 1 };
  const stage = currentStage(request);
  const { remindEvery } = request.rule;
  const left = until(request.decideBy);
  const key = `${phase}/${stage}`;
  if (remindEvery === undefined) return { phase, key, stage, reminder: 0, seconds: left };
  const since = Date.parse(stageSince(request, stage));
  const reminder = Math.min(mostReminders, Math.floor((now.getTime() - since) / (remindEvery * 1000)));
  const next = new Date(since + (reminder + 1) * remindEvery * 1000).toISOString();
  return { phase, key, stage, reminder, seconds: reminder === mostReminders ? left : Math.min(left, until(next)) };
}

/** When the approvers of a stage were first asked: with the ask, or with the last decision of the stage before. */
function stageSince(request: AccessRequest, stage: number): string {
  return request.stages[stage - 1]?.decisions.at(-1)?.at ?? request.askedAt;
}
