import type { ShownRequest } from "../../../../core/api.ts";
import { soon } from "../../ui/requests.ts";
import { serverNow } from "../../ui/server-clock.ts";

/** Whether an open request has come to its end by itself at a time (in milliseconds), though the last answer has it open. */
export function isOver({ phase, decideBy, endsAt }: ShownRequest, now: number): boolean {
  const end = phase === "pending" ? decideBy : endsAt;
  return end !== undefined && Date.parse(end) <= now;
}

/**
 * Milliseconds until open requests are looked at again: soon while somebody may be deciding or time is about to change
 * something, at leisure otherwise.
 */
export function nextLook(requests: readonly ShownRequest[]): number {
  if (requests.some((request) => request.phase !== "active" || isOver(request, serverNow()))) return soon;
  return requests.length > 0 ? 10_000 : 30_000;
}
