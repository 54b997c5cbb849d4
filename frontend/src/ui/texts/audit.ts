const numbers = new Intl.NumberFormat("en-GB");
/** `1,300`. */
const count = (value: number) => numbers.format(value);
const counted = (value: number, one: string, several = `${one}s`) => `${count(value)} ${value === 1 ? one : several}`;
const requests = (value: number) => counted(value, "request");

/** Enough of a text to know it again. */
const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

const tasks = {
  verify: "Verifying histories",
  csv: "Export as CSV",
  jsonl: "Export as JSON Lines",
} as const;

/** The page Audit, but for its pictures. */
export const texts = {
  count,
  requests,
  refused: "Auditors and administrators see all requests. You see your own on My access.",
  audit: {
    title: "Audit",
    description: "Who asked for what, why, who agreed, and what became of it.",
    tabs: { requests: "Requests", figures: "Over time" },
    tabsLabel: "Views of the audit",
  },
  filter: {
    title: "Filter",
    show: "Show requests",
    reset: "Reset filter",
    unapplied: "Changed, but not applied yet.",
    labels: {
      requester: "Person",
      account: "Account",
      role: "Role",
      rule: "Rule",
      phase: "Phase",
      from: "Asked from",
      to: "Asked until",
    },
    placeholders: {
      requester: "Name, id or e-mail address",
      account: "Name or id",
      role: "Any role",
      rule: "Any rule",
    },
    anyPhase: "Any phase",
    open: "Open: pending, scheduled or active",
    days: "Days",
    ownDays: "Other days",
    presets: { "7": "The last 7 days", "30": "The last 30 days", "90": "The last 90 days", year: "This year" },
    zone: (zone: string) => `Whole days in ${zone}`,
    use: (text: string) => `Use “${text}”`,
    clear: "Clear",
    noSuggestion: "No suggestion; you can type it whole.",
    noAccount: "No account of the catalog matches. Older ones can be typed by their id.",
    summary: (parts: readonly string[]) => parts.join(" · "),
    summaryDays: (from: string, to: string) => `${from} to ${to}`,
    wrong: "The filter in this link cannot be read",
    noView: (found: string) => `There is no view “${found}”; there are requests and figures.`,
    problems: {
      requester: (found: string) =>
        `“${short(found)}” is neither an e-mail address nor an id. Use one of these, or choose somebody who is suggested.`,
      account: (found: string) =>
        `“${short(found)}” is not an account id of twelve digits. Choose an account from the list.`,
      role: (found: string) => `“${found}” is not a role's name of letters, digits, _ and -.`,
      rule: (found: string) => `“${found}” is not a rule's id of letters, digits, _ and -.`,
      phase: (found: string) => `“${found}” is not a phase. Choose one from the list.`,
      from: (found: string) => `“${found}” is not a day like 2026-11-22.`,
      to: (found: string) => `“${found}” is not a day like 2026-11-22.`,
      order: (found: string) => `The first day is after the last: ${found}.`,
      unknown: (found: string) =>
        `“${found}” is not part of a filter. There are requester, account, role, rule, phase, from and to.`,
    },
  },
  reading: {
    begin: "Reading requests",
    reading: (read: number) => `${count(read)} read so far`,
    waiting: (read: number) => `You are offline: ${count(read)} read so far`,
    stopped: (read: number) => `Stopped: ${count(read)} read so far, and there may be more`,
    failed: (read: number) => `Not all could be read: ${count(read)} read so far, and there may be more`,
    complete: (found: number) => `All ${requests(found)} that match`,
    none: "No request of this filter",
    asOf: "as of",
    stop: "Stop reading",
    goOn: "Continue",
    again: "Reload",
  },
  soFar: (value: number) => `(${count(value)} so far)`,
  all: (value: number) => `(${count(value)})`,
  table: {
    title: "Requests",
    label: "Requests of this filter",
    empty: "No request matches this filter",
    emptySoFar: "None so far",
    emptyHint: "Choose other days, or fewer conditions.",
    columns: {
      askedAt: "Asked at",
      who: "Who",
      role: "Role, rule",
      account: "Account",
      rule: "Rule",
      phase: "Phase, use",
      duration: "Duration",
      approvedBy: "Approved by",
      sessions: "Sessions",
      history: "History",
      justification: "Justification",
      id: "Request",
    },
    use: (duration: string, sessions: number) =>
      `${duration}, ${sessions === 0 ? "no session" : counted(sessions, "session")}`,
    nobody: "Nobody had to",
    notYet: "–",
    pages: "Pages of requests",
    preferences: "Columns and pages",
    pageSize: (size: number) => `${size} requests`,
    sorted: (column: string, descending: boolean) => `${column}, sorted ${descending ? "descending" : "ascending"}`,
    sortable: (column: string) => `${column}, not sorted`,
  },
  history: {
    unread: "Not verified",
    verified: "Verified",
    failed: "Could not be read",
    different: "Differs from the list",
    broken: (event: number) => `Broken at event ${event}`,
  },
  work: {
    verify: "Verify all histories",
    export: "Export",
    csv: "As CSV",
    jsonl: "As JSON Lines, with histories",
    tasks,
    list: (task: keyof typeof tasks, read: number) => `${tasks[task]}: first the list, ${count(read)} read so far`,
    progress: (read: number, total: number) => `${count(read)} of ${count(total)} histories`,
    stop: "Stop",
    goOn: "Go on",
    dismiss: "Dismiss",
    stopped: (task: keyof typeof tasks) => `${tasks[task]} was stopped`,
    stoppedAt: (read: number, total: number) =>
      `${count(read)} of ${count(total)} histories were read. Nothing was saved.`,
    stoppedVerify: (read: number, total: number) => `${count(read)} of ${count(total)} histories were read.`,
    stoppedEarly: "Nothing was saved.",
    failed: (failed: number, total: number) => `${count(failed)} of ${requests(total)} could not be read`,
    failedExport: "No file was saved, because it would not be complete.",
    failedVerify: "What could be read stands in the table.",
    more: (more: number) => `and ${count(more)} more`,
    again: (failed: number) => `Try ${failed === 1 ? "this one" : `these ${count(failed)}`} again`,
    saveIncomplete: (failed: number) => (failed === 1 ? "Save without it" : "Save without them"),
    saved: (name: string) => `Saved as ${name}`,
    savedRequests: (saved: number) => `${requests(saved)}.`,
    savedIncomplete: (saved: number, missing: number) =>
      `${requests(saved)}. ${count(missing)} ${missing === 1 ? "is" : "are"} missing, as the file's name says.`,
    verified: (total: number) =>
      total === 1 ? "The history of the one request is whole" : `The histories of all ${requests(total)} are whole`,
    verifiedNone: "There is no history to verify",
    verifiedSome: (verified: number) => `${counted(verified, "history", "histories")} verified.`,
    verifiedMeans:
      "Each event fits the one before, none that the list knows of is missing, and the list says what the history says. " +
      "A chain that somebody rewrote from its beginning fits as well: the hashes in the logs and in CloudTrail show that.",
    bad: (bad: number) => (bad === 1 ? "One history cannot be trusted" : `${count(bad)} histories cannot be trusted`),
    badHint: "Your security team can compare them with the hashes in the logs and in CloudTrail.",
  },
} as const;
