import type { ShownRequest } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";
import { Moment } from "../time.tsx";
import { Clipped } from "./clipped.tsx";
import { PersonName } from "./person-name.tsx";

/** Who brought the request to where it is (unless its phase says so already), and when. Nothing while it is pending. */
export function Outcome({ request: { outcome, phase } }: { readonly request: ShownRequest }) {
  if (outcome === undefined) return null;
  const { by, at } = outcome;
  if (phase === "ended" || phase === "lapsed" || phase === "expired") return <Moment at={at} />;
  return (
    <span>
      {phase === "scheduled" || phase === "active" ? texts.approvedBy : texts.by} <PersonName>{by.name}</PersonName>,{" "}
      <Moment at={at} />
    </span>
  );
}

/** What somebody said to it, as they typed it. */
export function Comment({ children }: { readonly children: string }) {
  return (
    <blockquote className="request-quote">
      <Clipped lines={4}>{children}</Clipped>
    </blockquote>
  );
}
