import type { LocalPerson } from "../../local/identity/identity.ts";
import { people } from "../../local/people.ts";
import { accounts, type Told } from "./shots-told.ts";
import { before } from "./shots-weeks.ts";

/** Those of the embedded run, and colleagues, so that not everything is Alice's. */
export const everybody: readonly LocalPerson[] = [
  ...people,
  ...[
    ["grace", "Grace Gallo"],
    ["henry", "Henry Haas"],
    ["ines", "Ines Ibarra"],
  ].map(([username = "", name = ""]) => ({
    username,
    name,
    email: `${username}@example.com`,
    emailVerified: true,
    groups: ["engineering"],
  })),
];

const today = (time: string) => `2026-11-23T${time}:00Z`;

/** This morning: something of every phase, for Alice above all. */
const morning: readonly Told[] = [
  {
    key: "active",
    at: today("08:55"),
    by: "alice",
    ask: {
      account: accounts.shopProd,
      role: "DatabaseAdmin",
      duration: "2h",
      justification:
        "Orders are paid but never confirmed: the index on orders.payment_state is corrupt since last night's failover. Rebuild it, then compare the counts with payments.",
      asks: { ticket: "INC-4711" },
    },
    deeds: [
      [today("08:58"), "bob", "approve", "Seen it on the replica too. Go ahead."],
      [today("09:02"), "carol", "approve", "Ticket checked."],
      [today("09:03"), "alice", "credentials"],
      [today("09:11"), "alice", "console"],
    ],
  },
  {
    at: today("08:10"),
    by: "alice",
    ask: {
      account: accounts.sandboxBlue,
      role: "PowerUser",
      duration: "6h",
      justification: "Try the new queue in front of the order service",
    },
    deeds: [[today("08:12"), "alice", "credentials"]],
  },
  {
    at: today("09:15"),
    by: "alice",
    ask: {
      account: accounts.paymentsStaging,
      role: "ClusterAdmin",
      duration: "2h",
      justification: "Roll the payment workers over to the new node pool",
      asks: { change: "CHG-1188" },
    },
  },
  {
    at: today("07:40"),
    by: "alice",
    ask: {
      account: accounts.paymentsProd,
      role: "DatabaseAdmin",
      duration: "2h",
      justification: "Planned: split the ledger table by month, outside opening hours",
      asks: { ticket: "CHG-1201" },
      startsAt: today("21:00"),
    },
    deeds: [
      [today("07:52"), "bob", "approve", "As agreed on Friday."],
      [today("08:05"), "carol", "approve"],
    ],
  },
  {
    at: today("08:31"),
    by: "henry",
    ask: {
      account: accounts.paymentsProd,
      role: "DatabaseAdmin",
      duration: "90m",
      justification: "A customer was charged twice: find the two charges and release the second one.",
      asks: { ticket: "INC-4708" },
    },
  },
  {
    at: today("08:47"),
    by: "frank",
    ask: {
      account: accounts.shopStaging,
      role: "ReadOnly",
      duration: "8h",
      justification: "Compare the alarms of staging with those of production",
    },
  },
  {
    at: today("09:06"),
    by: "grace",
    ask: {
      account: accounts.shopProd,
      role: "DatabaseAdmin",
      duration: "1h",
      justification: "Second pair of hands for Alice in INC-4711",
      asks: { ticket: "INC-4711" },
    },
  },
  {
    at: today("09:12"),
    by: "henry",
    ask: {
      account: accounts.shopProd,
      role: "ClusterAdmin",
      duration: "1h",
      justification: "Checkout pods do not come back after the failover",
      asks: { incident: "INC-4711" },
      rule: "clusters-incident",
    },
  },
  {
    key: "judge",
    at: today("09:18"),
    by: "ines",
    ask: {
      account: accounts.logArchive,
      role: "BreakGlass",
      duration: "1h",
      justification: "The bucket policy of the archive locks everybody out, its own administrators too",
      asks: { incident: "INC-4712", impact: "No audit logs are written since 07:55" },
    },
  },
  {
    at: today("07:10"),
    by: "dan",
    ask: {
      account: accounts.paymentsProd,
      role: "ReadOnly",
      duration: "12h",
      justification: "Quarterly review of who can reach card data",
    },
    deeds: [
      [today("07:26"), "carol", "approve", "On the audit plan."],
      [today("07:31"), "dan", "credentials"],
    ],
  },
  {
    at: today("06:50"),
    by: "erin",
    ask: {
      account: accounts.network,
      role: "NetworkAdmin",
      duration: "2h",
      justification: "Add the route to the new office's address range",
      startsAt: today("08:00"),
    },
    deeds: [
      [today("07:02"), "carol", "approve"],
      [today("08:04"), "erin", "credentials"],
    ],
  },
  {
    at: today("07:35"),
    by: "frank",
    ask: {
      account: accounts.sandboxGreen,
      role: "PowerUser",
      duration: "8h",
      justification: "Prototype of the returns portal",
    },
    deeds: [[today("07:40"), "frank", "credentials"]],
  },
  {
    at: today("07:20"),
    by: "henry",
    ask: {
      account: accounts.sandboxGreen,
      role: "PowerUser",
      duration: "8h",
      justification: "Load test with many instances",
    },
    deeds: [
      [today("07:24"), "henry", "credentials"],
      [today("08:44"), "erin", "revoke", "Forty large instances are no load test. Come and see me."],
    ],
  },
];

/** All that people did, in the order of time; each request begins with the ask itself. */
export function story() {
  const told = [...before(), ...morning];
  return told
    .flatMap((request, number) => [
      { number, request, at: request.at, by: request.by, verb: "ask" as const, comment: undefined },
      ...(request.deeds ?? []).map(([at, by, verb, comment]) => ({ number, request, at, by, verb, comment })),
    ])
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
