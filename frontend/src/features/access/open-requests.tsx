import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { part } from "../../ui/part.ts";
import { PlaceButton } from "../../ui/place-button.tsx";
import { useServerNow } from "../../ui/server-clock.ts";
import { texts } from "../../ui/texts/access.ts";
import { ActiveCard } from "./active-card.tsx";
import { isOver } from "./open-phase.ts";
import { WaitingCard } from "./waiting-card.tsx";

const MoveDialog = part(async () => ({ default: (await import("../../ui/move-dialog.tsx")).MoveDialog }));

/** What this person has, and what is on its way, as of the server's time: what is over leaves by itself. */
export function OpenRequests({ requests }: { readonly requests: readonly ShownRequest[] }) {
  const now = useServerNow();
  const [held, setHeld] = useState<ShownRequest>();
  const list = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const [moving, setMoving] = useState<{ readonly move: "end" | "withdraw"; readonly request: ShownRequest }>();

  // The card whose button had the focus is gone.
  useEffect(() => {
    if (moving === undefined && moved.current) list.current?.focus();
    moved.current = false;
  }, [moving]);

  const open = requests.filter((request) => !isOver(request, now) && request.id !== held?.id);
  const active = [...(held ? [held] : []), ...open.filter(({ phase }) => phase === "active")];
  const pending = open.filter(({ phase }) => phase === "pending");
  const scheduled = open.filter(({ phase }) => phase === "scheduled");

  const waitingCard = (request: ShownRequest) => (
    <WaitingCard request={request} onWithdraw={() => setMoving({ move: "withdraw", request })} />
  );
  return (
    <div ref={list} tabIndex={-1} className="access-open">
      {active.length + pending.length + scheduled.length === 0 && <Nothing />}
      <Section
        title={texts.active.title}
        requests={active.toSorted(byStart).toReversed()}
        card={(request) => (
          <ActiveCard
            request={request}
            onHold={(holds) => setHeld(holds ? request : undefined)}
            onEnd={() => setMoving({ move: "end", request })}
          />
        )}
      />
      <Section title={texts.pending.title} requests={pending} card={waitingCard} />
      <Section title={texts.scheduled.title} requests={scheduled.toSorted(byStart)} card={waitingCard} />
      <Suspense>
        {moving && (
          <MoveDialog
            move={moving.move}
            requests={[moving.request]}
            onClose={(done) => {
              moved.current = done.length > 0;
              setMoving(undefined);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly requests: readonly ShownRequest[];
  readonly card: (request: ShownRequest) => ReactNode;
}

/** A list of cards under its heading; nothing where there are none. */
function Section({ title, requests, card }: SectionProps) {
  if (requests.length === 0) return null;
  return (
    <SpaceBetween size="s">
      <Header variant="h2" counter={`(${requests.length})`}>
        {title}
      </Header>
      <ul className="access-cards">
        {requests.map((request) => (
          <li key={request.id}>{card(request)}</li>
        ))}
      </ul>
    </SpaceBetween>
  );
}

function Nothing() {
  return (
    <Container>
      <Box textAlign="center" padding="l">
        <Box variant="h2">{texts.nothing.title}</Box>
        <Box variant="p" padding={{ bottom: "m" }}>
          {texts.nothing.text}
        </Box>
        <PlaceButton variant="primary" href="/ask">
          {texts.ask}
        </PlaceButton>
      </Box>
    </Container>
  );
}

function byStart(a: ShownRequest, b: ShownRequest): number {
  return (a.startsAt ?? "").localeCompare(b.startsAt ?? "");
}
