import { databaseAsk, type Shown, type Stint, sandboxAsk } from "../system/stint.ts";

const minute = 60_000;
const hour = 60 * minute;

/** What some days of people asking, deciding and using left behind: requests by what became of them. */
export type Life = Readonly<
  Record<
    "used" | "unused" | "ended" | "rejected" | "withdrawn" | "lapsed" | "revoked" | "unbegun" | "active" | "pending",
    string
  >
>;

const readAsk = {
  account: "444455556666",
  role: "ReadOnly",
  duration: "2h",
  asks: {},
  justification: "Look for the slow query",
};

/** Lives through four days, the last of which is today: at least one request for each outcome. */
export async function liveSomeDays(stint: Stint): Promise<Life> {
  const ask = async (about: object): Promise<string> => (await stint.ask("alice", about)).id;
  const move = async (person: string, id: string, name: string, comment = ""): Promise<Shown> => {
    const { status, body } = await stint.post(person, `/requests/${id}/${name}`, { comment });
    if (status !== 200) throw new Error(`${person} could not ${name}: ${JSON.stringify(body)}`);
    return body;
  };
  const use = async (id: string) => {
    const { status, body } = await stint.post("alice", `/requests/${id}/credentials`);
    if (status !== 200) throw new Error(`no credentials: ${JSON.stringify(body)}`);
  };

  toNextMorning(stint);
  const used = await ask({ ...sandboxAsk, asks: {}, duration: "2h" });
  await use(used);
  const unused = await ask(readAsk);
  stint.clock.advance(20 * minute);
  await move("bob", unused, "approve", "Fine by me");
  stint.clock.advance(24 * hour);

  const lapsed = await ask({ ...readAsk, account: "555566667777" });
  const rejected = await ask({ ...readAsk, account: "333344445555" });
  const withdrawn = await ask(readAsk);
  await move("alice", withdrawn, "withdraw", "Found it");
  stint.clock.advance(90 * minute);
  await move("carol", rejected, "reject", "Not without a ticket");
  stint.clock.advance(25 * hour);

  const ended = await ask({ ...sandboxAsk, asks: {}, duration: "4h" });
  await use(ended);
  const revoked = await ask({ ...databaseAsk, account: "222233334444", duration: "2h" });
  stint.clock.advance(40 * minute);
  await move("alice", ended, "end");
  await move("bob", revoked, "approve");
  stint.clock.advance(10 * minute);
  await move("carol", revoked, "approve");
  await use(revoked);
  stint.clock.advance(15 * minute);
  await move("carol", revoked, "revoke", "Wrong database");
  const unbegun = await ask({ ...readAsk, startsAt: new Date(stint.clock.now() + 2 * hour).toISOString() });
  await move("bob", unbegun, "approve");
  await move("bob", unbegun, "revoke", "Not today after all");
  stint.clock.advance(24 * hour);

  const active = await ask({ ...sandboxAsk, asks: {}, duration: "8h" });
  await use(active);
  const pending = await ask(readAsk);
  return { used, unused, ended, rejected, withdrawn, lapsed, revoked, unbegun, active, pending };
}

/** Moves to 10:00 UTC of tomorrow, so that a day does not end while a test counts by days. */
export function toNextMorning(stint: Stint): void {
  const tomorrow = new Date(stint.clock.now() + 24 * hour).toISOString().slice(0, 10);
  stint.moveTo(`${tomorrow}T10:00:00Z`);
}

/** So many requests more, from the sandbox and given back at once. */
export async function askMany(stint: Stint, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const { id } = await stint.ask("alice", { ...sandboxAsk, asks: {}, justification: `Try service number ${i}` });
    await stint.post("alice", `/requests/${id}/end`);
    ids.push(id);
  }
  return ids;
}
