import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import type { Ref } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { ActionBar } from "../../ui/request/action-bar.tsx";
import type { CommentedMove } from "../../ui/requests.ts";
import { texts } from "../../ui/texts/approvals.ts";
import { QueueEntry } from "./queue-entry.tsx";

interface QueueProps {
  readonly requests: readonly ShownRequest[];
  readonly open: string | undefined;
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
  /** Whether opening one takes the place of the other in the browser's history. */
  readonly replaces: boolean;
  readonly onOpen: (id: string) => void;
  readonly onMove: (move: CommentedMove) => void;
  readonly ref: Ref<HTMLUListElement>;
}

/** What waits, to choose from and to open; with buttons for those that are chosen. */
export function Queue({ requests, open, chosen, onChoose, replaces, onOpen, onMove, ref }: QueueProps) {
  const all = chosen.length === requests.length;
  return (
    <div>
      {requests.length > 1 && (
        <div className="queue-all">
          <Checkbox
            checked={all}
            indeterminate={!all && chosen.length > 0}
            onChange={() => onChoose(all ? [] : requests.map(({ id }) => id))}
          >
            {chosen.length > 0 ? texts.selected(chosen.length) : texts.selectAll(requests.length)}
          </Checkbox>
        </div>
      )}
      <ul className="queue" aria-label={texts.list} ref={ref}>
        {requests.map((request) => (
          <QueueEntry
            key={request.id}
            request={request}
            isOpen={request.id === open}
            isChosen={chosen.includes(request.id)}
            onChoose={(yes) => onChoose(yes ? [...chosen, request.id] : chosen.filter((id) => id !== request.id))}
            replaces={replaces}
            onOpen={() => onOpen(request.id)}
          />
        ))}
      </ul>
      {chosen.length > 0 && (
        <ActionBar label={texts.withSelected}>
          <Button variant="primary" onClick={() => onMove("approve")}>
            {texts.approve(chosen.length)}
          </Button>
          <Button onClick={() => onMove("reject")}>{texts.reject(chosen.length)}</Button>
          <Button variant="link" onClick={() => onChoose([])}>
            {texts.clear}
          </Button>
        </ActionBar>
      )}
    </div>
  );
}
