import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { ReactNode } from "react";

interface CardFactsProps {
  readonly facts: readonly { readonly label: string; readonly value: ReactNode }[];
}

/** What a card says, two facts a line where they fit. */
export function CardFacts({ facts }: CardFactsProps) {
  return <KeyValuePairs columns={2} minColumnWidth={120} items={facts} />;
}
