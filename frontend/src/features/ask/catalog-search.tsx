import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useEffect, useState } from "react";
import { texts } from "../../ui/texts/ask.ts";
import { useWide } from "../../ui/wide.ts";
import { useSettled } from "./settled.ts";

const words = texts.search;

/** Milliseconds after the last press from which a search is worth asking for. */
const pause = 120;

interface CatalogSearchProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  /** Whether what is listed was found by the query. */
  readonly found: boolean;
  readonly onOpenFirst: () => void;
}

/**
 * The field that is typed into; whoever it is shown to anew gets another `key`. Nothing else renders with a press. Enter opens
 * the first entry, once that is one of what was typed.
 */
export function CatalogSearch({ query, onQuery, found, onOpenFirst }: CatalogSearchProps) {
  const wide = useWide(768);
  const [typed, setTyped] = useState(query);
  const [opening, setOpening] = useState(false);
  const settled = useSettled(typed, pause).trim();
  useEffect(() => {
    if (settled !== query) onQuery(settled);
  }, [settled, query, onQuery]);

  const upToDate = found && typed.trim() === query;
  useEffect(() => {
    if (!opening || !upToDate) return;
    setOpening(false);
    onOpenFirst();
  }, [opening, upToDate, onOpenFirst]);
  return (
    <div data-changing={!upToDate}>
      <FormField label={words.label} constraintText={wide ? words.hint : words.shortHint} stretch>
        <Input
          type="search"
          autoFocus
          value={typed}
          placeholder={words.placeholder}
          clearAriaLabel={words.clear}
          onChange={({ detail }) => {
            setOpening(false);
            setTyped(detail.value);
          }}
          onKeyDown={({ detail }) => {
            if (detail.key === "Enter") setOpening(true);
          }}
        />
      </FormField>
    </div>
  );
}
