import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import { Link } from "react-router";
import type { ShownRequest } from "../../../../core/api.ts";
import { Name } from "../../ui/request/person-name.tsx";
import { TimeLeft, Waiting } from "../../ui/request/time-left.tsx";
import { texts } from "../../ui/texts/approvals.ts";
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
          ariaLabel={texts.choose(requester.name, role.name, account.name)}
          onChange={({ detail }) => onChoose(detail.checked)}
        />
      </label>
      <div className="queue-facts">
        <Link
          id={entryId(id)}
          to={placeOf(id)}
          replace={replaces}
          className="queue-link"
          aria-current={isOpen ? "true" : undefined}
          onClick={onOpen}
        >
          <Name>{requester.name}</Name>
        </Link>
        <div className="typed">
          <b>{role.name}</b> in <b>{account.name}</b> ({account.id}), {duration}
        </div>
        <div className="queue-why typed" dir="auto">
          {justification}
        </div>
        <Box variant="small">
          <Waiting request={request} /> · <TimeLeft request={request} />
        </Box>
      </div>
    </li>
  );
}
