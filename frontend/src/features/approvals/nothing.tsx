import Box from "@cloudscape-design/components/box";
import { texts } from "../../ui/texts/approvals.ts";
import { nothingId } from "./focus.ts";

/** In the place of an empty queue. */
export function Nothing() {
  return (
    <div id={nothingId} tabIndex={-1} className="queue-nothing">
      <Box variant="h2" textAlign="center">
        {texts.empty.title}
      </Box>
      <Box textAlign="center" color="text-body-secondary">
        {texts.empty.text}
      </Box>
    </div>
  );
}
