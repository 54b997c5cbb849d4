import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aPerson, breakGlassAsk, day, hour, minute, peopleWith, refusal } from "./attack.ts";
import { databaseAsk, type Shown, type Stint, sandboxAsk, startStint } from "./stint.ts";

let stint: Stint;
beforeAll(async () => {
  stint = await startStint({
    people: peopleWith(
      aPerson("gina", ["engineering"]),
      aPerson("henk", ["contractors", "engineering", "platform-admins"]),
      aPerson("ivan", ["engineers", "engineerin", "ngineering", "engineering "]),
      aPerson("uma", ["engineering"], { emailVerified: false }),
    ),
  });
});
afterAll(() => stint.close());

/** The ask is refused, by the preview in the same words, and nothing is saved. */
async function expectRefused(person: string, ask: object, condition: string, message = /./): Promise<void> {
  const before = (await stint.get(person, "/requests")).body.items.length;
  const refused = await stint.post(person, "/requests", ask);
  expect(refused).toMatchObject(refusal(403, "not_allowed", message));
  const { unmet } = refused.body.error.details;
  expect(unmet.map((entry: Shown) => entry.condition)).toContain(condition);
  expect((await stint.post(person, "/requests/preview", ask)).body).toMatchObject({ allowed: false, unmet });
  expect((await stint.get(person, "/requests")).body.items).toHaveLength(before);
}

describe("a role or an account is matched whole", () => {
  test.each(["Admin", "Database", "atabaseAdmi", "databaseadmin", "DatabaseAdminX", "all", "BreakGlass-"])(
    "not the role %s",
    (role) => expectRefused("alice", { ...databaseAsk, role }, "rule", /No rule lets you ask/),
  );

  test("neither a role nor an account that is written as a pattern", async () => {
    for (const role of ["*", "Database*", ".*", "DatabaseAdmin,BreakGlass", "../BreakGlass", "DatabaseAdmin\n"])
      expect(await stint.post("alice", "/requests", { ...databaseAsk, role })).toMatchObject(
        refusal(400, "invalid_input", /role: is not a name/),
      );
    for (const account of ["*", "1111", "111122223333 ", "１１１１２２２２３３３３", "arn:aws:iam::111122223333:root"])
      expect(await stint.post("alice", "/requests", { ...databaseAsk, account })).toMatchObject(
        refusal(400, "invalid_input", /account: is not an account id/),
      );
  });

  test.each(["999988887777", "111111111111", "000000000000"])(
    "not the hub, the management account or one that is not there: %s",
    (account) => expectRefused("alice", { ...breakGlassAsk, account }, "rule", /No rule lets you ask/),
  );

  test("not by a group that is nearly the rule's", () => expectRefused("ivan", sandboxAsk, "rule"));

  test("not by somebody whose e-mail address nobody vouches for", () =>
    expectRefused("uma", sandboxAsk, "email", /does not vouch for your e-mail address/));
});

describe("one rule decides, with all that it demands", () => {
  test("a longer duration is not taken from another rule that matches", async () => {
    // `read-workloads` lends for 12 hours, `sandbox` for 8; neither lends DatabaseAdmin, and its rule lends for 4.
    await expectRefused("alice", { ...databaseAsk, duration: "12h" }, "duration", /at most 4h/);
    await expectRefused("alice", { ...databaseAsk, duration: "4h1m" }, "duration", /at most 4h/);
    await expectRefused("alice", { ...sandboxAsk, duration: "99h" }, "duration", /at most 8h/);
  });

  test("a ticket that is left out is missing, and opens no laxer rule", async () => {
    for (const asks of [{}, { ticket: "" }, { ticket: "   " }, { ticket: "\u200d" }])
      await expectRefused("alice", { ...databaseAsk, asks }, "asks.ticket", /Incident or change is missing/);
    await expectRefused("alice", { ...databaseAsk, asks: { tickets: "INC-1" } }, "asks.tickets", /does not ask for/);
    await expectRefused("alice", { ...databaseAsk, asks: { ticket: "INC-1", note: "x" } }, "asks.note");
  });

  test.each(["sandbox", "break-glass", "clusters-incident", "contractors-out", "prod-databas", "__proto__"])(
    "the rule %s is not named instead",
    (rule) => expectRefused("alice", { ...databaseAsk, rule }, "rule", /is not open to this ask/),
  );

  test("an alternative is held to its own limits", async () => {
    const ask = { account: "111122223333", role: "ClusterAdmin", justification: "Look into the cluster" };
    const incident = { ...ask, rule: "clusters-incident", asks: { incident: "INC-1" } };
    await expectRefused("alice", { ...incident, duration: "4h" }, "duration", /at most 1h/);
    await expectRefused("alice", { ...incident, duration: "1h", asks: { change: "CHG-1" } }, "asks.incident");
    expect((await stint.post("alice", "/requests/preview", { ...incident, duration: "1h" })).body.allowed).toBe(true);
  });

  test("a deny rule wins, whatever else matches and whatever groups come with it", async () => {
    await expectRefused("frank", databaseAsk, "denied", /contractors-out denies/);
    await expectRefused("henk", breakGlassAsk, "denied", /contractors-out denies/);
    expect((await stint.post("frank", "/requests/preview", { ...sandboxAsk, asks: {} })).body.allowed).toBe(true);
  });
});

