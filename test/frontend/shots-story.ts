import type { LocalPerson } from "../../local/identity/identity.ts";
import { people } from "../../local/people.ts";

/** The moment at which the pictures are taken: a Monday, 10:24 in Berlin. */
export const now = "2026-11-23T09:24:00Z";

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

export type Verb = "approve" | "reject" | "withdraw" | "end" | "revoke" | "credentials" | "console";

/** Who did what to a request, when (ISO 8601), saying what. */
export type Deed = readonly [at: string, by: string, verb: Verb, comment?: string];

/** A request as people made it and what became of it. */
export interface Told {
  /** By which the pictures find it. */
  readonly key?: string;
  readonly at: string;
  readonly by: string;
  readonly ask: {
    readonly account: string;
    readonly role: string;
    readonly duration: string;
    readonly justification: string;
    readonly asks?: Readonly<Record<string, string>>;
    readonly startsAt?: string;
    readonly rule?: string;
  };
  readonly deeds?: readonly Deed[];
}

const shopProd = "111122223333";
const paymentsProd = "222233334444";
const searchProd = "333344445555";
const shopStaging = "444455556666";
const paymentsStaging = "555566667777";
const sandboxBlue = "666677778888";
const sandboxGreen = "777788889999";
const network = "888899990000";
const logArchive = "343434343434";

const today = (time: string) => `2026-11-23T${time}:00Z`;

/** This morning: something of every phase, for Alice above all. */
const morning: readonly Told[] = [
  {
    key: "active",
    at: today("08:55"),
    by: "alice",
    ask: {
      account: shopProd,
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
      account: sandboxBlue,
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
      account: paymentsStaging,
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
      account: paymentsProd,
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
      account: paymentsProd,
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
      account: shopStaging,
      role: "ReadOnly",
      duration: "8h",
      justification: "Compare the alarms of staging with those of production",
    },
  },
  {
    at: today("09:06"),
    by: "grace",
    ask: {
      account: shopProd,
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
      account: shopProd,
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
      account: logArchive,
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
      account: paymentsProd,
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
      account: network,
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
    ask: { account: sandboxGreen, role: "PowerUser", duration: "8h", justification: "Prototype of the returns portal" },
    deeds: [[today("07:40"), "frank", "credentials"]],
  },
  {
    at: today("07:20"),
    by: "henry",
    ask: { account: sandboxGreen, role: "PowerUser", duration: "8h", justification: "Load test with many instances" },
    deeds: [
      [today("07:24"), "henry", "credentials"],
      [today("08:44"), "erin", "revoke", "Forty large instances are no load test. Come and see me."],
    ],
  },
];

/** What is asked for day by day, in turn. */
const usual: readonly (readonly [by: string, ask: Told["ask"], approvers: readonly string[]])[] = [
  [
    "alice",
    {
      account: shopProd,
      role: "DatabaseAdmin",
      duration: "1h",
      justification: "Correct the tax of refunded orders",
      asks: { ticket: "CHG-1142" },
    },
    ["bob", "carol"],
  ],
  [
    "grace",
    { account: searchProd, role: "ReadOnly", duration: "4h", justification: "See why the index grows so fast" },
    ["bob"],
  ],
  [
    "henry",
    { account: sandboxGreen, role: "PowerUser", duration: "6h", justification: "Measure the new instance types" },
    [],
  ],
  [
    "ines",
    {
      account: paymentsProd,
      role: "DatabaseAdmin",
      duration: "2h",
      justification: "Restore the ledger of one day beside the live one",
      asks: { ticket: "INC-4655" },
    },
    ["bob", "carol"],
  ],
  [
    "alice",
    { account: shopStaging, role: "ReadOnly", duration: "8h", justification: "Follow a release through staging" },
    ["carol"],
  ],
  [
    "grace",
    {
      account: shopProd,
      role: "ClusterAdmin",
      duration: "3h",
      justification: "Upgrade the ingress of the shop",
      asks: { change: "CHG-1163" },
    },
    ["erin"],
  ],
  [
    "frank",
    { account: sandboxBlue, role: "PowerUser", duration: "8h", justification: "Prototype of the gift cards" },
    [],
  ],
];

/** How many minutes the approvers of one day or another take. */
const slowness = [6, 14, 3, 41, 9, 22, 5, 75, 11, 18];

/** Four weeks of working days, some five requests each, of which not all went well; the same at every run. */
function before(): readonly Told[] {
  const told: Told[] = [];
  for (let day = 27; day >= 2; day--) {
    const date = new Date(Date.parse(now) - day * 86_400_000);
    if (date.getUTCDay() === 0 || date.getUTCDay() === 6) continue;
    for (let i = 0; i < 4 + ((day * 7) % 3); i++) told.push(ordinary(date, told.length, i));
  }
  return told;
}

function ordinary(date: Date, count: number, ofDay: number): Told {
  const [by, ask, approvers] = usual[count % usual.length]!;
  const at = (minutes: number) =>
    new Date(Date.parse(`${date.toISOString().slice(0, 10)}T08:05:00Z`) + minutes * 60_000);
  const time = (minutes: number) => at(ofDay * 70 + minutes).toISOString();
  const slow = slowness[count % slowness.length]!;
  const told = { at: time(0), by, ask };
  if (approvers.length > 0 && count % 11 === 4)
    return { ...told, deeds: [[time(slow), approvers[0]!, "reject", "ReadOnly is enough for this."]] };
  if (approvers.length > 0 && count % 13 === 5) return { ...told, deeds: [[time(4), by, "withdraw"]] };
  if (approvers.length > 0 && count % 17 === 7) return told;
  const approved = approvers.map((who, stage): Deed => [time(slow * (stage + 1)), who, "approve"]);
  const from = slow * Math.max(1, approvers.length);
  const used: Deed[] = count % 8 === 3 ? [] : [[time(from + 2), by, "credentials"]];
  const ended: Deed[] = count % 4 === 1 ? [[time(from + 40), by, "end", "Done."]] : [];
  return { ...told, deeds: [...approved, ...used, ...ended] };
}

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
