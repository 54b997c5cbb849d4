import type { ShownRequest, ShownStage } from "../../../../core/api.ts";

/** A stage of a request, and what was decided in it so far. */
export type StageWithDecisions = ShownRequest["stages"][number];

/** `never`: the request was over before anybody of the stage could, or did, decide. */
export type StageState = "done" | "rejected" | "current" | "later" | "never";

/** How many different people said yes. */
export function yesCount({ decisions }: StageWithDecisions): number {
  return new Set(decisions.filter(({ verdict }) => verdict === "approved").map(({ by }) => by.id)).size;
}

/** The stage that decides next. */
export interface CurrentStage {
  readonly stage: StageWithDecisions;
  /** Its place among the stages, from 0. */
  readonly at: number;
}

/** The stage that is being decided; undefined when nobody has to decide any more. */
export function currentStage({ phase, stages }: ShownRequest): CurrentStage | undefined {
  const at = stages.findIndex((stage) => yesCount(stage) < stage.required);
  const stage = stages[at];
  return phase === "pending" && stage ? { stage, at } : undefined;
}

/** How it stands with each stage, in their order. */
export function stageStates(request: ShownRequest): readonly StageState[] {
  const current = currentStage(request);
  return request.stages.map((stage, at) => {
    if (stage.decisions.some(({ verdict }) => verdict === "rejected")) return "rejected";
    if (yesCount(stage) >= stage.required) return "done";
    if (current === undefined) return "never";
    return at === current.at ? "current" : "later";
  });
}

/** Who can decide in a stage: its groups, then its people. */
export function approversOf({ approvers }: ShownStage): readonly string[] {
  return [...approvers.groups, ...approvers.people];
}

/** The names of those who decided so, in the order in which they did. */
export function deciders({ stages }: ShownRequest, verdict: "approved" | "rejected"): string {
  const decisions = stages.flatMap(({ decisions }) => decisions).filter((decision) => decision.verdict === verdict);
  return decisions.map(({ by }) => by.name).join("; ");
}
