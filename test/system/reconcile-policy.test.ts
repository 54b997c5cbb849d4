import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import type { Policy } from "../../core/policy.ts";
import { startClock } from "../../local/clock.ts";
import { newState, type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
const folders: string[] = [];
afterAll(async () => {
  await stint.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The synthesized app as it is after another deploy, with another policy. */
function redeployed(change: (policy: Policy) => Policy): string {
  const assembly = mkdtempSync(join(tmpdir(), "stint-assembly-"));
  folders.push(assembly);
  cpSync(inject("assembly"), assembly, { recursive: true });
  for (const asset of readdirSync(assembly)) {
    const file = join(assembly, asset, "policy.json");
    if (existsSync(file)) writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, "utf8")))));
  }
  return assembly;
}

const shown = async (person: string, id: string): Promise<Shown> => (await stint.get(person, `/requests/${id}`)).body;

test("access that the policy no longer allows is revoked with the reason, and whoever had it is told", async () => {
  const state = newState();
  folders.push(state);
  stint = await startStint({ state });
  const granted = async (person: string, ask: object, ...approvers: string[]): Promise<string> => {
    const { id } = await stint.ask(person, ask);
    for (const approver of approvers) await stint.post(approver, `/requests/${id}/approve`);
    await stint.until(
      () => stint.mails(id),
      (mails) => mails.at(-1)?.to.includes(`${person}@example.com`) === true,
    );
    return id;
  };
  const tomorrow = new Date(stint.clock.now() + 86_400_000).toISOString();
  const ruleGone = await granted("alice", {}, "bob", "carol");
  const notBegun = await granted("alice", { startsAt: tomorrow }, "bob", "carol");
  const denied = await granted("alice", { role: "ReadOnly", account: "444455556666", asks: {} }, "bob");
  const blocked = await granted("dan", { role: "ReadOnly", asks: {} }, "bob");
  const kept = await granted("alice", { ...sandboxAsk, asks: {} });
  const undecided = (await stint.ask("alice")).id;
  const mailsBefore = stint.inbox().length;
  await stint.close();

  const assembly = redeployed((policy) => ({
    ...policy,
    blocked: ["dan@example.com"],
    rules: [
      {
        ...{ id: "freeze", deny: true, roles: "all", accounts: { ids: ["444455556666"] } },
        who: { groups: ["engineering"], people: [] },
      },
      ...policy.rules.filter(({ id }) => id !== "prod-database"),
    ],
  }));
  stint = await startStint({ state, assembly, clock: startClock(stint.clock.now() - Date.now()) });
  // Nothing is lent any more, even before the reconciler comes by.
  expect(await stint.post("alice", `/requests/${ruleGone}/credentials`)).toMatchObject({
    status: 403,
    body: { error: { code: "not_allowed", message: expect.stringContaining("rule prod-database is gone") } },
  });

  expect(await stint.reconcile()).toEqual({ settled: 0, revoked: 4, woken: 4, started: 0, failed: 0 });
  for (const [person, id, reason] of [
    ["alice", ruleGone, "rule prod-database is gone"],
    ["alice", notBegun, "rule prod-database is gone"],
    ["alice", denied, "rule freeze now denies it"],
    ["dan", blocked, "the requester is blocked"],
  ] as const) {
    const { history } = await stint.until(
      () => shown(person, id),
      ({ history }) => history.at(-1).type === "closed",
    );
    const revoked = history.find(({ type }: { type: string }) => type === "revoked");
    expect(revoked).toMatchObject({ actor: { id: "stint" }, comment: reason });
    const [mail] = stint
      .inbox()
      .slice(mailsBefore)
      .filter(({ text }) => text?.includes(id));
    expect(mail).toMatchObject({ to: [`${person}@example.com`], subject: expect.stringMatching(/: revoked$/) });
    expect(mail?.text).toContain(`> ${reason}`);
  }
  expect((await stint.post("alice", `/requests/${kept}/credentials`)).status).toBe(200);
  // Nobody has it yet: the policy is asked when it is approved and used.
  expect((await shown("alice", undecided)).phase).toBe("pending");
  expect(await stint.reconcile()).toEqual({ settled: 0, revoked: 0, woken: 0, started: 0, failed: 0 });
});
