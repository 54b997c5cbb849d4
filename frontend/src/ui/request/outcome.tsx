import type { ShownRequest } from "../../../../core/api.ts";
import { texts } from "../texts/request.ts";
import { Moment } from "../time.tsx";
import { Name } from "./person-name.tsx";

/** Who brought the request to where it is, and when. Nothing while it is pending. */
export function Outcome({ request }: { readonly request: ShownRequest }) {
  const { outcome } = request;
  if (outcome === undefined) return null;
  return (
    <span>
      {texts.by} <Name>{outcome.by.name}</Name>, <Moment at={outcome.at} />
    </span>
  );
}

/** What somebody said to it, as they typed it. */
export function Comment({ children }: { readonly children: string }) {
  return (
    <blockquote className="comment typed" dir="auto">
      {children}
    </blockquote>
  );
}
