import Cards from "@cloudscape-design/components/cards";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ShownRequest } from "../../../../core/api.ts";
import { CardFacts } from "../../ui/table/card-facts.tsx";
import { compare } from "../../ui/table/compare.ts";
import { roomForTable } from "../../ui/table/table-width.ts";
import { texts } from "../../ui/texts/running.ts";
import { texts as general } from "../../ui/texts/ui.ts";
import { useWide } from "../../ui/wide.ts";
import { Justification, RevokeButton, type RunningColumn, runningColumns } from "./running-columns.tsx";
import "./running.css";

type Column = TableProps.ColumnDefinition<ShownRequest>;

const columns = runningColumns.map(definition);

/** The order in which access ends. */
export const endsFirst = columns.find(({ id }) => id === "ends") as Column;

export function mayRevoke({ may }: ShownRequest): boolean {
  return may.includes("revoke");
}

interface RunningRowsProps
  extends Pick<
    TableProps<ShownRequest>,
    | "items"
    | "empty"
    | "header"
    | "filter"
    | "pagination"
    | "selectedItems"
    | "onSelectionChange"
    | "sortingColumn"
    | "sortingDescending"
    | "onSortingChange"
  > {
  /** Whether this person can revoke any of them. */
  readonly selectable: boolean;
  readonly loading: boolean;
  readonly onRevoke: (request: ShownRequest) => void;
}

/** The access as rows; as cards where there is no room for a table. */
export function RunningRows({ selectable, loading, onRevoke, ...rest }: RunningRowsProps) {
  const wide = useWide(roomForTable);
  const revoke: Column = {
    id: "revoke",
    header: texts.columns.revoke,
    minWidth: 110,
    cell: (request) => <RevokeButton request={request} onRevoke={() => onRevoke(request)} />,
  };
  const shared = {
    ...rest,
    trackBy: "id",
    loading,
    loadingText: general.loading,
    ...(selectable && {
      selectionType: "multi" as const,
      isItemDisabled: (request: ShownRequest) => !mayRevoke(request),
    }),
  };
  const itemSelectionLabel = (_: unknown, { requester, role, account }: ShownRequest) =>
    texts.select(requester.name, role.name, account.name);
  if (wide)
    return (
      <Table
        {...shared}
        wrapLines
        columnDefinitions={selectable ? [...columns, revoke] : columns}
        {...(shared.loading && { skeleton: { totalRows: 3 } })}
        ariaLabels={{
          tableLabel: texts.label,
          selectionGroupLabel: texts.selection,
          allItemsSelectionLabel: () => texts.selectAll,
          itemSelectionLabel,
        }}
      />
    );
  const [head, ...others] = runningColumns;
  const facts = others.filter(({ id }) => id !== "justification");
  return (
    <Cards
      {...shared}
      cardsPerRow={[{ cards: 1 }]}
      ariaLabels={{ cardsLabel: texts.label, selectionGroupLabel: texts.selection, itemSelectionLabel }}
      cardDefinition={{
        header: (request) => head?.cell(request),
        sections: [
          {
            content: (request) => (
              <SpaceBetween size="s">
                <CardFacts facts={facts.map(({ id, cell }) => ({ label: texts.columns[id], value: cell(request) }))} />
                <Justification>{request.justification}</Justification>
                <RevokeButton request={request} onRevoke={() => onRevoke(request)} />
              </SpaceBetween>
            ),
          },
        ],
      }}
    />
  );
}

function definition({ id, cell, by, minWidth }: RunningColumn): Column {
  const name = texts.columns[id];
  return {
    id,
    header: name,
    cell,
    minWidth,
    isRowHeader: id === "access",
    ariaLabel: ({ sorted, descending }) => (sorted ? texts.sorted(name, descending) : texts.sortable(name)),
    sortingComparator: (a, b) => compare(by(a), by(b)),
  };
}
