/** A day of the calendar such as `2026-11-22`. Compared as text, the earlier one is less. */
export type Day = string;

/** Days from the first to the last, both included. */
export interface Days {
  readonly from: Day;
  readonly to: Day;
}

const length = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day that a moment (milliseconds, or ISO 8601) belongs to in a time zone. */
export function dayOf(at: number | string, zone: string): Day {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** So many days later; earlier where negative. */
export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(day) + count * length).toISOString().slice(0, 10);
}

/** How many days there are, the first and the last included. */
export function countDays({ from, to }: Days): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / length) + 1;
}

/** Whether the text is a day that exists, written as here. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
}

/** The first day in UTC that has any of this day of a time zone. */
export function firstUtcDay(day: Day, zone: string): Day {
  return dayOf(Date.parse(day) - 1, zone) >= day ? addDays(day, -1) : day;
}

/** The last day in UTC that has any of this day of a time zone. */
export function lastUtcDay(day: Day, zone: string): Day {
  return dayOf(Date.parse(addDays(day, 1)), zone) <= day ? addDays(day, 1) : day;
}
