import { useSearchParams } from "react-router";
import { requestColumns } from "./request-columns.tsx";

/** What the requests are sorted by. */
export interface SortOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** The newest first. */
const usual: SortOrder = { column: "askedAt", descending: true };

/** The order as the address has it in `sort`, so that the way back leads to it: a column, with `-` before it where it descends. */
export function useSortOrder(): readonly [SortOrder, (order: SortOrder) => void] {
  const [params, setParams] = useSearchParams();
  return [
    readOrder(params.get("sort")),
    (order) =>
      setParams(
        (last) => {
          const next = new URLSearchParams(last);
          if (order.column === usual.column && order.descending) next.delete("sort");
          else next.set("sort", order.descending ? `-${order.column}` : order.column);
          return next;
        },
        { replace: true },
      ),
  ];
}

/** The usual one for a column that there is not, since columns come and go with versions. */
function readOrder(sort: string | null): SortOrder {
  const [, minus, column] = /^(-?)(.*)$/.exec(sort ?? "") ?? [];
  return requestColumns.some(({ id }) => id === column)
    ? { column: column as string, descending: minus === "-" }
    : usual;
}
