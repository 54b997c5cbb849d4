import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useEffect, useState } from "react";
import { texts } from "../../ui/texts/ask.ts";
import { useWide } from "../../ui/wide.ts";

const words = texts.search;

interface CatalogSearchProps {
  readonly typed: string;
  readonly type: (text: string) => void;
  /** Whether what is listed is what was typed. */
  readonly upToDate: boolean;
  readonly onOpenFirst: () => void;
}

/** The field that is typed into. Enter opens the first entry, once that is one of what was typed. */
export function CatalogSearch({ typed, type, upToDate, onOpenFirst }: CatalogSearchProps) {
  const wide = useWide(768);
  const [opening, setOpening] = useState(false);
  useEffect(() => {
    if (!opening || !upToDate) return;
    setOpening(false);
    onOpenFirst();
  }, [opening, upToDate, onOpenFirst]);
  return (
    <FormField label={words.label} constraintText={wide ? words.hint : words.shortHint} stretch>
      <Input
        type="search"
        autoFocus
        value={typed}
        placeholder={words.placeholder}
        clearAriaLabel={words.clear}
        onChange={({ detail }) => {
          setOpening(false);
          type(detail.value);
        }}
        onKeyDown={({ detail }) => {
          if (detail.key === "Enter") setOpening(true);
        }}
      />
    </FormField>
  );
}
