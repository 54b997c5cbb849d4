import type { ReactNode } from "react";
import { texts } from "../texts/request.ts";
import "./request.css";

interface ActionBarProps {
  readonly label?: string;
  /** What to know before pressing. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** Buttons that stay in sight at the bottom edge, within a thumb's reach on a phone, where they share the width. */
export function ActionBar({ label = texts.actions.label, note, children }: ActionBarProps) {
  return (
    <section className="action-bar" aria-label={label}>
      {note && <div className="action-note">{note}</div>}
      <div className="action-buttons">{children}</div>
    </section>
  );
}
