import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ShownRequest } from "../../../../core/api.ts";
import { UseButtons } from "../../ui/credentials/use-buttons.tsx";
import { texts } from "../../ui/texts/access.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { Countdown, Moment } from "../../ui/time.tsx";
import { Reason } from "./reason.tsx";
import { RequestHeader } from "./request-header.tsx";

interface ActiveCardProps {
  readonly request: ShownRequest;
  /** Told when a dialog about its credentials or its console opens and closes. */
  readonly onHold: (held: boolean) => void;
  readonly onEnd: () => void;
}

/** Access that this person has now: how long still, and what to do with it. */
export function ActiveCard({ request, onHold, onEnd }: ActiveCardProps) {
  const { endsAt = "", role, account, may } = request;
  return (
    <Container header={<RequestHeader request={request} />}>
      <div className="access-card">
        <div>
          <div className="access-time">
            <Box fontSize="display-l" fontWeight="bold">
              <Countdown to={endsAt} />
            </Box>
          </div>
          <Box color="text-body-secondary">
            {texts.until} <Moment at={endsAt} />
          </Box>
        </div>
        <div>
          <Reason request={request} />
          {!may.includes("use") && <StatusIndicator type="warning">{texts.active.spent}</StatusIndicator>}
        </div>
        <div className="access-buttons">
          <UseButtons request={request} onHold={onHold} />
          {may.includes("end") && (
            <div>
              <Button
                fullWidth
                ariaLabel={texts.of(texts.active.end, shared.subject(role.name, account.name))}
                onClick={onEnd}
              >
                {texts.active.end}
              </Button>
            </div>
          )}
        </div>
      </div>
    </Container>
  );
}
