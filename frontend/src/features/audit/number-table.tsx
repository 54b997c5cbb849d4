import Table, { type TableProps } from "@cloudscape-design/components/table";
import type { ReactNode } from "react";

interface NumberTableProps {
  readonly label: string;
  readonly columns: readonly string[];
  /** Cells in the order of the columns. The first cell names its row. */
  readonly rows: readonly (readonly ReactNode[])[];
  readonly empty: string;
}

interface Row {
  readonly id: string;
  readonly cells: readonly ReactNode[];
}

/** Numbers that a chart shows. */
export function NumberTable({ label, columns, rows, empty }: NumberTableProps) {
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      ariaLabels={{ tableLabel: label }}
      items={rows.map((cells, i): Row => ({ id: String(i), cells }))}
      trackBy="id"
      empty={empty}
      columnDefinitions={columns.map(
        (header, i): TableProps.ColumnDefinition<Row> => ({
          id: String(i),
          header,
          isRowHeader: i === 0,
          cell: ({ cells }) => cells[i],
        }),
      )}
    />
  );
}
