import type { ShownRequest } from "../../../../core/api.ts";
import { parseDuration } from "../../../../core/duration.ts";
import { texts } from "../texts/request.ts";
import { Moment } from "../time.tsx";

/** For how long the access was asked for, and from when to when as far as that is fixed. */
export function Window({ request }: { readonly request: ShownRequest }) {
  const { duration, startsAt } = request;
  const endsAt = endOfWindow(request);
  if (startsAt === undefined || endsAt === undefined)
    return (
      <>
        <b>{duration}</b> {texts.facts.fromApproval}
      </>
    );
  return (
    <>
      <b>{duration}</b>
      <div>
        {texts.facts.from} <Moment at={startsAt} />
      </div>
      <div>
        {texts.facts.to} <Moment at={endsAt} />
      </div>
    </>
  );
}

/** The end of a window that is fixed, by its approval or from the ask on; ISO 8601. */
export function endOfWindow({ startsAt, endsAt, duration }: ShownRequest): string | undefined {
  if (endsAt !== undefined) return endsAt;
  const seconds = parseDuration(duration);
  if (startsAt === undefined || seconds === undefined) return undefined;
  return new Date(Date.parse(startsAt) + seconds * 1000).toISOString();
}
