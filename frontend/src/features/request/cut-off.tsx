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
  return (
    <Alert type={looks[state]} header={texts.cutOff[state].title}>
      {state === "done" && effectiveBy !== undefined && (
        <p className="line">
          {texts.cutOff.done.text} <Moment at={effectiveBy} />.
        </p>
      )}
      <p className="line">
        {isOver ? texts.cutOff.over : texts.cutOff.ends[state]} <Moment at={sessionsEnd} />.
      </p>
      {kubernetes && !isOver && <p className="line">{texts.cutOff.kubernetes}</p>}
    </Alert>
  );
}
