import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Phase } from "../../../core/request.ts";
import { texts } from "./texts/ui.ts";

const looks: Readonly<Record<Phase, StatusIndicatorProps.Type>> = {
  pending: "pending",
  scheduled: "in-progress",
  active: "success",
  rejected: "error",
  withdrawn: "stopped",
  ended: "stopped",
  revoked: "error",
  lapsed: "warning",
  expired: "stopped",
};

/** A request's phase, by sign and word. */
export function PhaseIndicator({ phase }: { readonly phase: Phase }) {
  return (
    <StatusIndicator type={looks[phase]}>
      <span className="in-words">{texts.phases[phase]}</span>
    </StatusIndicator>
  );
}
