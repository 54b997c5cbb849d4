import { accountIdPattern, emailPattern, longestText, namePattern } from "../../../../core/patterns.ts";
import { type Phase, phases } from "../../../../core/request.ts";
import { type Day, type Days, firstUtcDay, isDay, lastUtcDay } from "../../ui/days.ts";
import type { RequestFilter } from "../../ui/requests.ts";
import { presetDays } from "./day-presets.ts";

/** What the audit is looking at. The days are the person's own, by when a request was asked for. */
export interface AuditFilter extends Days {
  /** An id or an e-mail address. */
  readonly requester?: string;
  readonly account?: string;
  readonly role?: string;
  readonly rule?: string;
  readonly phase?: Phase | "open";
}

/** The parts of a filter, as the address names them. */
export const filterKeys = ["requester", "account", "role", "rule", "phase", "from", "to"] as const;
export type FilterKey = (typeof filterKeys)[number];

/** The filter as it is typed; nothing is the empty text. */
export type FilterFields = Readonly<Record<FilterKey, string>>;

/** What is wrong with a filter, by its part; `order` when the first day is after the last. */
export interface FilterProblem {
  readonly key: FilterKey | "order" | "unknown";
  readonly found: string;
}

/** A filter, or everything that is wrong with what was given. */
export type ReadFilter = { readonly filter: AuditFilter } | { readonly problems: readonly FilterProblem[] };

/** A `sub` of the user pool: a UUID in lower case, as Cognito makes them. */
const personIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What the API takes, so that a link that is wrong says what is wrong with it. Of people it takes any text, and finds nobody:
 * a name there would read as if that person had never asked.
 */
export const accepts: Readonly<Record<FilterKey, (text: string) => boolean>> = {
  requester: (text) => text.length <= longestText && (personIdPattern.test(text) || emailPattern.test(text)),
  account: (text) => accountIdPattern.test(text),
  role: (text) => namePattern.test(text),
  rule: (text) => namePattern.test(text),
  phase: (text) => text === "open" || (phases as readonly string[]).includes(text),
  from: isDay,
  to: isDay,
};

/** Reads what stands in the address or in the form. Without days it is the last 30; a first or last day alone is completed from them. */
export function readFilter(given: Readonly<Partial<Record<string, string>>>, today: Day): ReadFilter {
  const problems: FilterProblem[] = [];
  const read: Partial<Record<FilterKey, string>> = {};
  for (const [key, raw = ""] of Object.entries(given)) {
    const text = raw.trim();
    if (!isKey(key)) problems.push({ key: "unknown", found: key });
    else if (text !== "" && !accepts[key](text)) problems.push({ key, found: text });
    else if (text !== "") read[key] = text;
  }
  const { from, to, ...rest } = { ...defaultFilter(read.to ?? today), ...read };
  if (problems.length === 0 && from > to) problems.push({ key: "order", found: `${from} – ${to}` });
  return problems.length > 0 ? { problems } : { filter: { ...(rest as Omit<AuditFilter, keyof Days>), from, to } };
}

/** The last thirty days, of everybody and everything. */
export function defaultFilter(today: Day): AuditFilter {
  return presetDays("30", today);
}

function isKey(key: string): key is FilterKey {
  return (filterKeys as readonly string[]).includes(key);
}

/** The filter as the form shows it. */
export function fieldsOf(filter: Partial<AuditFilter>): FilterFields {
  return Object.fromEntries(filterKeys.map((key) => [key, filter[key] ?? ""])) as FilterFields;
}

/** The query of `GET /requests`, whose days are UTC's: they hold the person's days, and perhaps hours around them. */
export function listQuery({ from, to, ...filter }: AuditFilter, zone: string): RequestFilter {
  return { view: "all", ...filter, from: firstUtcDay(from, zone), to: lastUtcDay(to, zone) };
}
