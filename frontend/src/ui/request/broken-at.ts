import type { ShownWhole } from "../../../../core/api.ts";
import { formatDuration } from "../../../../core/duration.ts";
import { canonical, verify } from "../../../../core/history.ts";

/**
 * The first event, from 1, that is not as it was recorded: it does not fit the one before, it tells of another ask than the
 * one that is shown, or it is missing at the end. Undefined when all is well. Computed here, not told by the server.
 */
export function brokenAt(request: ShownWhole): number | undefined {
  const { history, version } = request;
  const misfit = verify(history);
  if (misfit) return history.indexOf(misfit) + 1;
  if (!isOfThisAsk(request)) return 1;
  return history.length < version ? history.length + 1 : undefined;
}

function isOfThisAsk({ id, requester, account, role, justification, asks, duration, history }: ShownWhole): boolean {
  const first = history[0];
  if (first?.type !== "asked") return false;
  const { ask } = first;
  const shown = [id, requester.id, requester.email, account.id, role.name, justification, asks, duration];
  const asked = [
    first.id,
    ask.requester.id,
    ask.requester.email,
    ask.account.id,
    ask.role.name,
    ask.justification,
    ask.asks,
    formatDuration(ask.duration),
  ];
  return canonical(shown) === canonical(asked);
}
