import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import type { ShownRequest } from "../../../../core/api.ts";
import { approversOf, currentStage, yesCount } from "../../ui/request/stage-progress.ts";
import { texts } from "../../ui/texts/access.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { Countdown, Moment } from "../../ui/time.tsx";
import { Reason } from "./reason.tsx";
import { RequestHeader } from "./request-header.tsx";

interface WaitingCardProps {
  readonly request: ShownRequest;
  readonly onWithdraw: () => void;
}

/** What is not there yet: who has to approve it and by when, or from when on it holds. */
export function WaitingCard({ request, onWithdraw }: WaitingCardProps) {
  const { phase, role, account, may } = request;
  return (
    <Container header={<RequestHeader request={request} />}>
      <div className="access-card">
        <div>{phase === "pending" ? <Pending request={request} /> : <Scheduled request={request} />}</div>
        <Reason request={request} />
        {may.includes("withdraw") && (
          <div className="access-buttons">
            <div>
              <Button
                fullWidth
                ariaLabel={texts.of(texts.withdraw, shared.subject(role.name, account.name))}
                onClick={onWithdraw}
              >
                {texts.withdraw}
              </Button>
            </div>
          </div>
        )}
      </div>
    </Container>
  );
}

function Pending({ request }: { readonly request: ShownRequest }) {
  const current = currentStage(request);
  const { decideBy, duration, startsAt, stages } = request;
  return (
    <>
      {current && (
        <Box>
          <b>{texts.pending.stage(current.stage.name, current.at + 1, stages.length)}</b>
          <div className="typed">
            {texts.pending.asked(approversOf(current.stage), current.stage.required, yesCount(current.stage))}
          </div>
        </Box>
      )}
      {decideBy !== undefined && (
        <Box color="text-body-secondary">
          <Countdown to={decideBy} say={texts.pending.lapsesIn} />, <Moment at={decideBy} />
        </Box>
      )}
      <Box color="text-body-secondary">
        {startsAt === undefined ? (
          texts.pending.forFrom(duration)
        ) : (
          <>
            {texts.pending.for(duration)} <Moment at={startsAt} />
          </>
        )}
      </Box>
    </>
  );
}

function Scheduled({ request: { startsAt = "", endsAt = "" } }: { readonly request: ShownRequest }) {
  return (
    <>
      <div className="access-time">
        <Box fontSize="heading-l" fontWeight="bold">
          <Countdown to={startsAt} say={shared.startsIn} />
        </Box>
      </div>
      <Box color="text-body-secondary">
        <Moment at={startsAt} brief /> {texts.until} <Moment at={endsAt} brief />
      </Box>
    </>
  );
}
