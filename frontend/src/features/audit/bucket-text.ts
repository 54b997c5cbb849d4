import type { Day } from "../../ui/days.ts";
import type { Bucket, BucketSize } from "./statistics.ts";

// A day of the calendar is no moment: it is written as it stands, whatever the zone of the reader.
const day = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
const month = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "short", year: "numeric" });
const whole = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });

/** The beginning of a bucket, short enough for an axis: `22 Nov`, `Nov 2026`. */
export function bucketText(from: Day, size: BucketSize): string {
  return (size === "month" ? month : day).format(new Date(from));
}

/** A bucket in full: `22 Nov 2026`, `16 Nov 2026 – 22 Nov 2026`. */
export function bucketDays({ from, to }: Bucket): string {
  return from === to ? whole.format(new Date(from)) : `${whole.format(new Date(from))} – ${whole.format(new Date(to))}`;
}
