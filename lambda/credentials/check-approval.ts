import { StintError } from "../../core/errors.ts";
import { type HistoryEvent, sealed, verify } from "../../core/history.ts";
import { type Caller, isActor, isFilled, type Recorded } from "../../core/request.ts";
import type { Issue } from "../deps.ts";

/**
 * Checks that the approval is real, by what the table's writers cannot make: the chain of the history, the seal of every
 * decision, and the stages counted anew from those. Where nobody had to decide, the policy says so, not the table.
 * Throws `not_allowed`, and logs what an alarm listens for.
 */
export async function checkApproval(request: Recorded, caller: Caller, { rules, seals, log }: Issue): Promise<void> {
  const refuse = (reason: string): never => {
    log.error("approval not verified", { request: request.id, reason });
    throw new StintError(
      "not_allowed",
      `The approval of this request cannot be verified (${reason}). Your administrators have been told.`,
    );
  };
  const broken = verify(request.history);
  if (broken) refuse(`event ${broken.seq} does not fit the history`);

  const rule = rules.policy.rules.find(({ id }) => id === request.rule.id);
  if (request.stages.length === 0) {
    if (!rule || rule.deny || rule.approval !== "none") refuse("its rule asks for approval, and there is none");
    else if (request.duration > rule.maxDuration) refuse("it is longer than its rule allows");
    return;
  }

  const decisions = request.history.filter(isDecision);
  const holds = await Promise.all(
    decisions.map(
      (decision) => decision.seal !== undefined && seals.holds(sealed(request.history, decision), decision.seal),
    ),
  );
  const forged = decisions.find((_, i) => !holds[i]);
  if (forged) refuse(`the decision of ${forged.actor.name} carries no valid seal`);
  if (decisions.some(({ type }) => type === "rejected")) refuse("it was rejected");
  // By the caller's own token: the table may say anything of the requester.
  if (decisions.some(({ actor }) => isActor(actor, caller))) refuse("its requester is among the approvers");
  const open = request.stages.find((stage) => !isFilled(stage));
  if (open) refuse(`${open.name} has not approved it`);
}

function isDecision(event: HistoryEvent): boolean {
  return event.type === "approved" || event.type === "rejected";
}
