import type { ReactNode } from "react";
import "./request.css";

/** One line of a {@link FactList}. */
export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  /** What stands under the value in small. */
  readonly more?: readonly string[];
}

/** Facts under their labels, side by side where there is room, and as lines of label and value on a phone. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="request-facts">
      {facts.map(({ label, value, more = [] }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="typed">
            {value}
            {more.map((line) => (
              <small key={line}>{line}</small>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
