import type { ShownRequest } from "../../core/api.ts";

type Stage = ShownRequest["stages"][number];

/** A request as an auditor sees it in a list: approved by nobody, for the two hours from 2026-11-22 12:00 on, expired. */
export function aShownRequest(about: Partial<ShownRequest> = {}): ShownRequest {
  return {
    id: "r1",
    version: 3,
    status: "expired",
    phase: "expired",
    requester: { id: "sub-alice", name: "Alice Almeida", email: "alice@example.com" },
    account: { id: "666677778888", name: "sandbox-blue" },
    role: { name: "PowerUser" },
    rule: { id: "sandbox", asks: {} },
    justification: "Try a new service",
    asks: {},
    duration: "2h",
    askedAt: "2026-11-22T12:00:00.000Z",
    startsAt: "2026-11-22T12:00:00.000Z",
    endsAt: "2026-11-22T14:00:00.000Z",
    stages: [],
    sessions: 1,
    may: [],
    ...about,
  };
}

/** A stage with the decisions that were made in it: who, what, when (ISO 8601). */
export function aStage(...decisions: readonly [name: string, verdict: "approved" | "rejected", at: string][]): Stage {
  return {
    name: "Lead",
    required: 1,
    approvers: { groups: ["db-leads"], people: [] },
    decisions: decisions.map(([name, verdict, at]) => ({ by: { id: `sub-${name}`, name }, verdict, at, comment: "" })),
  };
}
