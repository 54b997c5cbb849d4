import { StintError } from "../../core/errors.ts";
import { revokeByPolicy, settle } from "../../core/moves.ts";
import { noLongerAllows } from "../../core/policy.ts";
import { phaseOf, type Recorded } from "../../core/request.ts";
import { waiting } from "../../core/waiting.ts";
import type { Position, Reconcile } from "../deps.ts";

/** What was mended, counted for the log and its alarm. */
export interface Mended {
  settled: number;
  revoked: number;
  woken: number;
  started: number;
  failed: number;
}

const pageSize = 100;

/** Goes through every request whose workflow is not through. One that fails does not keep the others from being mended. */
export async function reconcile(deps: Reconcile): Promise<Mended> {
  const { requests, log } = deps;
  const mended: Mended = { settled: 0, revoked: 0, woken: 0, started: 0, failed: 0 };
  let after: Position | undefined;
  do {
    const page = await requests.list("unclosed", "yes", { size: pageSize, keep: () => true, ...(after && { after }) });
    for (const { id } of page.items) {
      try {
        await mend(await requests.get("stint", id), deps, mended);
      } catch (error) {
        mended.failed++;
        log.error("not reconciled", { request: id, error });
      }
    }
    after = page.next;
  } while (after);
  log.info("reconciled", { ...mended });
  return mended;
}

async function mend(request: Recorded, deps: Reconcile, mended: Mended): Promise<void> {
  if (request.closed) return;
  const revoked = await revokeWhatIsNotAllowed(request, deps);
  if (revoked !== request) mended.revoked++;
  let passed = false;
  const settled = await deps.requests.change("stint", request.id, (current) => {
    const next = settle(current, deps.now());
    passed = next !== current;
    return next;
  });
  if (passed) mended.settled++;
  await followUp(settled, deps, mended);
}

/** The groups are those of the ask: nobody is signed in here. What they are today is asked when credentials are fetched. */
async function revokeWhatIsNotAllowed(request: Recorded, { requests, rules, now, log }: Reconcile): Promise<Recorded> {
  const phase = phaseOf(request, now());
  if (phase !== "scheduled" && phase !== "active") return request;
  const { requester, rule, role, account, id } = request;
  const granted = { rule: rule.id, role: role.name, account: account.id };
  const reason = noLongerAllows(rules, { ...requester, sub: requester.id }, granted);
  if (reason === undefined) return request;
  log.warn("revoked by policy", { request: id, reason });
  return requests
    .change("stint", id, (current) => revokeByPolicy(current, reason, now()))
    .catch((error: unknown) => {
      // Somebody has ended it meanwhile; that serves as well.
      if (error instanceof StintError && error.code === "wrong_state") return request;
      throw error;
    });
}

/** Sees that a workflow follows the request, and that it waits for what the request waits for. */
async function followUp(request: Recorded, deps: Reconcile, mended: Mended): Promise<void> {
  const { requests, notes, workflow, now, log } = deps;
  const { id } = request;
  const { attempt, token, waitsFor } = await notes.read(id);
  switch (await workflow.status(id, attempt)) {
    case "running": {
      if (token === undefined || waitsFor === waiting(request, now()).key) return;
      mended.woken++;
      return workflow.answer(token);
    }
    case "missing":
      log.warn("the workflow had not been started", { request: id, attempt });
      mended.started++;
      return workflow.start(id, attempt);
    default:
      // It may have come to its end since the request was read.
      if ((await requests.get("stint", id)).closed) return;
      log.warn("the workflow had failed", { request: id, attempt });
      if (!(await notes.nextAttempt(id, attempt))) return;
      mended.started++;
      return workflow.start(id, attempt + 1);
  }
}
