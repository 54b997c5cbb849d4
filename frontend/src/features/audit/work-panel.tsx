import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { requestAddress } from "../../ui/addresses.ts";
import { messageOf } from "../../ui/failure.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { texts } from "../../ui/texts/audit.ts";
import type { Verdict } from "./chain.ts";
import type { ListReading } from "./reading.ts";
import type { Failed, Work, Working } from "./verify-and-export.ts";
import { WorkDone } from "./work-done.tsx";

const words = texts.work;
/** Of what failed, so many are listed. */
const mostListed = 10;

interface WorkPanelProps {
  readonly working: Working;
  readonly list: ListReading;
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** How an export or a verification goes, how it went, and what can be done where it did not. */
export function WorkPanel({ working, list, verdicts }: WorkPanelProps) {
  const { work } = working;
  switch (work?.state) {
    case undefined:
      return null;
    case "list":
    case "reading":
      return <Running work={work} list={list} onStop={working.stop} />;
    case "stopped":
      return (
        <Told type="info" header={words.stopped(work.task)} working={working} action={words.goOn}>
          {stoppedAt(work)}
        </Told>
      );
    case "failed":
      return <SomeFailed work={work} working={working} />;
    case "done":
      return <WorkDone work={work} working={working} verdicts={verdicts} />;
  }
}

function Running({ work, list, onStop }: { work: Work; list: ListReading; onStop: () => void }) {
  const { task, read, total } = work;
  return (
    <Container>
      <SpaceBetween size="s">
        {work.state === "list" ? (
          <ProgressBar label={words.tasks[task]} value={0} additionalInfo={words.list(task, list.count)} />
        ) : (
          <ProgressBar
            label={words.tasks[task]}
            value={total === 0 ? 100 : (100 * read) / total}
            additionalInfo={words.progress(read, total)}
          />
        )}
        <Button onClick={onStop}>{words.stop}</Button>
      </SpaceBetween>
    </Container>
  );
}

function stoppedAt({ task, read, total }: Work): string {
  if (total === 0) return words.stoppedEarly;
  return task === "verify" ? words.stoppedVerify(read, total) : words.stoppedAt(read, total);
}

function SomeFailed({ work, working }: { readonly work: Work; readonly working: Working }) {
  const { task, failed, total } = work;
  return (
    <Told
      type="error"
      header={words.failed(failed.length, total)}
      working={working}
      action={words.again(failed.length)}
      {...(task === "jsonl" && {
        more: <Button onClick={working.saveIncomplete}>{words.saveIncomplete(failed.length)}</Button>,
      })}
    >
      <SpaceBetween size="xs">
        <div>{task === "verify" ? words.failedVerify : words.failedExport}</div>
        <FailedList failed={failed} />
      </SpaceBetween>
    </Told>
  );
}

function FailedList({ failed }: { readonly failed: readonly Failed[] }) {
  return (
    <ul>
      {failed.slice(0, mostListed).map(({ request, error }) => (
        <li key={request.id}>
          <PlaceLink href={requestAddress(request.id)}>{request.id}</PlaceLink>
          <Box display="inline"> – {messageOf(error)}</Box>
        </li>
      ))}
      {failed.length > mostListed && <li>{words.more(failed.length - mostListed)}</li>}
    </ul>
  );
}

interface ToldProps {
  readonly type: "info" | "error";
  readonly header: string;
  readonly working: Working;
  /** What going on is called here. */
  readonly action: string;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

function Told({ type, header, working, action, more, children }: ToldProps) {
  return (
    <Alert
      type={type}
      header={header}
      dismissible
      dismissAriaLabel={words.dismiss}
      onDismiss={working.dismiss}
      action={
        <SpaceBetween direction="horizontal" size="xs">
          {more}
          <Button onClick={working.goOn}>{action}</Button>
        </SpaceBetween>
      }
    >
      {children}
    </Alert>
  );
}
