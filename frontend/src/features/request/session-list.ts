import type { ShownWhole } from "../../../../core/api.ts";

export interface Session {
  readonly session: number;
  readonly purpose: "credentials" | "console";
  readonly begunAt: string;
  /** Absent while nothing was handed out. */
  readonly accessKeyId?: string;
  /** When it stops working by itself: its own end, or that of the window, whichever is first. */
  readonly until?: string;
}

export type SessionState = "alive" | "over" | "issuing" | "none" | "cutOff" | "cutting" | "denied" | "left";

/** `credentials` answers within this many milliseconds of recording that it begins, or never: see core/cut-off.ts. */
const onItsWay = 60_000;

/** The sessions that the history tells of, newest first. */
export function sessionsOf({ history, endsAt }: ShownWhole): readonly Session[] {
  const sessions = new Map<number, Session>();
  for (const event of history) {
    if (event.type === "issuing") {
      const { session, purpose, at: begunAt } = event;
      sessions.set(session, { session, purpose, begunAt });
    }
    const begun = event.type === "issued" ? sessions.get(event.session) : undefined;
    if (event.type !== "issued" || begun === undefined) continue;
    const { session, accessKeyId, expiresAt } = event;
    const until = endsAt !== undefined && endsAt < expiresAt ? endsAt : expiresAt;
    sessions.set(session, { ...begun, accessKeyId, until });
  }
  return [...sessions.values()].reverse();
}

/** How it stands with a session at a time in milliseconds. */
export function stateOf(session: Session, { phase, cutOff }: ShownWhole, now: number): SessionState {
  const { until, begunAt } = session;
  if (until === undefined) return phase === "active" && now < Date.parse(begunAt) + onItsWay ? "issuing" : "none";
  if (now >= Date.parse(until)) return "over";
  switch (cutOff?.state) {
    case undefined:
      return "alive";
    case "pending":
      return "cutting";
    case "failed":
      return "denied";
    case "off":
      return "left";
    case "done":
      return now >= Date.parse(cutOff.effectiveBy ?? "") ? "cutOff" : "cutting";
  }
}
