import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import { Link } from "react-router";
import type { ShownRequest } from "../../../../core/api.ts";
import { oneRun } from "../../ui/request/folded.tsx";
import { PersonName } from "../../ui/request/person-name.tsx";
import { ShortFacts, Starts } from "../../ui/request/short-facts.tsx";
import { TimeLeft, Waiting } from "../../ui/request/time-left.tsx";
import { texts } from "../../ui/texts/approvals.ts";
import { texts as requestTexts } from "../../ui/texts/request.ts";
import { texts as shared } from "../../ui/texts/ui.ts";
import { entryId } from "./focus.ts";
import { placeOf } from "./place.ts";

interface QueueEntryProps {
  readonly request: ShownRequest;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
  readonly replaces: boolean;
  readonly onOpen: () => void;
}

/** One request that waits: enough to know which is which, and often enough to decide. */
export function QueueEntry({ request, isOpen, isChosen, onChoose, replaces, onOpen }: QueueEntryProps) {
  const { id, requester, role, account, duration, justification } = request;
  const chooseId = `choose-${id}`;
  return (
    <li className={isOpen ? "queue-entry open" : "queue-entry"}>
      {/* The whole square is the target, not only the box in it. */}
      <label className="queue-choose" htmlFor={chooseId}>
        <Checkbox
          controlId={chooseId}
          checked={isChosen}
          ariaLabel={texts.select(requester.name, role.name, account.name)}
          onChange={({ detail }) => onChoose(detail.checked)}
        />
      </label>
      <div className="queue-facts">
        <Link
          id={entryId(id)}
          to={placeOf(id)}
          replace={replaces}
          className="queue-link"
          aria-label={requestTexts.title(requester.name, role.name, account.name)}
          aria-current={isOpen ? "true" : undefined}
          onClick={onOpen}
        >
          <PersonName>{requester.name}</PersonName>
        </Link>
        <div className="typed">
          <b>{role.name}</b> {shared.in} <b>{account.name}</b> ({account.id}), {duration}
          <Starts request={request} />
        </div>
        <div className="request-quote queue-why typed" dir="auto">
          {oneRun(justification)}
        </div>
        <ShortFacts request={request} />
        <Box variant="small">
          <Waiting request={request} /> · <TimeLeft request={request} />
        </Box>
      </div>
    </li>
  );
}
