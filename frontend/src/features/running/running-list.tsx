import { useCollection } from "@cloudscape-design/collection-hooks";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useState } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { MoveDialog } from "../../ui/move-dialog.tsx";
import { ActionBar } from "../../ui/request/action-bar.tsx";
import { Nothing } from "../../ui/table/nothing.tsx";
import { roomForTable } from "../../ui/table/table-width.ts";
import { texts } from "../../ui/texts/running.ts";
import { useWide } from "../../ui/wide.ts";
import { endsFirst, mayRevoke, RunningRows } from "./running-rows.tsx";

interface RunningListProps {
  /** Undefined until they have come. */
  readonly requests: readonly ShownRequest[] | undefined;
  readonly onRevoked: (requests: readonly ShownRequest[]) => void;
}

const pageSize = 25;
const none: readonly ShownRequest[] = [];

/** Active and scheduled access, what ends first on top; one or several can be taken back. */
export function RunningList({ requests, onRevoked }: RunningListProps) {
  const [revoking, setRevoking] = useState(none);
  const wide = useWide(roomForTable);
  const all = requests ?? none;
  const revocable = all.filter(mayRevoke);
  const { items, actions, filteredItemsCount, collectionProps, filterProps, paginationProps } = useCollection(all, {
    filtering: {
      filteringFunction: matches,
      empty: <Nothing title={texts.empty} hint={texts.emptyHint} />,
      noMatch: (
        <Nothing title={texts.noMatch}>
          <Button onClick={() => actions.setFiltering("")}>{texts.showAll}</Button>
        </Nothing>
      ),
    },
    pagination: { pageSize },
    sorting: { defaultState: { sortingColumn: endsFirst } },
    selection: { keepSelection: true, trackBy: "id" },
  });
  // What is over by now, or no longer this person's to revoke, is not selected any more.
  const ids = new Set(collectionProps.selectedItems?.map(({ id }) => id));
  const selected = revocable.filter(({ id }) => ids.has(id));
  const revokeSelected = (
    <Button disabled={selected.length === 0} onClick={() => setRevoking(selected)}>
      {texts.revokeSelected(selected.length)}
    </Button>
  );
  return (
    <div>
      <SpaceBetween size="m">
        {all.length > revocable.length && (
          <Alert type="info">{revocable.length === 0 ? texts.mayNot.none : texts.mayNot.some}</Alert>
        )}
        <RunningRows
          {...collectionProps}
          items={items}
          selectedItems={selected}
          selectable={revocable.length > 0}
          loading={requests === undefined}
          onRevoke={(request) => setRevoking([request])}
          header={
            <Header
              variant="h2"
              {...(requests && { counter: texts.count(filteredItemsCount ?? all.length, all.length) })}
              actions={wide && revocable.length > 0 && revokeSelected}
            >
              {texts.list}
            </Header>
          }
          filter={
            <TextFilter
              {...filterProps}
              filteringPlaceholder={texts.filter}
              filteringAriaLabel={texts.filter}
              filteringClearAriaLabel={texts.clearFilter}
              countText={texts.matches(filteredItemsCount ?? 0)}
            />
          }
          pagination={
            all.length > pageSize && <Pagination {...paginationProps} ariaLabels={{ paginationLabel: texts.pages }} />
          }
        />
      </SpaceBetween>
      {!wide && selected.length > 0 && <ActionBar label={texts.selected}>{revokeSelected}</ActionBar>}
      {revoking.length > 0 && (
        <MoveDialog
          move="revoke"
          requests={revoking}
          onClose={(done) => {
            setRevoking(none);
            if (done.length === 0) return;
            actions.setSelectedItems(selected.filter(({ id }) => done.every((request) => request.id !== id)));
            onRevoked(done);
          }}
        />
      )}
    </div>
  );
}

/** Whether every word occurs somewhere in what a person would look for. */
function matches({ requester, role, account, justification, rule }: ShownRequest, text: string): boolean {
  const parts = [requester.name, requester.email, role.name, account.name, account.id, rule.id, justification];
  const haystack = parts.join("\n").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
