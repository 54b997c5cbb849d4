/** The frame around every page. */
export const texts = {
  name: "Stint",
  skip: "Skip to the content",
  navigation: "Navigation",
  /** In full beside the page; short where a phone has room for no more. */
  places: {
    access: { full: "My access", short: "Access" },
    ask: { full: "Request access", short: "Request" },
    approvals: { full: "Approvals", short: "Approve" },
    running: { full: "Active access", short: "Active" },
    audit: { full: "Audit", short: "Audit" },
    policy: { full: "Policy", short: "Policy" },
  },
  waitingForYou: (count: number) => `${count} waiting for you`,
  appearance: { menu: "Appearance", system: "As the device", light: "Light", dark: "Dark" },
  zone: (zone: string) => `Times are in ${zone}`,
  groups: (groups: readonly string[]) => (groups.length === 0 ? "In no group" : `In ${groups.join(", ")}`),
  noEmail: "No verified e-mail address: you can neither ask nor decide",
  version: (version: string) => `Stint ${version}`,
  signOut: "Sign out",
  signIn: "Sign in",
  signInFailed: "You could not be signed in",
  unreachable: "Stint cannot be reached. Check your connection, then load the page again.",
  offline: "You are offline. What you see is as of the last answer; Stint goes on by itself when the network is back.",
  notFound: { title: "There is no such page", back: "Go to My access" },
  broken: {
    title: "This page failed",
    text: "Something in the dashboard went wrong. What you typed is kept; load the page again.",
    reload: "Load again",
  },
} as const;
