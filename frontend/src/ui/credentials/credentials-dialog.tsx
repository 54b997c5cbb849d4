import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type RefObject, useEffect, useRef } from "react";
import type { ShownCredentials, ShownRequest } from "../../../../core/api.ts";
import { mostSessions } from "../../../../core/moves.ts";
import { isFinal } from "../api.ts";
import { Failure } from "../failure.tsx";
import { serverNow } from "../server-clock.ts";
import { texts } from "../texts/credentials.ts";
import { Countdown, Moment } from "../time.tsx";
import { CredentialsText } from "./credentials-text.tsx";
import { profileFor } from "./formats.ts";
import { stopsAt, useLentCredentials } from "./lent-credentials.ts";

interface CredentialsDialogProps {
  readonly request: ShownRequest;
  readonly onClose: () => void;
}

/** Sessions left from which on it is said how many. */
const few = 20;
const words = texts.credentials;

/** Says what it will do, does it on a press, and shows what came until it expires or the dialog is closed. */
export default function CredentialsDialog({ request, onClose }: CredentialsDialogProps) {
  const { lent, get } = useLentCredentials(request.id);
  const { role, account, endsAt = "" } = request;
  const expiry = useRef<HTMLDivElement>(null);
  const holds = serverNow() < Date.parse(endsAt);
  const final = lent.is === "refused" && isFinal(lent.error);
  return (
    <Modal
      visible
      size="large"
      header={words.title(role.name, account.name)}
      closeAriaLabel={texts.close}
      onDismiss={({ detail }) => {
        // A press beside the dialog is easily an accident, and what is here would be gone.
        if (detail.reason !== "overlay" || lent.is !== "here") onClose();
        else expiry.current?.focus();
      }}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {lent.is === "none" || lent.is === "working" ? texts.cancel : texts.close}
            </Button>
            {lent.is !== "here" && holds && !final && (
              <Button variant="primary" loading={lent.is === "working"} onClick={() => void get()}>
                {lent.is === "expired" ? words.getAgain : words.get}
              </Button>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {lent.is === "refused" && <Failure error={lent.error} title={words.failed} />}
        {lent.is === "expired" && (
          <Alert type="warning" header={words.expired}>
            {holds ? words.expiredThen : words.expiredEnd}
          </Alert>
        )}
        {lent.is === "here" && (
          <>
            <Expiry credentials={lent.credentials} line={expiry} />
            <SessionsLeft left={lent.credentials.sessionsLeft} />
            <CredentialsText credentials={lent.credentials} profile={profileFor(account.name, role.name)} />
          </>
        )}
        {lent.is !== "here" && !final && (
          <>
            <Box variant="p">{words.what(role.name, account.name, account.id)}</Box>
            <Box variant="p">{words.recorded}</Box>
            <SessionsLeft left={mostSessions - request.sessions} />
          </>
        )}
      </SpaceBetween>
    </Modal>
  );
}

interface ExpiryProps {
  readonly credentials: ShownCredentials;
  readonly line: RefObject<HTMLDivElement | null>;
}

/** When the credentials stop working, and how that stands to the end of the access. Takes the focus: it is what has come. */
function Expiry({ credentials, line }: ExpiryProps) {
  useEffect(() => line.current?.focus(), [line]);
  const stop = stopsAt(credentials);
  const { Expiration, endsAt = stop } = credentials;
  return (
    <div ref={line} tabIndex={-1} className="credentials-expiry">
      <Box variant="h3" tagOverride="div">
        <Countdown to={stop} say={words.expire} />
      </Box>
      <Box>
        <Moment at={stop} />. <Relation expiresAt={Expiration} endsAt={endsAt} />
      </Box>
      <Box color="text-body-secondary">{words.keep}</Box>
    </div>
  );
}

function Relation({ expiresAt, endsAt }: { readonly expiresAt: string; readonly endsAt: string }) {
  const later = Date.parse(endsAt) - Date.parse(expiresAt);
  if (later < 0)
    return (
      <>
        {words.endsEarlier} <Moment at={expiresAt} />.
      </>
    );
  // STS counts in whole seconds, and both are shown to the minute.
  if (later < 60_000) return words.endsWith;
  return (
    <>
      {words.endsLater} <Moment at={endsAt} />.
    </>
  );
}

function SessionsLeft({ left }: { readonly left: number }) {
  if (left > few) return null;
  return <Alert type="warning">{left > 0 ? words.few(left) : words.none}</Alert>;
}
