import type { Remaining } from "../../core/api.ts";
import { StintError } from "../../core/errors.ts";
import { issue, issued, mostSessions } from "../../core/moves.ts";
import { noLongerAllows } from "../../core/policy.ts";
import type { Caller, Recorded } from "../../core/request.ts";
import { sessionFor } from "../../core/session.ts";
import type { Credentials, Issue } from "../deps.ts";
import { checkApproval } from "./check-approval.ts";

/** A session of a request: what STS gave, and the request with the session recorded. */
export interface Session {
  readonly credentials: Credentials;
  readonly request: Recorded;
}

/**
 * Lends the role for a moment: checks everything now, records that a session is about to be issued, calls STS, records
 * the session on condition that the request still stands. When that last save is lost the credentials are dropped here,
 * and nobody has had them.
 */
export async function issueSession(
  caller: Caller,
  id: string,
  purpose: "credentials" | "console",
  deps: Issue,
): Promise<Session> {
  const { requests, sts, identity, now } = deps;
  const begun = await requests.change(caller, id, async (request) => {
    const next = issue(request, caller, purpose, now());
    checkPolicy(request, caller, deps);
    await checkApproval(request, caller, deps);
    return next;
  });
  const credentials = await sts.assumeRole(sessionFor(begun, identity, now()));
  const { AccessKeyId: accessKeyId, Expiration: expiresAt } = credentials;
  const session = { session: begun.sessions, accessKeyId, expiresAt };
  const request = await requests.change(caller, id, (current) => issued(current, caller, session, now()));
  return { credentials, request };
}

/**
 * Approval in the past is necessary, not sufficient: the policy of today has to allow it too, for the groups of today. And
 * for the same e-mail address: by it people are blocked, and under it the session is recorded.
 */
function checkPolicy({ requester, rule, role, account }: Recorded, caller: Caller, { rules }: Issue): void {
  if (caller.email !== requester.email || caller.username !== requester.username)
    throw new StintError(
      "not_allowed",
      `This was asked for as ${requester.username} (${requester.email}), and you are ${caller.username} (${caller.email ?? "no verified e-mail address"}). Ask again.`,
    );
  const reason = noLongerAllows(rules, caller, { rule: rule.id, role: role.name, account: account.id });
  if (reason !== undefined)
    throw new StintError("not_allowed", `This was approved, but ${reason}. Talk to your administrators, or ask again.`);
}

/** The part of an answer that tells how it stands with the request. */
export function remaining({ endsAt, sessions }: Recorded): Remaining {
  return { ...(endsAt !== undefined && { endsAt }), sessionsLeft: mostSessions - sessions };
}
