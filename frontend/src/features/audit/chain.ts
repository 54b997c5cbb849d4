import type { ShownRequest, ShownWhole } from "../../../../core/api.ts";
import { canonical } from "../../../../core/history.ts";
import { brokenAt } from "../../ui/request/broken-at.ts";

/**
 * What looking at a history showed: each event fits the one before; the first that does not, counted from 1; or the list
 * says something else about the request than its history does.
 */
export type Verdict =
  | { readonly state: "verified" }
  | { readonly state: "broken"; readonly event: number }
  | { readonly state: "different" };

/** Checks a whole request: its chain, whose it is, that none of what the list knew is missing, and what the list said. */
export function verdictOf(listed: ShownRequest, whole: ShownWhole): Verdict {
  const broken = brokenAt(whole);
  if (broken !== undefined) return { state: "broken", event: broken };
  // What is missing at the end is not there to be seen, but the list remembers how many events there were.
  if (whole.version < listed.version) return { state: "broken", event: whole.version + 1 };
  const facts = listed.version === whole.version ? all : asked;
  return canonical(facts(listed)) === canonical(facts(whole)) ? { state: "verified" } : { state: "different" };
}

/** What never changes: of what a whole request tells besides, some is of today's catalog. */
function asked({ requester, account, role, rule, justification, asks, duration, askedAt }: ShownRequest) {
  const subjects = [requester.id, requester.name, requester.email, account.id, account.name, role.name, rule.id];
  return { subjects, justification, asks, duration, askedAt };
}

/** What is the same for two who look at the same version at different times. */
function all(request: ShownRequest) {
  const { status, startsAt, endsAt, decideBy, stages, outcome, sessions } = request;
  return { ...asked(request), status, startsAt, endsAt, decideBy, stages, outcome, sessions };
}