describe("a pattern is met by the whole value", () => {
  test.each([
    "INC-42\n",
    "INC-42\nrm",
    "\nINC-42",
    "x INC-42",
    "INC-42; CHG-1",
    "INC-４２",
    "inc-42",
    "INC-",
    "CHG|INC-1",
    "INC-42\u2028",
    "INC-42 ",
  ])("not %j", (ticket) => expectRefused("alice", { ...databaseAsk, asks: { ticket } }, "asks.ticket"));

  test("a value is measured before the pattern runs, and what takes it long costs nothing", async () => {
    const started = performance.now();
    for (const ticket of [`INC-${"1".repeat(300)}`, `INC-${"1".repeat(16_000)}`, `${"INC-1".repeat(3000)}!`])
      expect(await stint.post("alice", "/requests", { ...databaseAsk, asks: { ticket } })).toMatchObject(
        refusal(400, "invalid_input", /more than 256 characters/),
      );
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("a tagged value is one that STS takes", () =>
    expectRefused("alice", { ...databaseAsk, asks: { ticket: `INC-${"1".repeat(200)}` } }, "asks.ticket", /bytes/));
});

describe("a justification is there to be read", () => {
  test.each([
    ["white space", " \t\n ".repeat(10)],
    ["joiners, which take no space", "\u200d\u200c".repeat(10)],
    ["blanks of Braille", "\u2800".repeat(20)],
    ["one letter and blanks around it", `${" ".repeat(20)}x${"\u3000".repeat(20)}`],
  ])("not made of %s", (_, justification) =>
    expectRefused("alice", { ...sandboxAsk, justification }, "justification", /at least 10 characters/),
  );
});

describe("a start", () => {
  const at = (milliseconds: number) => new Date(stint.clock.now() + milliseconds).toISOString();

  test("is neither long ago nor years ahead", async () => {
    for (const ago of [2 * minute, day, 400 * day])
      await expectRefused("alice", { ...sandboxAsk, startsAt: at(-ago) }, "startsAt", /in the past/);
    await expectRefused("alice", { ...sandboxAsk, startsAt: "1970-01-01T00:00:00Z" }, "startsAt", /in the past/);
    for (const startsAt of [at(90 * day + hour), "9999-12-31T23:59:59Z"])
      await expectRefused("alice", { ...sandboxAsk, startsAt }, "startsAt", /more than 90 days ahead/);
  });

  test.each([
    "tomorrow",
    "2026-02-30T00:00:00Z",
    "2026-12-01T00:00:00+14:00",
    "12/31/26",
    1_800_000_000,
    "+275760-09-13T00:00:00Z",
  ])("is not %j", async (startsAt) =>
    expect(await stint.post("alice", "/requests", { ...sandboxAsk, startsAt })).toMatchObject(
      refusal(400, "invalid_input", /startsAt: /),
    ),
  );
});

test("no more requests are open than the policy lets be, and asking in a hurry does not help", async () => {
  const ask = { ...sandboxAsk, asks: {} };
  for (let n = 0; n < 20; n++) expect((await stint.post("gina", "/requests", ask)).status).toBe(201);
  const answers = await Promise.all(Array.from({ length: 5 }, () => stint.post("gina", "/requests", ask)));
  for (const answer of answers) expect(answer).toMatchObject(refusal(429, "too_many", /20 open requests/));
  const [first] = (await stint.get("gina", "/requests")).body.items;
  await stint.post("gina", `/requests/${first.id}/end`);
  expect((await stint.post("gina", "/requests", ask)).status).toBe(201);
});

describe("nothing starts on a policy", () => {
  const changed = (from: string | RegExp, to: string) => {
    const folder = mkdtempSync(join(tmpdir(), "stint-config-"));
    cpSync("config", folder, { recursive: true });
    const file = join(folder, "policy.yaml");
    const text = readFileSync(file, "utf8");
    const after = text.replace(from, to);
    expect(after).not.toBe(text);
    writeFileSync(file, after);
    return folder;
  };

  test.each([
    ["with an empty list of approvers", "approval: none", "approval: []"],
    ["without a word about approval", "    approval: none\n", ""],
    ["with a stage that names nobody", "groups: [db-leads], required: 1", "groups: [], required: 1"],
    ["with a stage that wants nobody", "groups: [db-leads], required: 1", "groups: [db-leads], required: 0"],
    ["with a key that is misspelt", "approvalWithin: 8h", "aprovalWithin: 8h"],
    ["with a role that is not in the catalog", "roles: [PowerUser]", "roles: [PowerUsr]"],
    ["with a rule twice", "id: sandbox", "id: prod-database"],
    ["with the hub as a target", /accounts: \{ under: \[Sandbox\] \}/, 'accounts: { ids: ["999988887777"] }'],
    ["without roles", "roles: [PowerUser]", "roles: []"],
  ])("%s", async (_, from, to) => {
    await expect(startStint({ config: changed(from, to) })).rejects.toThrow(/policy\.yaml:\d+ .*expected/);
  });
});
