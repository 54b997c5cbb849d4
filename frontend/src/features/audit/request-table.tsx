import { useCollection } from "@cloudscape-design/collection-hooks";
import Cards from "@cloudscape-design/components/cards";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { type ReactNode, useMemo } from "react";
import { CardFacts } from "../../ui/table/card-facts.tsx";
import { compare } from "../../ui/table/compare.ts";
import { Nothing } from "../../ui/table/nothing.tsx";
import { roomForTable } from "../../ui/table/table-width.ts";
import { texts } from "../../ui/texts/audit.ts";
import { texts as general } from "../../ui/texts/ui.ts";
import { useWide } from "../../ui/wide.ts";
import type { ListReading } from "./reading.ts";
import { type RequestColumn, type Row, requestColumns } from "./request-columns.tsx";
import { useSortOrder } from "./sort-order.ts";
import { TablePreferences, useLiked } from "./table-preferences.tsx";
import type { Verdicts } from "./verdicts.ts";
import type { Work } from "./verify-and-export.ts";
import { useVerifyShown } from "./verify-shown.ts";

interface RequestTableProps {
  readonly list: ListReading;
  readonly work: Work | undefined;
  readonly verdicts: Verdicts;
  /** While all the histories are being read. */
  readonly busy: boolean;
  readonly actions: ReactNode;
}

const words = texts.table;
const columns = requestColumns.map(definition);
/** Pixels: as the widest column of names has in the table. */
const roomForFact = 165;

/** What the filter lets through, sorted and in pages; cards where there is no room for a table. */
export function RequestTable({ list, work, verdicts, busy, actions }: RequestTableProps) {
  const wide = useWide(roomForTable);
  const [liked, setLiked] = useLiked(wide);
  const failed = work?.failed;
  const rows = useMemo((): Row[] => {
    const unreadable = new Set(failed?.map(({ request }) => request.id));
    return list.items.map((request) => {
      const history = verdicts.shown.get(request.id) ?? { state: unreadable.has(request.id) ? "failed" : "unread" };
      return { id: request.id, request, history };
    });
  }, [list.items, verdicts.shown, failed]);
  const [order, setOrder] = useSortOrder();
  const { items, collectionProps, paginationProps } = useCollection(rows, {
    pagination: { pageSize: liked.pageSize },
    sorting: {
      defaultState: {
        sortingColumn: columns.find(({ id }) => id === order.column) ?? {},
        isDescending: order.descending,
      },
    },
  });

  useVerifyShown(
    items.map(({ request }) => request),
    verdicts,
    busy,
  );

  const complete = list.state === "complete";
  const shared = {
    ...collectionProps,
    items,
    trackBy: "id",
    loading: rows.length === 0 && (list.state === "reading" || list.state === "waiting"),
    loadingText: general.loading,
    empty: complete ? <Nothing title={words.empty} hint={words.emptyHint} /> : <Nothing title={words.emptySoFar} />,
    header: (
      <Header variant="h2" counter={complete ? texts.all(rows.length) : texts.soFar(rows.length)} actions={actions}>
        {words.title}
      </Header>
    ),
    pagination: <Pagination {...paginationProps} ariaLabels={{ paginationLabel: words.pages }} openEnd={!complete} />,
    preferences: <TablePreferences liked={liked} onChange={setLiked} />,
  };
  if (wide)
    return (
      <Table
        {...shared}
        onSortingChange={(event) => {
          collectionProps.onSortingChange?.(event);
          const { sortingColumn, isDescending = false } = event.detail;
          const column = columns.find(({ sortingComparator }) => sortingComparator === sortingColumn.sortingComparator);
          if (column?.id !== undefined) setOrder({ column: column.id, descending: isDescending });
        }}
        {...(shared.loading && { skeleton: { totalRows: 10 } })}
        ariaLabels={{ tableLabel: words.label }}
        columnDefinitions={columns}
        columnDisplay={liked.contentDisplay}
        wrapLines={liked.wrapLines}
        stickyColumns={{ first: 1 }}
      />
    );
  const [head, ...sections] = liked.contentDisplay.flatMap(({ id, visible }) =>
    visible ? requestColumns.filter((column) => column.id === id) : [],
  );
  return (
    <Cards
      {...shared}
      ariaLabels={{ itemSelectionLabel: () => "", selectionGroupLabel: "", cardsLabel: words.label }}
      cardsPerRow={[{ cards: 1 }]}
      cardDefinition={{
        header: (row) => head?.cell(row),
        sections: [
          {
            content: (row) => (
              <CardFacts
                room={roomForFact}
                facts={sections.map(({ id, cell }) => ({ label: words.columns[id], value: cell(row) }))}
              />
            ),
          },
        ],
      }}
    />
  );
}

function definition({ id, cell, by, minWidth }: RequestColumn): TableProps.ColumnDefinition<Row> {
  const name = words.columns[id];
  return {
    id,
    header: name,
    cell,
    minWidth,
    isRowHeader: id === "askedAt",
    ariaLabel: ({ sorted, descending }) => (sorted ? words.sorted(name, descending) : words.sortable(name)),
    sortingComparator: (a, b) => compare(by(a), by(b)),
  };
}
