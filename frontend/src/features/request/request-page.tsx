import SpaceBetween from "@cloudscape-design/components/space-between";
import { useParams } from "react-router";
import type { ShownWhole } from "../../../../core/api.ts";
import { ApiError } from "../../ui/api.ts";
import { Failure } from "../../ui/failure.tsx";
import { Page, PageLoading } from "../../ui/page.tsx";
import { Details } from "../../ui/request/details.tsx";
import { Comment } from "../../ui/request/outcome.tsx";
import { PersonName } from "../../ui/request/person-name.tsx";
import { Standing } from "../../ui/request/standing.tsx";
import { useMe, useRequest } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/request.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { Actions } from "./actions.tsx";
import { History } from "./history.tsx";
import { Missing } from "./missing.tsx";
import { Sessions } from "./sessions.tsx";

/** One request: where it stands, all that happened to it, and what this person can do about it. */
export default function RequestPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useRequest(id);
  const me = useMe();
  const retry = () => void refetch();
  if (error instanceof ApiError && error.code === "not_found") return <Missing me={me.data} />;
  if (data)
    return <Whole key={id} request={data} error={error} retry={retry} isMine={data.requester.id === me.data?.id} />;
  return <Page title={texts.loading}>{error ? <Failure error={error} retry={retry} /> : <PageLoading />}</Page>;
}

interface WholeProps {
  readonly request: ShownWhole;
  /** Why the last look at it failed, when it did. */
  readonly error: unknown;
  readonly retry: () => void;
  readonly isMine: boolean;
}

function Whole({ request, error, retry, isMine }: WholeProps) {
  const { outcome, requester, role, account, sessions, cutOff } = request;
  return (
    <>
      <Page
        title={texts.title(requester.name, role.name, account.name)}
        heading={
          <>
            <PersonName>{requester.name}</PersonName>: {shared.subject(role.name, account.name)}
          </>
        }
      >
        <SpaceBetween size="m">
          {error ? <Failure error={error} retry={retry} title={shared.stale} /> : null}
          <div>
            <Standing request={request} />
            {outcome?.comment && <Comment>{outcome.comment}</Comment>}
          </div>
          <Details request={request} />
          {(sessions > 0 || cutOff) && <Sessions request={request} />}
          <History request={request} />
        </SpaceBetween>
      </Page>
      <Actions request={request} isMine={isMine} />
    </>
  );
}
