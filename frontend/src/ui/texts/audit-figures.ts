const numbers = new Intl.NumberFormat("en-GB");
const count = (value: number) => numbers.format(value);
const requests = (value: number) => `${count(value)} ${value === 1 ? "request" : "requests"}`;
const percent = new Intl.NumberFormat("en-GB", { style: "percent", maximumFractionDigits: 1 });
// The marks of an axis differ in their first three digits, however small they are.
const tick = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 4 });
const hours = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** A span in milliseconds by its two largest units: `45 s`, `12 min`, `3 h 20 min`, `2 d 5 h`. */
export function spanText(milliseconds: number): string {
  if (milliseconds < 59_500) return `${Math.ceil(milliseconds / 1000)} s`;
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const whole = Math.round(minutes / 60);
  return joined(Math.floor(whole / 24), "d", whole % 24, "h");
}

function joined(large: number, unit: string, small: number, smaller: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}

/** To a tenth of an hour; what would be none of them by its own unit. */
const hoursText = (milliseconds: number) =>
  milliseconds > 0 && milliseconds < 180_000 ? spanText(milliseconds) : `${hours.format(milliseconds / 3_600_000)} h`;

/** The pictures of the audit. */
export const texts = {
  count,
  hours: hoursText,
  soFar: (read: number) =>
    `Not all requests are read yet: these numbers are of the newest ${count(read)} so far and will change.`,
  counted: "A request counts on the day on which it was asked for.",
  buckets: { day: "Per day.", week: "Per week, from Monday on.", month: "Per month." },
  axes: { day: "Day", week: "Week", month: "Month" },
  ticks: {
    s: (value: number) => `${tick.format(value)} s`,
    min: (value: number) => `${tick.format(value)} min`,
    h: (value: number) => `${tick.format(value)} h`,
    d: (value: number) => `${tick.format(value)} d`,
  },
  table: "The numbers as a table",
  total: "Total",
  legend: (title: string) => `Legend: ${title}`,
  none: "No request was asked for on these days",
  outcome: {
    title: "Requests by outcome",
    axis: "Requests",
    summary: (total: number, parts: readonly string[]) =>
      total === 0 ? "No request." : `${requests(total)}: ${parts.join(", ")}.`,
    part: (phase: string, some: number) => `${count(some)} ${phase}`,
    /** Short enough for a legend. */
    phases: {
      pending: "pending",
      scheduled: "scheduled",
      active: "active",
      expired: "expired",
      ended: "ended",
      revoked: "revoked",
      withdrawn: "withdrawn",
      rejected: "rejected",
      lapsed: "lapsed",
    },
  },
  approval: {
    title: "Time to approve",
    description: "From the ask to the last approval, where somebody had to approve and did.",
    axis: "Time to approve",
    median: "Median",
    p95: "95th percentile",
    approved: "Approved",
    none: "Nothing was approved by anybody",
    nothing: "–",
    summary: (approved: number, median: string, p95: string) =>
      `${requests(approved)} approved: half of them within ${median}, 95% within ${p95}.`,
    summaryNone: "No request of these was approved by anybody.",
  },
  held: {
    title: "Access hours",
    description: "From the start of the window, or the approval where that came later, to its end or until now.",
    axis: "Access held",
    by: "Add up by",
    dimensions: { account: "By account", role: "By role" },
    names: { account: "Account", role: "Role" },
    others: (some: number) => `${count(some)} others`,
    requests: "Requests",
    hours: "Hours",
    share: "Share",
    sharePercent: (share: number) => percent.format(share),
    none: "Nobody held any access",
    summary: (total: string, some: number) => `${total} of access under ${requests(some)}.`,
    summaryNone: "Nobody held any access.",
    over: "Hours over time",
    totals: "Hours in all",
  },
  unused: {
    title: "Never used",
    description: "Access that was granted and is over, and for which no session was ever begun.",
    summary: (unused: number, granted: number) =>
      granted === 0
        ? "No granted access is over yet."
        : `${count(unused)} of ${count(granted)} (${percent.format(unused / granted)}) were never used.`,
    none: "All access that was granted was used",
    label: "Access that was never used",
    person: "Person",
    role: "Role",
    account: "Account",
    times: "Not used",
    timesOf: (unused: number, granted: number) => `${count(unused)} of ${count(granted)}`,
    newest: "The last one",
    pages: "Pages of access that was never used",
  },
} as const;
