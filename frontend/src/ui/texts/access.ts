/** My access: what is open, and what was. */
export const texts = {
  title: "My access",
  description: "What you have now, next, and had before.",
  toDecide: (count: number) =>
    count === 1 ? "One request waits for your decision" : `${count} requests wait for your decision`,
  ask: "Request access",
  failed: "What you have could not be loaded",
  rule: (id: string, description?: string) => (description === undefined ? `Rule ${id}` : `Rule ${id}: ${description}`),
  until: "until",
  /** Names a button for those who cannot see what it stands beside. */
  of: (button: string, subject: string) => `${button}: ${subject}`,
  withdraw: "Withdraw",
  nothing: {
    title: "You have no access right now",
    text: "Nothing is pending either. Find the role that you need and ask for it.",
  },
  active: {
    title: "Active",
    end: "End now",
    spent: "This request has no session left. Ask again if you need one.",
  },
  scheduled: { title: "Scheduled" },
  pending: {
    title: "Pending approval",
    /** Which stage decides now. */
    stage: (name: string, at: number, of: number) => (of === 1 ? name : `${name} (stage ${at} of ${of})`),
    asked: (whom: readonly string[], required: number, approved: number) =>
      `Asked: ${whom.join(", ")}${required === 1 ? "" : `; ${approved} of ${required} have approved`}`,
    lapsesIn: (time: string) => `Lapses in ${time}`,
    for: (duration: string) => `For ${duration}, from`,
    forFrom: (duration: string) => `For ${duration}, from the last approval on`,
  },
  history: {
    title: "History",
    empty: "Nothing yet. What you ask for is listed here once it is over.",
    noMatch: "Nothing matches this filter.",
    /** Only a list that is known to be whole is counted as one. */
    count: (shown: number, more: boolean) => (more ? `latest ${shown}` : String(shown)),
    again: "Same again",
    asked: "asked",
    failed: "Your history could not be loaded",
  },
  filter: {
    title: "Filter",
    inUse: (parts: number) => `Filter (${parts} in use)`,
    phase: "Phase",
    anyPhase: "Any phase",
    account: "Account",
    accountHint: "Name or id",
    accountError: "Choose an account of your history, or type an account id of twelve digits.",
    role: "Role",
    roleHint: "Name of the role",
    roleError: "A role's name has at most 64 letters, digits, _ and -.",
    from: "Asked from",
    to: "Asked until",
    dayError: "Type a day like 2026-11-22.",
    toError: "The last day is before the first.",
    zone: (zone: string) => `A day in ${zone}`,
    use: (text: string) => `Use “${text}”`,
    noneKnown: "No match so far. Type it in full.",
    apply: "Apply",
    clear: "Clear the filter",
  },
} as const;
