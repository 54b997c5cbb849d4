import SpaceBetween from "@cloudscape-design/components/space-between";
import { Suspense } from "react";
import { Failure } from "../../ui/failure.tsx";
import { Page, PageLoading } from "../../ui/page.tsx";
import { part } from "../../ui/part.ts";
import { PlaceButton } from "../../ui/place-button.tsx";
import { PlaceLink } from "../../ui/place-link.tsx";
import { useMe, useQueue, useRequests } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/access.ts";
import { nextLook } from "./open-phase.ts";
import { OpenRequests } from "./open-requests.tsx";
import "./access.css";

// Whoever comes at 02:00 does not wait for what was.
const History = part(() => import("./history.tsx"));

/** The home page: what this person can use now on top, then what is on its way, then what was. */
export default function AccessPage() {
  const open = useRequests({ view: "mine", phase: "open" }, nextLook);
  return (
    <Page title={texts.title} description={<ToDecide />} actions={<PlaceButton href="/ask">{texts.ask}</PlaceButton>}>
      <SpaceBetween size="l">
        {open.error && <Failure error={open.error} title={texts.failed} retry={() => void open.refetch()} />}
        {open.isPending && (
          <div className="access-loading">
            <PageLoading />
          </div>
        )}
        {open.data && <OpenRequests requests={open.data} />}
        {open.data && (
          <Suspense fallback={<PageLoading />}>
            <History open={open.data} />
          </Suspense>
        )}
      </SpaceBetween>
    </Page>
  );
}

/** To an approver for whom requests wait, the way there: the navigation is out of sight on a phone. */
function ToDecide() {
  const me = useMe();
  const queue = useQueue(10_000, me.data?.approver === true);
  const count = queue.data?.length ?? 0;
  if (count === 0) return texts.description;
  return (
    <PlaceLink href="/approvals" fontSize="heading-s">
      <b>{texts.toDecide(count)}</b>
    </PlaceLink>
  );
}
