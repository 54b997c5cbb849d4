import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startClock } from "../../local/clock.ts";
import { synthesize } from "../../local/synth.ts";
import { aPerson, breakGlassAsk, callWith, hour, peopleWith, refusal, sessionsOf, tokenWith } from "./attack.ts";
import { databaseAsk, newState, type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

/** Grants under the shipped policy, by what becomes of each afterwards. */
const asked: Record<string, Shown> = {};
const log: string[] = [];
let stint: Stint;

const readOnlyAsk = { account: "444455556666", role: "ReadOnly", asks: {} };
const engineers = ["gina", "hugo", "ida", "jack", "kim", "lars"];
const before = [...engineers.map((name) => aPerson(name, ["engineering"])), aPerson("nora", ["db-leads"])];
/** As they sign in afterwards: Hugo has left engineering, Ida has another e-mail address, nobody vouches for Jack's. */
const afterwards = [
  aPerson("hugo", ["marketing"]),
  aPerson("ida", ["engineering"], { email: "ida.new@example.com" }),
  aPerson("jack", ["engineering"], { emailVerified: false }),
  aPerson("bob", ["marketing"]),
];

/** The shipped config with the changes: Gina, Ida, Jack and Nora are blocked, a rule is gone, one denies, and one lets too much. */
function changedConfig(): string {
  const folder = mkdtempSync(join(tmpdir(), "stint-config-"));
  cpSync("config", folder, { recursive: true });
  const change = (file: string, edit: (text: string) => string) => {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    expect(edit(text)).not.toBe(text);
    writeFileSync(path, edit(text));
  };
  change(
    "catalog.yaml",
    (text) =>
      `${text.trimEnd()}\n\n${["Admin", "S3Admin"]
        .map((name) => `  - { name: ${name}, description: d, purpose: p, managedPolicies: [ReadOnlyAccess] }`)
        .join("\n")}\n`,
  );
  change(
    "policy.yaml",
    (text) =>
      `${text
        .replace("blocked: []", "blocked: [gina@example.com, ida@example.com, jack@example.com, nora@example.com]")
        .replace(/ {2}- id: read-workloads[\s\S]*?(?=\n {2}- id: clusters\n)/, "")
        .trimEnd()}

  - id: lars-out
    deny: true
    who: { people: [lars@example.com] }
    roles: [PowerUser]
    accounts: all

  - id: storage
    who: { groups: [engineering] }
    roles: [S3Admin]
    accounts: all
    maxDuration: 1h
    approval: none

  # Stands last, and would let anybody in engineering do anything.
  - id: lax
    who: { groups: [engineering, contractors] }
    roles: [DatabaseAdmin, BreakGlass, PowerUser]
    accounts: all
    maxDuration: 12h
    approval: none
`,
  );
  return folder;
}

beforeAll(async () => {
  const config = changedConfig();
  const [state, clock] = [newState(), startClock()];
  const [assembly, first] = await Promise.all([
    synthesize(config),
    startStint({ state, clock, people: peopleWith(...before) }),
  ]);
  const sandbox = { ...sandboxAsk, asks: {} };
  for (const name of ["gina", "hugo", "ida", "jack", "lars"]) asked[name] = await first.ask(name, sandbox);
  for (const name of ["gina", "jack"])
    expect((await first.post(name, `/requests/${asked[name].id}/credentials`)).status).toBe(200);
  asked["rule gone"] = await first.ask("kim", readOnlyAsk);
  await first.post("bob", `/requests/${asked["rule gone"].id}/approve`);
  asked.scheduled = await first.ask("gina", {
    ...sandbox,
    startsAt: new Date(clock.now() + hour).toISOString(),
  });
  asked.pending = await first.ask("alice");
  asked.half = await first.ask("alice");
  await first.post("bob", `/requests/${asked.half.id}/approve`);
  await first.until(first.inbox, (mails) => mails.some(({ to }) => to.includes("security@example.com")));
  await first.close();
  stint = await startStint({
    state,
    assembly,
    config,
    clock,
    people: peopleWith(...before.filter(({ username }) => !["hugo", "ida", "jack"].includes(username)), ...afterwards),
    log: (_, line) => log.push(line),
  });
});
afterAll(() => stint.close());

describe("what was granted before is not lent after", () => {
  test.each([
    ["gina", "gina", /the requester is blocked/, "to somebody who is blocked"],
    ["hugo", "hugo", /no longer covers this person/, "to somebody who has left the group"],
    ["ida", "ida", /asked for as ida \(ida@example\.com\)/, "to somebody who is blocked, under a new e-mail address"],
    ["jack", "jack", /no verified e-mail address/, "to somebody who is blocked, without a verified e-mail address"],
    ["lars", "lars", /rule lars-out now denies it/, "to somebody whom a new rule denies it"],
    ["rule gone", "kim", /rule read-workloads is gone/, "when its rule is gone"],
  ])("%s: not %s", async (key, person, reason) => {
    const { id } = asked[key];
    const before = sessionsOf(stint, id).length;
    for (const use of ["credentials", "console"])
      expect(await stint.post(person, `/requests/${id}/${use}`)).toMatchObject(refusal(403, "not_allowed", reason));
    expect(sessionsOf(stint, id)).toHaveLength(before);
  });

  test("and the reconciler takes it back, but for what only the next sign-in can tell", async () => {
    const mended = await stint.reconcile();
    expect(mended).toMatchObject({ failed: 0, revoked: 6 });
    for (const key of ["gina", "ida", "jack", "lars", "rule gone", "scheduled"]) {
      const { body } = await stint.get("dan", `/requests/${asked[key].id}`);
      expect(body).toMatchObject({ phase: "revoked", may: [] });
      expect(body.history.find(({ type }: Shown) => type === "revoked")).toMatchObject({
        actor: { id: "stint" },
        comment: expect.stringMatching(/blocked|denies|gone/),
      });
    }
    expect((await stint.get("dan", `/requests/${asked.hugo.id}`)).body.phase).toBe("active");
    expect(await stint.reconcile()).toMatchObject({ revoked: 0 });
  });

  test("nor is anything new to who is blocked", async () => {
    expect(await stint.post("gina", "/requests", sandboxAsk)).toMatchObject(refusal(403, "not_allowed", /blocked/));
    expect((await stint.get("gina", "/catalog")).body.items).toEqual([]);
  });
});

describe("who has left does not decide any more", () => {
  test("not about what was asked while they belonged", async () => {
    expect((await stint.get("bob", "/requests?view=to-approve")).body.items).toEqual([]);
    for (const path of ["", "/approve", "/reject"])
      expect(
        await (path === ""
          ? stint.get("bob", `/requests/${asked.pending.id}`)
          : stint.post("bob", `/requests/${asked.pending.id}${path}`)),
      ).toMatchObject(refusal(404, "not_found"));
  });

  test("nor does who is blocked, though a stage names them", async () => {
    const { id } = asked.pending;
    expect((await stint.get("nora", "/requests?view=to-approve")).body.items).toEqual([]);
    expect((await stint.get("nora", `/requests/${id}`)).body.may).toEqual([]);
    for (const path of ["approve", "reject"])
      expect(await stint.post("nora", `/requests/${id}/${path}`)).toMatchObject(refusal(403, "not_allowed", /blocked/));
    expect((await stint.get("alice", `/requests/${id}`)).body).toMatchObject({ phase: "pending", version: 1 });
  });

  test("but what they decided counts, across the restart and the upgrade", async () => {
    expect((await stint.post("carol", `/requests/${asked.half.id}/approve`)).body.phase).toBe("active");
    expect((await stint.post("alice", `/requests/${asked.half.id}/credentials`)).status).toBe(200);
    await stint.post("erin", `/requests/${asked.half.id}/revoke`);
    await stint.until(
      () => stint.get("alice", `/requests/${asked.half.id}`),
      ({ body }) => body.history.at(-1).type === "closed",
    );
    expect(stint.mails(asked.half.id).at(-1)?.subject).toMatch(/revoked/);
  });
});

describe("a laxer rule further down opens nothing", () => {
  test("to an ask that lacks what the first rule demands", async () => {
    for (const lacking of [{ asks: {} }, { asks: { ticket: "none" } }, { duration: "12h" }, { rule: "lax" }])
      expect(await stint.post("alice", "/requests", { ...databaseAsk, ...lacking })).toMatchObject(
        refusal(403, "not_allowed"),
      );
    expect(await stint.post("alice", "/requests", { ...breakGlassAsk, asks: { incident: "INC-1" } })).toMatchObject(
      refusal(403, "not_allowed", /What is broken is missing/),
    );
  });

  test("to an ask whose sign-in is too old for the first", async () => {
    const token = await tokenWith(stint, "alice", { auth_time: Math.floor(stint.clock.now() / 1000) - 3600 });
    expect(await callWith(stint, token, "/requests", databaseAsk)).toMatchObject(refusal(401, "sign_in_again"));
  });

  test("to whom a rule above denies it", async () => {
    expect(await stint.post("frank", "/requests", databaseAsk)).toMatchObject(
      refusal(403, "not_allowed", /contractors-out/),
    );
  });

  test("and a request that was made under the first stays under it", async () => {
    expect((await stint.get("alice", `/requests/${asked.pending.id}`)).body).toMatchObject({
      rule: { id: "prod-database" },
      phase: "pending",
      stages: [{}, {}],
    });
    expect(await stint.post("alice", `/requests/${asked.pending.id}/credentials`)).toMatchObject(
      refusal(409, "wrong_state"),
    );
  });
});

test("a rule for S3Admin does not lend Admin", async () => {
  const ask = { ...sandboxAsk, duration: "1h", asks: {} };
  expect(await stint.post("alice", "/requests", { ...ask, role: "Admin" })).toMatchObject(refusal(403, "not_allowed"));
  expect((await stint.post("alice", "/requests/preview", { ...ask, role: "S3Admin" })).body.allowed).toBe(true);
});
