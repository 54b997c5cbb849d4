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

/** The days in UTC that hold all of these days of a time zone, and at most one more at each end. */
export function utcDays({ from, to }: Days, zone: string): Days {
  const before = dayOf(Date.parse(from) - 1, zone) >= from;
  const after = dayOf(Date.parse(addDays(to, 1)), zone) <= to;
  return { from: before ? addDays(from, -1) : from, to: after ? addDays(to, 1) : to };
}

export const presets = ["7", "30", "90", "year"] as const;
export type Preset = (typeof presets)[number];

/** The last so many days, today included; or this year until today. */
export function presetDays(preset: Preset, today: Day): Days {
  return { from: preset === "year" ? `${today.slice(0, 4)}-01-01` : addDays(today, 1 - Number(preset)), to: today };
}
