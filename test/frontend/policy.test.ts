import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Policy } from "../../core/policy.ts";
import { type Stint, startStint } from "../system/stint.ts";
import { launch, overflows, screens, type Visit, violations, visit } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the policy page", () => {
  let stint: Stint;
  let browser: Browser;
  const assembly = mkdtempSync(join(tmpdir(), "stint-assembly-"));
  beforeAll(async () => {
    cpSync(inject("assembly"), assembly, { recursive: true });
    for (const asset of readdirSync(assembly)) blockMallory(join(assembly, asset, "policy.json"));
    [stint, browser] = await Promise.all([startStint({ dashboard: true, assembly }), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stint?.close();
    rmSync(assembly, { recursive: true });
  });

  /** The page of a person, from which nothing may have been complained about in the end. */
  async function at(person: string, query: string, look: (visit: Visit) => Promise<void>, options = {}): Promise<void> {
    const visited = await visit(browser, stint, person, `/policy${query}`, options as BrowserContextOptions);
    await visited.page.getByRole("tab", { name: "Rules" }).waitFor();
    await look(visited);
    expect(visited.complaints).toEqual([]);
    await visited.context.close();
  }

  test("tells somebody the rules that are about them, in words and in their order", () =>
    at("alice", "", async ({ page }) => {
      await page.getByRole("heading", { name: "Rules that let people ask" }).waitFor();
      expect(await ids(page)).toEqual([
        "prod-database",
        "sandbox",
        "read-workloads",
        "clusters",
        "clusters-incident",
        "network",
        "break-glass",
      ]);
      expect(await textOf(rule(page, "prod-database"))).toBe(
        [
          "1",
          "prod-database",
          "Repair production databases",
          "engineering and dba may ask for DatabaseAdmin in accounts under Workloads/Production tagged data=customer, for at most 4 h, when Database lead (1 of db-leads) and then Security (1 of security) approve within 8 h.",
          "Asks for Incident or change (looks like (INC|CHG)-[0-9]+, becomes a session tag).",
          "Whoever asks or decides must have signed in within the last 15 min.",
          "Approvers are reminded every 30 min.",
        ].join("\n"),
      );
      for (const unknown of ["Rules that deny", "Administrators", "Auditors", "Blocked", "mallory@example.com"])
        expect(await page.getByText(unknown, { exact: true }).count()).toBe(0);
      expect(await page.getByRole("tab").allInnerTexts()).toEqual(["Rules", "Who may do what"]);
    }));

  test("says first how the policy decides, and shows its hash, which can be copied whole", () =>
    at(
      "alice",
      "",
      async ({ page }) => {
        expect(await page.getByRole("heading", { level: 2 }).first().innerText()).toBe("How the policy decides");
        await page.getByText("A deny rule that matches person, role and account wins, wherever it stands.").waitFor();
        const { hash } = (await stint.get("alice", "/policy")).body;
        expect(await page.getByText(hash.slice(0, 12)).count()).toBe(1);
        await page.getByRole("button", { name: "Copy the policy's hash" }).click();
        await page.getByText("Copied").first().waitFor();
        expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(hash);
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    ));

  test("tells an auditor every rule, those that deny by themselves, and who administers, audits and is blocked", () =>
    at("dan", "", async ({ page }) => {
      await page.getByRole("heading", { name: "Rules that deny (1)" }).waitFor();
      expect((await ids(page))[0]).toBe("contractors-out");
      expect(await textOf(rule(page, "contractors-out"))).toContain(
        "Denies\ncontractors may not ask for any role in accounts under Workloads/Production, whatever another rule says.",
      );
      for (const known of ["platform-admins", "security-audit", "mallory@example.com"])
        expect(await page.getByText(known, { exact: true }).first().isVisible()).toBe(true);
      await page.getByRole("tab", { name: "Roles" }).click();
      const breakGlass = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "BreakGlass" }) });
      expect(await textOf(breakGlass)).toMatch(/AdministratorAccess/);
      expect(await textOf(breakGlass)).toMatch(/lasting access/);
    }));

  test("marks the rules under which somebody can approve", () =>
    at("bob", "", async ({ page }) => {
      await page.getByRole("heading", { name: "Rules that let people ask" }).waitFor();
      expect(await ids(page)).toEqual(["prod-database", "read-workloads", "clusters-incident", "break-glass"]);
      expect(await page.getByText("You can approve", { exact: true }).count()).toBe(4);
      expect(await page.getByText("About you", { exact: true }).count()).toBe(0);
    }));

  test("finds rules by words, and leaves them their numbers", () =>
    at("dan", "", async ({ page }) => {
      await page.getByRole("searchbox", { name: "Find rules" }).fill("ClusterAdmin duty");
      await page.getByText("1 rule", { exact: true }).first().waitFor();
      expect(await ids(page)).toEqual(["clusters-incident"]);
      expect(await textOf(rule(page, "clusters-incident"))).toMatch(/^5\n/);
      await page.getByRole("searchbox", { name: "Find rules" }).fill("nothing of the kind");
      await page.getByText("No rule has all of these words.").waitFor();
    }));

  test("says so where no rule concerns somebody", async () => {
    const { context, page } = await visit(browser, stint, "alice", "/nowhere");
    await page.route("**/api/policy", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), rules: [] } });
    });
    await page.getByRole("link", { name: "Policy" }).click();
    await page.getByText(/^No rule lets you ask for anything/).waitFor();
    await context.close();
  });

  test("says what went wrong, and loads it when asked again", async () => {
    const { context, page } = await visit(browser, stint, "alice", "/nowhere");
    await page.route("**/api/policy", (route) =>
      route.fulfill({ status: 500, json: { error: { code: "internal", message: "It has been logged." } } }),
    );
    await page.getByRole("link", { name: "Policy" }).click();
    await page.getByText("It has been logged.").waitFor();
    await page.unroute("**/api/policy");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Rules that let people ask" }).waitFor();
    expect(await page.getByText("It has been logged.").count()).toBe(0);
    await context.close();
  });

  const shop = "account=111122223333";

  test.each([
    ["allowed", `group=dba&${shop}&role=DatabaseAdmin`, "Yes", /Rule prod-database lets them ask for DatabaseAdmin/],
    ["denied", `group=contractors&group=engineering&${shop}&role=DatabaseAdmin`, "No: a deny rule matches", /contrac/],
    ["matched by no rule", `group=dba&${shop}&role=BreakGlass`, "No: no rule matches", /No rule lets them ask/],
    ["blocked", `group=dba&email=mallory%40example.com&${shop}&role=DatabaseAdmin`, "No: blocked", /blocks mallory@/],
    ["about no account", "group=dba&account=000000000000&role=DatabaseAdmin", "No: no rule matches", /has no account/],
    ["about no role", `group=dba&${shop}&role=Nothing`, "No: no rule matches", /has no role Nothing/],
    ["about the auditor", `${shop}&role=ReadOnly`, "Yes", /Rule read-workloads lets you ask for ReadOnly/],
  ])("answers an auditor in words what is %s", (_, question, verdict, message) =>
    at("dan", `?view=who&${question}`, async ({ page }) => {
      await page.getByText(verdict, { exact: true }).waitFor();
      expect(await page.getByText(message).first().isVisible()).toBe(true);
      expect(await page.getByRole("heading", { name: "Why, rule by rule" }).isVisible()).toBe(true);
      expect(await page.getByRole("heading", { name: "What the rule asks for" }).count()).toBe(
        verdict === "Yes" ? 1 : 0,
      );
    }),
  );

  test("says of every rule whether it matches person, role and account, and what became of it", () =>
    at("dan", `?view=who&group=contractors&group=engineering&${shop}&role=DatabaseAdmin`, async ({ page }) => {
      await page.getByRole("heading", { name: "Why, rule by rule" }).waitFor();
      expect(await ids(page)).toHaveLength(8);
      expect(await ticks(page, "contractors-out")).toEqual(["matches", "matches", "matches"]);
      expect(await textOf(rule(page, "contractors-out"))).toContain("Decides");
      expect(await ticks(page, "prod-database")).toEqual(["matches", "matches", "matches"]);
      expect(await textOf(rule(page, "prod-database"))).toContain("Matches too, but contractors-out decides");
      expect(await ticks(page, "network")).toEqual(["does not match", "does not match", "does not match"]);
      expect(await textOf(rule(page, "network"))).toContain("Person: platform-admins or alice@example.com");
      expect(await ticks(page, "break-glass")).toEqual(["matches", "does not match", "matches"]);
    }));

  test("says what the rule asks for, and which rules can be named instead", () =>
    at("dan", `?view=who&group=engineering&${shop}&role=ClusterAdmin`, async ({ page }) => {
      await page.getByRole("heading", { name: "Rules that can be named instead" }).waitFor();
      await page.getByText("For at most 4 h, when Platform (1 of platform-admins) approves within 24 h.").waitFor();
      expect(await page.getByText("For at most 1 h, when Anybody on duty").isVisible()).toBe(true);
      expect(await textOf(rule(page, "clusters-incident"))).toContain("Can be named instead");
    }));

  test("lets an auditor pick or type, by keyboard alone, and an answer be linked", () =>
    at("dan", "?view=who", async ({ page, context }) => {
      await page.getByText("Pick an account and a role: the answer and its reasons stand here.").waitFor();
      const groups = page.getByRole("combobox", { name: "Groups of the person" });
      await groups.pressSequentially("contr");
      await page.getByRole("option", { name: "contractors" }).waitFor();
      // The first option is to take what was typed.
      await groups.press("ArrowDown");
      await groups.press("ArrowDown");
      await groups.press("Enter");
      await page.getByRole("button", { name: "Remove contractors" }).waitFor();
      await groups.pressSequentially("<b>our own</b>");
      await groups.press("Enter");
      await page.getByRole("button", { name: "Remove <b>our own</b>" }).waitFor();
      await page.getByRole("textbox", { name: "E-mail address" }).fill("frank@example.com");

      const account = page.getByRole("combobox", { name: "Account" });
      await account.pressSequentially("shop prod");
      await page.getByRole("option", { name: /shop-prod/ }).waitFor();
      await account.press("ArrowDown");
      await account.press("Enter");
      await page.getByText("shop-prod · Workloads/Production · team=shop, data=customer").waitFor();
      const role = page.getByRole("combobox", { name: "Role" });
      await role.pressSequentially("DatabaseAdmin");
      await role.press("Tab");
      await page.keyboard.press("Tab"); // past the button that clears it
      await page.getByText("No: a deny rule matches", { exact: true }).waitFor();

      const link = page.url();
      expect(Object.fromEntries(new URL(link).searchParams)).toMatchObject({
        view: "who",
        email: "frank@example.com",
        account: "111122223333",
        role: "DatabaseAdmin",
      });
      expect(new URL(link).searchParams.getAll("group")).toEqual(["contractors", "<b>our own</b>"]);
      await page.getByRole("button", { name: "Remove contractors" }).click();
      await page.getByText("No: no rule matches", { exact: true }).waitFor();

      const linked = await context.newPage();
      await linked.goto(link);
      await linked.getByRole("button", { name: /^dan\b/i }).click();
      await linked.getByText("No: a deny rule matches", { exact: true }).waitFor();
      expect(await linked.getByRole("combobox", { name: "Account" }).inputValue()).toBe("111122223333");
      expect(await linked.getByRole("combobox", { name: "Role" }).inputValue()).toBe("DatabaseAdmin");
      expect(await linked.getByRole("textbox", { name: "E-mail address" }).inputValue()).toBe("frank@example.com");
      expect(await linked.getByRole("button", { name: "Remove <b>our own</b>" }).isVisible()).toBe(true);
    }));

  test("says what is wrong with what was typed, and asks nothing until it is right", () =>
    at("dan", `?view=who&group=dba&account=1111&role=Database%20Admin&email=frank`, async ({ page }) => {
      for (const wrong of [/an id of twelve digits/, /letters, digits, _ and - only/, /not an e-mail address/])
        await page.getByText(wrong).first().waitFor();
      await page.getByText(/^Pick an account and a role/).waitFor();
    }));

  test("answers others about themselves only, from their own catalog, and offers to ask", () =>
    at("alice", "", async ({ page }) => {
      await page.getByRole("tab", { name: "Who may do what" }).click();
      await page.getByText("You, Alice Almeida, in engineering").waitFor();
      expect(await page.getByRole("combobox").count()).toBe(2);
      expect(await page.getByRole("textbox").count()).toBe(0);
      await page.getByRole("combobox", { name: "Account" }).pressSequentially("sandbox");
      await page.getByRole("option", { name: /sandbox-blue/ }).click();
      await page.getByRole("combobox", { name: "Role" }).click();
      await page.getByRole("option", { name: "PowerUser" }).click();
      await page.getByText("Yes", { exact: true }).waitFor();
      await page.getByText("For at most 8 h; nobody has to approve.").waitFor();
      await page.getByRole("link", { name: "Request it" }).click();
      await page.waitForURL("**/ask/666677778888/PowerUser");
    }));

  test("tells others why not, without what is none of their business", () =>
    at("frank", `?view=who&${shop}&role=DatabaseAdmin`, async ({ page }) => {
      await page.getByText("No: a deny rule matches", { exact: true }).waitFor();
      await page.getByText("Rule contractors-out denies DatabaseAdmin in 111122223333 to you.").waitFor();
      expect(await page.getByRole("link", { name: "Request it" }).count()).toBe(0);
    }));

  test("refuses others a link that asks about somebody else, and offers to ask about themselves", () =>
    at("alice", `?view=who&group=dba&email=bob%40example.com&${shop}&role=DatabaseAdmin`, async ({ page }) => {
      await page.getByText(/^Only auditors and administrators ask about others\./).waitFor();
      await page.getByRole("button", { name: "Ask about yourself" }).click();
      await page.getByText(/^Rule prod-database lets you ask/).waitFor();
      expect(new URL(page.url()).searchParams.has("group")).toBe(false);
    }));

  const views = [
    ["dan", ""],
    ["dan", "?view=roles"],
    ["dan", `?view=who&group=engineering&${shop}&role=ClusterAdmin`],
    ["alice", "?view=who&account=343434343434&role=DatabaseAdmin"],
  ] as const;
  const looks = [
    ["light", "desktop"],
    ["dark", "phone"],
  ] as const;

  test.each(views.flatMap((view) => looks.map((look) => [...view, ...look] as const)))(
    "fits the screen, without a violation that axe finds: %s at %s, %s on a %s",
    (person, query, colorScheme, screen) =>
      at(
        person,
        query,
        async ({ page }) => {
          await page.getByRole("heading", { level: 3 }).first().waitFor();
          expect(await overflows(page)).toBe(false);
          expect(await violations(page)).toEqual([]);
        },
        { colorScheme, viewport: screens[screen] },
      ),
  );
});

function blockMallory(file: string): void {
  if (!existsSync(file)) return;
  const policy = JSON.parse(readFileSync(file, "utf8")) as Policy;
  writeFileSync(file, JSON.stringify({ ...policy, blocked: ["mallory@example.com"] }));
}

/** Ids of the rules on show, from top to bottom. */
function ids(page: Page): Promise<string[]> {
  return page.getByRole("listitem").getByRole("heading", { level: 3 }).allInnerTexts();
}

function rule(page: Page, id: string) {
  return page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3, name: id, exact: true }) });
}

function ticks(page: Page, id: string): Promise<(string | null)[]> {
  const signs = rule(page, id).getByRole("img", { name: /match/ });
  return signs.evaluateAll((all) => all.map((sign) => sign.getAttribute("aria-label")));
}

/** What is read, with plain spaces. */
async function textOf(locator: ReturnType<Page["locator"]>): Promise<string> {
  return (await locator.innerText()).replaceAll("\u00a0", " ");
}
