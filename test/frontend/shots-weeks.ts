import { accounts, type Deed, now, type Told } from "./shots-told.ts";

/** What is asked for day by day, in turn. */
const usual: readonly (readonly [by: string, ask: Told["ask"], approvers: readonly string[]])[] = [
  [
    "alice",
    {
      account: accounts.shopProd,
      role: "DatabaseAdmin",
      duration: "1h",
      justification: "Correct the tax of refunded orders",
      asks: { ticket: "CHG-1142" },
    },
    ["bob", "carol"],
  ],
  [
    "grace",
    {
      account: accounts.searchProd,
      role: "ReadOnly",
      duration: "4h",
      justification: "See why the index grows so fast",
    },
    ["bob"],
  ],
  [
    "henry",
    {
      account: accounts.sandboxGreen,
      role: "PowerUser",
      duration: "6h",
      justification: "Measure the new instance types",
    },
    [],
  ],
  [
    "ines",
    {
      account: accounts.paymentsProd,
      role: "DatabaseAdmin",
      duration: "2h",
      justification: "Restore the ledger of one day beside the live one",
      asks: { ticket: "INC-4655" },
    },
    ["bob", "carol"],
  ],
  [
    "alice",
    {
      account: accounts.shopStaging,
      role: "ReadOnly",
      duration: "8h",
      justification: "Follow a release through staging",
    },
    ["carol"],
  ],
  [
    "grace",
    {
      account: accounts.shopProd,
      role: "ClusterAdmin",
      duration: "3h",
      justification: "Upgrade the ingress of the shop",
      asks: { change: "CHG-1163" },
    },
    ["erin"],
  ],
  [
    "frank",
    { account: accounts.sandboxBlue, role: "PowerUser", duration: "8h", justification: "Prototype of the gift cards" },
    [],
  ],
];

/** How many minutes the approvers of one day or another take. */
const slowness = [6, 14, 3, 41, 9, 22, 5, 75, 11, 18];

/** Four weeks of working days, some five requests each, of which not all went well; the same at every run. */
export function before(): readonly Told[] {
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
