/** A request: what was asked for, who decides, what happened, and what can be done with it. */
export const texts = {
  title: (who: string, role: string, account: string) => `${who}: ${role} in ${account}`,
  loading: "Request",
  wants: (role: string, account: string, duration: string) => `wants ${role} in ${account} for ${duration}`,
  lapsesIn: (time: string) => `lapses in ${time}`,
  startsIn: (time: string) => `starts in ${time}`,
  endsIn: (time: string) => `${time} left`,
  by: "by",
  approvedBy: "approved by",
  starts: "starts",

  /** Of typed text that is too long to be shown whole at once. */
  clipped: {
    all: (lines: number) => `Show all ${lines} lines`,
    less: "Show less",
    gap: (lines: number) => `${lines} empty lines`,
  },

  missing: {
    title: "No such request",
    text: "This request does not exist, or it is not yours to see: its requester, its approvers, auditors and administrators see it.",
    signedInAs: (name: string) => `You are signed in as ${name}. If it is another person's, sign in as them.`,
    signIn: "Sign in as another person",
    home: "Go to My access",
  },

  facts: {
    why: "Why",
    who: "Who",
    groups: (groups: readonly string[]) => (groups.length === 0 ? "in no group" : `in ${groups.join(", ")}`),
    where: "Account",
    role: "Role",
    howLong: "For how long",
    fromApproval: "from the last approval",
    from: "from",
    to: "to",
    rule: "Rule",
    asked: "Asked",
    decideBy: "Decide by",
    id: "Request",
  },

  role: {
    title: "What the role can do",
    purpose: "Meant for",
    policies: "AWS policies",
    chaining: "May go on to",
    kubernetes: "Kubernetes",
    inClusters: "Also what an EKS cluster lets it do, which is not known here",
    gone: { title: "What it can do is not known", text: "This role is no longer in the catalog." },
    lasting: {
      yes: {
        title: "Can give itself lasting access",
        text: "It can create users, keys and roles that stay when the window is over.",
      },
      possible: {
        title: "Could leave access behind",
        text: "It changes things, among them what may let somebody in later.",
      },
      no: {
        title: "Cannot give itself lasting access",
        text: "By its policies in the catalog it only reads; what it reads may be a secret.",
      },
    },
  },

  stages: {
    title: "Approval",
    line: "How far the approval is",
    nobody: "The rule asks for nobody's approval.",
    asked: "Asked",
    count: (given: number, required: number) => `${given} of ${required} approved`,
    approvers: (names: readonly string[]) => `Approvers: ${names.join(", ")}`,
    state: {
      done: "Approved",
      rejected: "Rejected",
      current: "Being decided now",
      later: "Not yet",
      never: "Not decided",
    },
    approved: "approved",
    rejected: "rejected",
    access: {
      title: "Access",
      afterAll: "When everybody has approved",
      from: "From",
      until: "Until",
      over: "Over since",
      none: "None",
    },
  },

  turn: {
    stage: (stage: string, at: number, all: number) => `${stage} decides (stage ${at} of ${all})`,
    only: (stage: string) => `You decide as ${stage}, the only stage.`,
    of: (stage: string, at: number, all: number) => `You decide as ${stage}, stage ${at} of ${all}.`,
    more: (count: number, stage: string) =>
      `After your yes, ${count === 1 ? "one more person" : `${count} more people`} must approve as ${stage}.`,
    next: (stage: string, names: readonly string[]) => `After your yes, ${stage} decides (${names.join(", ")}).`,
    last: (duration: string) => `Yours is the last yes: access begins at once, for ${duration}.`,
    lastUntil: "Yours is the last yes: access begins at once, until",
    scheduled: "Yours is the last yes: access begins",
  },

  earlier: {
    /** Before and after the name. */
    title: ["What", "asked for before"],
    none: "Nothing before: this is their first request.",
  },

  cutOff: {
    pending: { title: "The sessions are being cut off" },
    done: { title: "The sessions are cut off", text: "AWS denies them everything, everywhere since" },
    spreading: {
      title: "The sessions are being cut off",
      text: "AWS denies them everything: in seconds mostly, everywhere by",
    },
    failed: { title: "Cutting off the sessions failed" },
    off: { title: "The sessions are not cut off" },
    ends: {
      pending: "That takes seconds mostly, and minutes at worst. Whatever happens, the last one ends by itself by",
      done: "The last one would have ended by itself by",
      failed:
        "Stint goes on trying, and those who run it have been alarmed. Until it works they may be alive; the last one ends by itself by",
      off: "This account has cutting off switched off. No new sessions are given; the last one ends by itself by",
    },
    over: "The last one has ended by itself by",
    kubernetes: "Kubernetes clusters go on trusting a session until it expires, cut off or not.",
  },

  sessions: {
    title: "Sessions",
    one: (session: number) => `Session ${session}`,
    purposes: { credentials: "credentials", console: "console" },
    begun: "Begun",
    until: "good until",
    copy: "the access key id",
    more: (count: number) => `Show ${count} earlier ones`,
    states: {
      alive: "Alive",
      over: "Over",
      issuing: "Being issued",
      none: "Never handed out",
      cutOff: "Cut off",
      cutting: "Being cut off",
      denied: "Alive: cutting off failed",
      left: "Alive: not cut off",
    },
  },

  history: {
    title: "History",
    more: (count: number) => `Show ${count} earlier events`,
    hashOf: (seq: number) => `The whole hash of event ${seq}`,
    hashHint: "SHA-256 over this event and the hash of the one before.",
    sealHint: "The decision is sealed by a key that only the deciding function can use.",
    copyHash: "the hash",
    dismiss: "Close",
    verified: "Verified",
    verifiedText: (events: number) =>
      events === 1
        ? "Computed in this browser: the event is as it was recorded."
        : `Computed in this browser: all ${events} events are as they were recorded, each chained to the one before.`,
    broken: (seq: number) => `Broken at event ${seq}`,
    brokenText:
      "This event is not the one that was recorded, or one before it is missing: the history was changed afterwards. Stint gives no credentials under it. Tell your security team.",
    event: (seq: number) => `Event ${seq}`,
    misfit: "Does not fit the event before",
  },

  events: {
    asked: (role: string, account: string, duration: string) => `asked for ${role} in ${account} for ${duration}`,
    askedUnder: (rule: string, groups: readonly string[]) =>
      `under rule ${rule}, ${groups.length === 0 ? "in no group" : `as a member of ${groups.join(", ")}`}`,
    approved: (stage: string) => `approved as ${stage}`,
    rejected: (stage: string) => `rejected it as ${stage}`,
    withdrawn: "withdrew it",
    ended: "ended the access",
    revoked: "revoked the access",
    lapsed: "let it lapse: nobody decided in time",
    expired: "noted the end of the window",
    issuing: (session: number, purpose: "credentials" | "console") =>
      `began session ${session} for ${purpose === "console" ? "the console" : "credentials"}`,
    issued: (session: number) => `was given session ${session}:`,
    issuedUntil: "good until",
    cutOff: "cut off the sessions; denied everywhere by",
    cutOffOff: "left the sessions alone: cutting off is switched off in this account",
    cutOffFailed: "could not cut off the sessions yet",
    closed: "closed it: everybody has been told",
  },

  actions: {
    label: "What you can do",
    again: "Same again",
  },

  waiting: {
    now: "asked just now",
    since: (time: string) => `waiting for ${time}`,
    minutes: (minutes: number) => `${minutes} min`,
  },
} as const;
