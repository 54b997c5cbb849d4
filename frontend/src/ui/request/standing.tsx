import type { ShownRequest } from "../../../../core/api.ts";
import { PhaseIndicator } from "../phase.tsx";
import { Outcome } from "./outcome.tsx";
import { TimeLeft } from "./time-left.tsx";

/** Where a request stands: its phase, until when, and who brought it there. */
export function Standing({ request }: { readonly request: ShownRequest }) {
  return (
    <div className="request-standing">
      <span aria-live="polite">
        <PhaseIndicator phase={request.phase} />
      </span>
      <TimeLeft request={request} />
      <Outcome request={request} />
    </div>
  );
}
