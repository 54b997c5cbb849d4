import Alert, { type AlertProps } from "@cloudscape-design/components/alert";
import type { ShownCutOff, ShownWhole } from "../../../../core/api.ts";
import { useServerNow } from "../../ui/server-clock.ts";
import { texts } from "../../ui/texts/request.ts";
import { Moment } from "../../ui/time.tsx";

const looks: Readonly<Record<ShownCutOff["state"], AlertProps.Type>> = {
  pending: "info",
  done: "success",
  failed: "error",
  off: "warning",
};

/** How it stands with sessions that were alive when the access was taken back, and by when the last of them is over anyway. */
export function CutOff({ request }: { readonly request: ShownWhole }) {
  const now = useServerNow();
  const { cutOff, history } = request;
  if (cutOff === undefined) return null;
  const { state, effectiveBy, sessionsEnd } = cutOff;
  const asked = history[0];
  const kubernetes = asked?.type === "asked" && asked.ask.role.kubernetes;
  const isOver = now >= Date.parse(sessionsEnd);
  const spreads = state === "done" && now < Date.parse(effectiveBy ?? "");
  const { done, spreading } = texts.cutOff;
  return (
    <Alert type={spreads ? "info" : looks[state]} header={spreads ? spreading.title : texts.cutOff[state].title}>
      {effectiveBy !== undefined && (
        <p className="request-line">
          {spreads ? spreading.text : done.text} <Moment at={effectiveBy} />.
        </p>
      )}
      <p className="request-line">
        {isOver ? texts.cutOff.over : texts.cutOff.ends[state]} <Moment at={sessionsEnd} />.
      </p>
      {kubernetes && !isOver && <p className="request-line">{texts.cutOff.kubernetes}</p>}
    </Alert>
  );
}
