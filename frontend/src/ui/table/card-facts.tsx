import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { ReactNode } from "react";

interface CardFactsProps {
  readonly facts: readonly { readonly label: string; readonly value: ReactNode }[];
  /** Pixels that a fact needs, lest its words be broken. */
  readonly room?: number;
}

/** What a card says, two facts a line where they fit. */
export function CardFacts({ facts, room = 120 }: CardFactsProps) {
  return <KeyValuePairs columns={2} minColumnWidth={room} items={facts} />;
}
