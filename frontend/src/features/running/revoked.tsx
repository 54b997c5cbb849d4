import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { ShownWhole } from "../../../../core/api.ts";
import { requestAddress } from "../../ui/addresses.ts";
import { messageOf } from "../../ui/failure.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { useRequest } from "../../ui/requests.ts";
import { useServerNow } from "../../ui/server-clock.ts";
import { texts } from "../../ui/texts/running.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { Moment } from "../../ui/time.tsx";

const words = texts.taken;

interface RevokedProps {
  readonly ids: readonly string[];
  readonly onPutAway: (ids: readonly string[]) => void;
}

/** What was revoked on this visit, and how far its sessions are cut off. */
export function Revoked({ ids, onPutAway }: RevokedProps) {
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
  const { type, text, at, isDone } = data ? standing(data, now) : notKnown(error);
  return (
    <div className="running-taken-one">
      <div>
        <PlaceLink href={requestAddress(id)}>{data ? subjectOf(data) : id}</PlaceLink>
        {data && (
          <Box variant="small" display="block">
            <bdi className="typed">{data.requester.name}</bdi> · {data.account.id}
          </Box>
        )}
      </div>
      <div aria-live="polite">
        <StatusIndicator type={type}>
          <span className="in-words">
            {text} {at !== undefined && <Moment at={at} brief />}
          </span>
        </StatusIndicator>
      </div>
      {isDone && <Button iconName="close" variant="icon" ariaLabel={`${words.dismiss}: ${id}`} onClick={onPutAway} />}
    </div>
  );
}

function subjectOf({ role, account }: ShownWhole): string {
  return shared.subject(role.name, account.name);
}

interface Standing {
  readonly type: StatusIndicatorProps.Type;
  readonly text: string;
  readonly at?: string;
  /** Whether no session works any more, or none that Stint could do anything about. */
  readonly isDone: boolean;
}

function notKnown(error: unknown): Standing {
  if (error === null) return { type: "loading", text: words.looking, isDone: false };
  return { type: "warning", text: messageOf(error), isDone: true };
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
