/** What a day and a time of day are in the person's time zone. `none`: not both were given. */
export type Start =
  | {
      readonly is: "time";
      readonly at: string;
      /** The clocks are put back over it, and it comes again. */
      readonly twice: boolean;
    }
  | { readonly is: "gap" | "none" };

const hour = 3_600_000;

/**
 * The moment (ISO 8601) of a day `2026-11-22` and a time `09:00` here. A time that the clocks skip is a `gap`; of one that
 * comes twice the first is meant, as ECMAScript reads it (https://tc39.es/ecma262/#sec-utc-t).
 */
export function momentOf(date: string, time: string): Start {
  const [year, month, day] = numbers(date, /^(\d{4})-(\d{2})-(\d{2})$/);
  const [hours, minutes] = numbers(time, /^(\d{1,2}):(\d{2})$/);
  if (year === undefined || month === undefined || day === undefined || hours === undefined || minutes === undefined)
    return { is: "none" };
  const at = new Date(year, month - 1, day, hours, minutes);
  if (at.getMonth() !== month - 1) return { is: "none" };
  if (at.getDate() !== day || at.getHours() !== hours || at.getMinutes() !== minutes) return { is: "gap" };
  // Half an hour in a few places, one or two in all others.
  const twice = [0.5, 1, 2].some((later) => {
    const again = new Date(at.getTime() + later * hour);
    return dateText(again) === dateText(at) && timeText(again) === timeText(at);
  });
  return { is: "time", at: at.toISOString(), twice };
}

/** The day of a moment here, `2026-11-22`. */
export function dateText(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The time of day of a moment here, `09:00`. */
export function timeText(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The next full hour after a moment in milliseconds. */
export function nextHour(now: number): Date {
  const at = new Date(now);
  at.setMinutes(60, 0, 0);
  return at;
}

function numbers(text: string, pattern: RegExp): number[] {
  return (pattern.exec(text.trim()) ?? []).slice(1).map(Number);
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
