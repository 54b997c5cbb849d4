import { useServerNow } from "./server-clock.ts";
import { texts } from "./texts/ui.ts";

const full = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});
const short = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });

/** The person's time zone, such as Europe/Berlin. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment (ISO 8601) in the person's time zone, which it names: `Sun, 22 Nov 2026, 10:00 CET`. */
export function momentText(at: string): string {
  return full.format(new Date(at));
}

/** A moment in the person's time zone: to the second and in UTC when pointed at. `brief` leaves weekday and year out. */
export function Moment({ at, brief = false }: { readonly at: string; readonly brief?: boolean }) {
  const date = new Date(at);
  const text = (brief ? short : full).format(date);
  const comma = text.lastIndexOf(", ");
  return (
    <time dateTime={at} title={`${exact.format(date)} · ${at}`}>
      <span className="one-line">{text.slice(0, comma + 1)}</span>{" "}
      <span className="one-line">{text.slice(comma + 2)}</span>
    </time>
  );
}

/** `2 d 3 h`, `1 h 05 min`, and to the second in the last hour: `12:34`. For lengths of time in milliseconds. */
export function lengthText(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return texts.lengths.days(days, hours);
  if (hours > 0) return texts.lengths.hours(hours, two(minutes));
  return `${two(minutes)}:${two(seconds % 60)}`;
}

/** Counts down to a moment by the server's clock; `over` once it has passed. */
export function Countdown({ to, say = texts.left }: { readonly to: string; readonly say?: (left: string) => string }) {
  const left = Date.parse(to) - useServerNow();
  // A changing text that is read out each second helps nobody.
  return (
    <span role="timer" aria-live="off">
      {left > 0 ? say(lengthText(left)) : texts.over}
    </span>
  );
}
