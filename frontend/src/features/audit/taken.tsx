import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { ShownWhole } from "../../../../core/api.ts";
import { messageOf } from "../../ui/failure.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { useRequest } from "../../ui/requests.ts";
import { useServerNow } from "../../ui/server-clock.ts";
import { texts } from "../../ui/texts/running.ts";
import { Moment } from "../../ui/time.tsx";

const words = texts.taken;

interface TakenProps {
  readonly ids: readonly string[];
  readonly onPutAway: (ids: readonly string[]) => void;
}

/** What was revoked on this visit, and how far its sessions are cut off. */
export function Taken({ ids, onPutAway }: TakenProps) {
  return (
    <Container
      header={
        <Header variant="h2" description={words.description} counter={`(${ids.length})`}>
          {words.title}
        </Header>
      }
    >
      <ul className="running-taken">
        {ids.map((id) => (
          <li key={id}>
            <One id={id} onPutAway={() => onPutAway([id])} />
          </li>
        ))}
      </ul>
    </Container>
  );
}

function One({ id, onPutAway }: { readonly id: string; readonly onPutAway: () => void }) {
  const { data, error } = useRequest(id);
  const now = useServerNow();
  if (!data)
    return error ? (
      <StatusIndicator type="warning">{messageOf(error)}</StatusIndicator>
    ) : (
      <StatusIndicator type="loading">{words.looking}</StatusIndicator>
    );
  const { requester, role, account } = data;
  const { type, text, at, isDone } = standing(data, now);
  return (
    <div className="running-taken-one">
      <div>
        <PlaceLink href={`/requests/${encodeURIComponent(id)}`}>
          {role.name} in {account.name}
        </PlaceLink>
        <Box variant="small" display="block">
          <bdi className="typed">{requester.name}</bdi> · {account.id}
        </Box>
      </div>
      <div aria-live="polite">
        <StatusIndicator type={type}>
          {text} {at !== undefined && <Moment at={at} brief />}
        </StatusIndicator>
      </div>
      {isDone && <Button iconName="close" variant="icon" ariaLabel={`${words.dismiss}: ${id}`} onClick={onPutAway} />}
    </div>
  );
}

interface Standing {
  readonly type: StatusIndicatorProps.Type;
  readonly text: string;
  readonly at?: string;
  /** Whether no session works any more, or none that Stint could do anything about. */
  readonly isDone: boolean;
}

function standing({ cutOff }: ShownWhole, now: number): Standing {
  if (cutOff === undefined) return { type: "success", text: words.nothing, isDone: true };
  const { state, effectiveBy, sessionsEnd } = cutOff;
  if (state === "done" && effectiveBy !== undefined) {
    const isEffective = now >= Date.parse(effectiveBy);
    return {
      type: "success",
      text: isEffective ? words.effective : words.done,
      at: effectiveBy,
      isDone: true,
    };
  }
  if (now >= Date.parse(sessionsEnd)) return { type: "success", text: words.over, at: sessionsEnd, isDone: true };
  if (state === "failed") return { type: "error", text: words.failed, at: sessionsEnd, isDone: false };
  if (state === "off") return { type: "warning", text: words.off, at: sessionsEnd, isDone: true };
  return { type: "in-progress", text: words.pending, isDone: false };
}
