import type { ShownRequest } from "../../../../core/api.ts";
import { accountIdPattern, namePattern } from "../../../../core/patterns.ts";
import type { Phase } from "../../../../core/request.ts";
import { dayOf, firstUtcDay, isDay, lastUtcDay } from "../../ui/days.ts";
import type { RequestFilter } from "../../ui/requests.ts";

/** Phases of what is over, in the order in which they are offered. */
export const overPhases = [
  "expired",
  "ended",
  "revoked",
  "rejected",
  "lapsed",
  "withdrawn",
] as const satisfies readonly Phase[];

/** What a history is narrowed to. Days such as `2026-11-22` are the person's own, by when they asked; both are included. */
export type HistoryFilter = Partial<Record<FilterPart, string>>;

/** The parts of a filter, as the address names them. */
export type FilterPart = (typeof filterParts)[number];
export const filterParts = ["phase", "account", "role", "from", "to"] as const;

const accepts: Readonly<Record<FilterPart, (text: string) => boolean>> = {
  phase: (text) => (overPhases as readonly string[]).includes(text),
  account: (text) => accountIdPattern.test(text),
  role: (text) => namePattern.test(text),
  from: isDay,
  to: isDay,
};

/** Parts of a filter that the API would not take, or that no request can match. Empty ones are none. */
export function wrongParts(filter: HistoryFilter): readonly FilterPart[] {
  const wrong = filterParts.filter((part) => filter[part] && !accepts[part](filter[part]));
  if (wrong.length > 0 || !filter.from || !filter.to || filter.from <= filter.to) return wrong;
  return ["to"];
}

/** The filter in an address; what is wrong there is left out. */
export function filterIn(query: URLSearchParams): HistoryFilter {
  const given = Object.fromEntries(filterParts.map((part) => [part, query.get(part) ?? ""])) as HistoryFilter;
  const wrong = wrongParts(given);
  return Object.fromEntries(
    Object.entries(given).filter(([part, text]) => text && !wrong.includes(part as FilterPart)),
  );
}

/** What to ask the API for, whose days are UTC's: they hold the person's days, and perhaps hours around them. */
export function listOf({ phase, from, to, ...filter }: HistoryFilter, zone: string): RequestFilter {
  return {
    view: "mine",
    ...filter,
    ...(phase !== undefined && { phase: phase as (typeof overPhases)[number] }),
    ...(from !== undefined && { from: firstUtcDay(from, zone) }),
    ...(to !== undefined && { to: lastUtcDay(to, zone) }),
  };
}

/** Whether a request is over, and was asked for within the person's days. */
export function belongs({ phase, askedAt }: ShownRequest, { from, to }: HistoryFilter, zone: string): boolean {
  const day = dayOf(askedAt, zone);
  return (
    (overPhases as readonly Phase[]).includes(phase) &&
    (from === undefined || day >= from) &&
    (to === undefined || day <= to)
  );
}
