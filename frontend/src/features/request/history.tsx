import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import Steps from "@cloudscape-design/components/steps";
import { useMemo, useState } from "react";
import type { ShownWhole } from "../../../../core/api.ts";
import type { HistoryEvent } from "../../../../core/history.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { brokenAt } from "../../ui/request/broken-at.ts";
import { Chain } from "../../ui/request/chain.tsx";
import { Section } from "../../ui/request/details.tsx";
import { plainStep } from "../../ui/request/plain-step.tsx";
import { texts } from "../../ui/texts/request.ts";
import { Moment } from "../../ui/time.tsx";
import { EventComment, EventWords } from "./event-words.tsx";

const looks: Readonly<Record<HistoryEvent["type"], StatusIndicatorProps.Type>> = {
  asked: "info",
  approved: "success",
  rejected: "error",
  withdrawn: "stopped",
  ended: "stopped",
  revoked: "error",
  lapsed: "warning",
  expired: "stopped",
  issuing: "in-progress",
  issued: "success",
  "cut-off": "success",
  "cut-off-failed": "error",
  closed: "stopped",
};

/** How many events are shown at first: 500 sessions make a thousand of them. */
const few = 30;

/** Every event in the order in which it happened, with the chain computed anew in this browser. */
export function History({ request }: { readonly request: ShownWhole }) {
  const { history } = request;
  const [all, setAll] = useState(false);
  const broken = useMemo(() => brokenAt(request), [request]);
  const shown = all ? history : history.slice(-few);
  return (
    <Section title={texts.history.title}>
      <SpaceBetween size="m">
        <Chain events={history.length} broken={broken} />
        {shown.length < history.length && (
          <Button onClick={() => setAll(true)}>{texts.history.more(history.length - shown.length)}</Button>
        )}
        <Steps
          ariaLabel={texts.history.title}
          renderStep={plainStep}
          steps={shown.map((event) => {
            const misfit = broken !== undefined && event === history[broken - 1];
            return {
              status: misfit ? "error" : looks[event.type],
              statusIconAriaLabel: misfit ? texts.history.misfit : texts.history.event(event.seq),
              header: <EventWords event={event} request={request} />,
              details: <EventDetails event={event} misfit={misfit} />,
            };
          })}
        />
      </SpaceBetween>
    </Section>
  );
}

function EventDetails({ event, misfit }: { readonly event: HistoryEvent; readonly misfit: boolean }) {
  const { at, actor, hash, seq, seal } = event;
  return (
    <>
      <EventComment event={event} />
      <Box variant="small">
        <Moment at={at} />
        {actor.email !== undefined && <span className="typed"> · {actor.email}</span>} ·{" "}
        <Popover
          triggerType="text-inline"
          triggerAriaLabel={texts.history.hashOf(seq)}
          header={texts.history.hashOf(seq)}
          dismissAriaLabel={texts.history.dismiss}
          size="medium"
          renderWithPortal
          content={
            <SpaceBetween size="s">
              <Box variant="code">
                <span className="typed">{hash}</span>
              </Box>
              <span>
                {texts.history.hashHint} {seal !== undefined && texts.history.sealHint}
              </span>
              <CopyButton text={hash} what={texts.history.copyHash} />
            </SpaceBetween>
          }
        >
          {shortHash(hash)}
        </Popover>
      </Box>
      {misfit && <Box color="text-status-error">{texts.history.misfit}</Box>}
    </>
  );
}

function shortHash(hash: string): string {
  return `#${hash.slice(0, 8)}`;
}
