import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { texts } from "../texts/request.ts";

interface ChainProps {
  readonly events: number;
  /** As `brokenAt` tells. */
  readonly broken: number | undefined;
}

/** Whether a history is what was recorded. */
export function Chain({ events, broken }: ChainProps) {
  if (broken === undefined)
    return (
      <div>
        <StatusIndicator type="success">{texts.history.verified}</StatusIndicator>
        <Box variant="small" display="block">
          {texts.history.verifiedText(events)}
        </Box>
      </div>
    );
  return (
    <Alert type="error" header={texts.history.broken(broken)}>
      {texts.history.brokenText}
    </Alert>
  );
}
