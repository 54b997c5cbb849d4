import SpaceBetween from "@cloudscape-design/components/space-between";
import { Failure } from "../../ui/failure.tsx";
import { OnlyFor } from "../../ui/only-for.tsx";
import { Page } from "../../ui/page.tsx";
import { useRequests } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/running.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { Revoked } from "./revoked.tsx";
import { RunningList } from "./running-list.tsx";
import { useRevoked } from "./use-revoked.ts";

export default function RunningPage() {
  return (
    <OnlyFor
      title={texts.title}
      who={({ approver, auditor, administrator }) => approver || auditor || administrator}
      refusal={texts.refused}
    >
      <Running />
    </OnlyFor>
  );
}

/** Milliseconds between two looks. */
const often = 5000;

/** What is granted and this person looks after, with a way to take it back and to see that it is gone. */
function Running() {
  const running = useRequests({ view: "running" }, often);
  const { ids, add, putAway } = useRevoked();
  return (
    <Page title={texts.title} description={texts.description}>
      <SpaceBetween size="l">
        {running.error && (
          <Failure
            error={running.error}
            retry={() => void running.refetch()}
            {...(running.data && { title: shared.stale })}
          />
        )}
        {ids.length > 0 && <Revoked ids={ids} onPutAway={putAway} />}
        {(running.data || running.isPending) && (
          <RunningList requests={running.data} onRevoked={(requests) => add(requests.map(({ id }) => id))} />
        )}
      </SpaceBetween>
    </Page>
  );
}
