import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import type { ShownWhole } from "../../../../core/api.ts";
import { CopyShortened } from "../../ui/copy-button.tsx";
import { Section } from "../../ui/request/details.tsx";
import { useServerNow } from "../../ui/server-clock.ts";
import { texts } from "../../ui/texts/request.ts";
import { Moment } from "../../ui/time.tsx";
import { CutOff } from "./cut-off.tsx";
import { type Session, type SessionState, sessionsOf, stateOf } from "./session-list.ts";

const looks: Readonly<Record<SessionState, StatusIndicatorProps.Type>> = {
  alive: "success",
  over: "stopped",
  issuing: "in-progress",
  none: "stopped",
  cutOff: "stopped",
  cutting: "in-progress",
  denied: "error",
  left: "warning",
};

/** How many are shown at first: a request may have 500. */
const few = 10;

/** The sessions that were issued, and what became of them when the access was taken back. */
export function Sessions({ request }: { readonly request: ShownWhole }) {
  const [all, setAll] = useState(false);
  const sessions = sessionsOf(request);
  const shown = all ? sessions : sessions.slice(0, few);
  return (
    <Section title={`${texts.sessions.title} (${sessions.length})`}>
      <SpaceBetween size="m">
        <CutOff request={request} />
        <ul className="request-list spaced">
          {shown.map((session) => (
            <SessionLine key={session.session} session={session} request={request} />
          ))}
        </ul>
        {shown.length < sessions.length && (
          <Button onClick={() => setAll(true)}>{texts.sessions.more(sessions.length - shown.length)}</Button>
        )}
      </SpaceBetween>
    </Section>
  );
}

function SessionLine({ session, request }: { readonly session: Session; readonly request: ShownWhole }) {
  const state = stateOf(session, request, useServerNow());
  const { accessKeyId, until, begunAt, purpose } = session;
  return (
    <li className="request-session">
      <div>
        <b>{texts.sessions.one(session.session)}</b> · {texts.sessions.purposes[purpose]}
      </div>
      <StatusIndicator type={looks[state]}>{texts.sessions.states[state]}</StatusIndicator>
      <Box variant="small">
        {texts.sessions.begun} <Moment at={begunAt} brief />
        {until !== undefined && (
          <>
            {" "}
            · {texts.sessions.until} <Moment at={until} brief />
          </>
        )}
      </Box>
      {accessKeyId !== undefined && (
        <span className="request-key">
          <CopyShortened text={accessKeyId} shown={accessKeyId} what={texts.sessions.copy} />
        </span>
      )}
    </li>
  );
}
