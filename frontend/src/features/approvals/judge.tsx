import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { ShownRequest, ShownWhole } from "../../../../core/api.ts";
import { requestAddress } from "../../ui/addresses.ts";
import { Failure } from "../../ui/failure.tsx";
import { Page, PageLoading } from "../../ui/page.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { ActionBar } from "../../ui/request/action-bar.tsx";
import { Details } from "../../ui/request/details.tsx";
import { PersonName } from "../../ui/request/person-name.tsx";
import { Standing } from "../../ui/request/standing.tsx";
import { YourTurn } from "../../ui/request/your-turn.tsx";
import { type CommentedMove, useRequest } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/approvals.ts";
import { texts as requestTexts } from "../../ui/texts/request.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { openId } from "./focus.ts";

interface JudgeProps {
  readonly id: string;
  /** As the queue has it: absent when it does not wait for this person. */
  readonly listed: ShownRequest | undefined;
  /** What leads back to the list where this takes the list's place; absent where it stands beside it. */
  readonly back?: ReactNode;
  readonly onMove: (move: CommentedMove, request: ShownRequest) => void;
  /** Further buttons, beside those that decide. */
  readonly next: ReactNode;
}

/** One request to be decided: everything to judge it by, and the decision. It stays in sight when somebody else was faster. */
export function Judge({ id, listed, back, onMove, next }: JudgeProps) {
  const { data, error, refetch } = useRequest(id);
  const shown = data ?? listed;
  const decidable = data?.may.includes("approve") ? data : undefined;
  const wants = shown && requestTexts.wants(shown.role.name, shown.account.name, shown.duration);
  const title = shown ? `${shown.requester.name} ${wants}` : requestTexts.loading;
  const heading = shown ? (
    <>
      <PersonName>{shown.requester.name}</PersonName> {wants}
    </>
  ) : (
    title
  );
  const matter = (
    <section id={openId(id)} tabIndex={-1} className="queue-judge" aria-label={title}>
      {!back && <h2 className="queue-heading typed">{heading}</h2>}
      <SpaceBetween size="m">
        {shown && <Standing request={shown} />}
        {error && <Failure error={error} retry={() => void refetch()} {...(data && { title: shared.stale })} />}
        {data && !decidable && <Gone request={data} />}
        {data && <Details request={data} />}
        {data && <PlaceLink href={requestAddress(id)}>{texts.page}</PlaceLink>}
        {!data && !error && <PageLoading />}
      </SpaceBetween>
      {(decidable || next) && (
        <ActionBar note={decidable && <YourTurn request={decidable} />}>
          {decidable && (
            <>
              <Button variant="primary" onClick={() => onMove("approve", decidable)}>
                {shared.moves.approve.button}
              </Button>
              <Button onClick={() => onMove("reject", decidable)}>{shared.moves.reject.button}</Button>
            </>
          )}
          {next}
        </ActionBar>
      )}
    </section>
  );
  return back ? (
    <Page title={title} heading={heading} description={back}>
      {matter}
    </Page>
  ) : (
    matter
  );
}

/** Why there is nothing to decide here: who decided already. */
function Gone({ request }: { readonly request: ShownWhole }) {
  const isBegun = request.phase !== "pending" || request.stages.some(({ decisions }) => decisions.length > 0);
  return (
    <Alert type="info" header={isBegun ? texts.gone.title : texts.gone.notYet}>
      {request.stages.flatMap(({ name, decisions }) =>
        decisions.map(({ by, verdict }) => {
          const [before, after] = texts.gone.decided(verdict, name);
          return (
            <div key={by.id} className="typed">
              {before} <PersonName>{by.name}</PersonName> {after}
            </div>
          );
        }),
      )}
    </Alert>
  );
}
