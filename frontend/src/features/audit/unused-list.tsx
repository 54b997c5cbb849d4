import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useMemo } from "react";
import type { ShownRequest } from "../../../../core/api.ts";
import { requestAddress } from "../../ui/addresses.ts";
import { PlaceLink } from "../../ui/place-link.tsx";
import { roomForTable } from "../../ui/table/table-width.ts";
import { TwoLines } from "../../ui/table/two-lines.tsx";
import { texts } from "../../ui/texts/audit-figures.ts";
import { Moment } from "../../ui/time.tsx";
import { useWide } from "../../ui/wide.ts";
import { type Frame, neverUsed, type Unused } from "./statistics.ts";

const words = texts.unused;
const pageSize = 10;

interface UnusedListProps {
  readonly requests: readonly ShownRequest[];
  readonly frame: Frame;
}

export function UnusedList({ requests, frame }: UnusedListProps) {
  const wide = useWide(roomForTable);
  const { granted, unused, list } = useMemo(() => neverUsed(requests, frame.now), [requests, frame]);
  const { items, paginationProps } = useCollection(list, { pagination: { pageSize } });
  return (
    <Container
      header={
        <Header variant="h2" description={words.description}>
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Box variant="p">{words.summary(unused, granted)}</Box>
        {list.length > 0 && (
          <Table
            variant="embedded"
            ariaLabels={{ tableLabel: words.label }}
            items={items}
            trackBy={({ newest }) => newest.id}
            wrapLines
            columnDefinitions={wide ? columns : [together, ...columns.slice(3)]}
            pagination={
              list.length > pageSize && (
                <Pagination {...paginationProps} ariaLabels={{ paginationLabel: words.pages }} />
              )
            }
          />
        )}
      </SpaceBetween>
    </Container>
  );
}

const columns: readonly TableProps.ColumnDefinition<Unused>[] = [
  {
    id: "person",
    header: words.person,
    cell: ({ requester }) => <TwoLines first={requester.name} second={requester.email} />,
    isRowHeader: true,
  },
  { id: "role", header: words.role, cell: ({ role }) => role.name },
  {
    id: "account",
    header: words.account,
    cell: ({ account }) => <TwoLines first={account.name} second={account.id} />,
  },
  { id: "times", header: words.times, cell: ({ unused, granted }) => words.timesOf(unused, granted) },
  {
    id: "newest",
    header: words.newest,
    cell: ({ newest }) => (
      <PlaceLink href={requestAddress(newest.id)}>
        <Moment at={newest.askedAt} brief />
      </PlaceLink>
    ),
  },
];

/** Where there is no room for three columns. */
const together: TableProps.ColumnDefinition<Unused> = {
  id: "together",
  header: `${words.person}, ${words.role.toLowerCase()}, ${words.account.toLowerCase()}`,
  cell: ({ requester, role, account }) => (
    <TwoLines first={requester.name} second={`${role.name} · ${account.name} (${account.id})`} />
  ),
  isRowHeader: true,
};
