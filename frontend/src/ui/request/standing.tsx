import type { ShownRequest } from "../../../../core/api.ts";
import { PhaseIndicator } from "../phase.tsx";
import { Outcome } from "./outcome.tsx";
import { TimeLeft } from "./time-left.tsx";

/** Where a request stands: its phase, until when, and who brought it there. */
export function Standing({ request }: { readonly request: ShownRequest }) {
  return (
    <div className="standing">
      <PhaseIndicator phase={request.phase} />
      <TimeLeft request={request} />
      <Outcome request={request} />
    </div>
  );
}
