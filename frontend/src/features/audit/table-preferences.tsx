import CollectionPreferences, {
  type CollectionPreferencesProps,
} from "@cloudscape-design/components/collection-preferences";
import { useState } from "react";
import { keep, readKept } from "../../ui/kept.ts";
import { texts } from "../../ui/texts/audit.ts";
import { requestColumns } from "./request-columns.tsx";

/** How a person likes the table: kept in this browser, for it tells nothing about anybody. */
export interface Liked {
  readonly pageSize: number;
  readonly wrapLines: boolean;
  readonly contentDisplay: readonly CollectionPreferencesProps.ContentDisplayColumn[];
}

const name = "audit.table";
const sizes = [10, 20, 50, 100] as const;

/** Until somebody says otherwise. Cards are taller than rows, so a page has fewer of them. */
function usual(wide: boolean): Liked {
  return {
    pageSize: wide ? 20 : 10,
    wrapLines: true,
    contentDisplay: requestColumns.map(({ id, hidden }) => ({ id, visible: !hidden })),
  };
}

/** What they chose here or on an earlier visit, and how to change it. */
export function useLiked(wide: boolean): readonly [Liked, (liked: Liked) => void] {
  const [chosen, setChosen] = useState(kept);
  return [
    chosen ?? usual(wide),
    (next) => {
      setChosen(next);
      keep(name, JSON.stringify(next));
    },
  ];
}

/** What was kept, as far as it still makes sense: columns come and go with versions. */
function kept(): Liked | undefined {
  try {
    const { pageSize, wrapLines, contentDisplay } = JSON.parse(readKept(name) ?? "null") as Liked;
    const known = contentDisplay.filter(({ id }) => requestColumns.some((column) => column.id === id));
    const { contentDisplay: all, ...others } = usual(true);
    const added = all.filter(({ id }) => known.every((column) => column.id !== id));
    return {
      pageSize: sizes.find((size) => size === pageSize) ?? others.pageSize,
      wrapLines: wrapLines !== false,
      contentDisplay: [...known, ...added],
    };
  } catch {
    return undefined;
  }
}

interface TablePreferencesProps {
  readonly liked: Liked;
  readonly onChange: (liked: Liked) => void;
}

/** Opens a dialog for columns, their order, and how many requests a page has. */
export function TablePreferences({ liked, onChange }: TablePreferencesProps) {
  const { columns, preferences, pageSize } = texts.table;
  return (
    <CollectionPreferences
      title={preferences}
      preferences={liked}
      pageSizePreference={{ options: sizes.map((value) => ({ value, label: pageSize(value) })) }}
      wrapLinesPreference={{}}
      contentDisplayPreference={{
        options: requestColumns.map(({ id }, i) => ({ id, label: columns[id], alwaysVisible: i === 0 })),
      }}
      onConfirm={({ detail }) => onChange({ ...liked, ...(detail as Partial<Liked>) })}
    />
  );
}
