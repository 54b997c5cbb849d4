import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { overflows, violations } from "./browser.ts";
import { idsOn, looks, optionsOf, type PolicyStage, ruleOn, startPolicyStage, textOf } from "./policy-stage.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("who may do what", () => {
  let stage: PolicyStage;
  beforeAll(async () => {
    stage = await startPolicyStage();
  });
  afterAll(() => stage?.close());

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
    stage.at("dan", `?view=who&${question}`, async ({ page }) => {
      await page.getByText(verdict, { exact: true }).waitFor();
      expect(await page.getByText(message).first().isVisible()).toBe(true);
      expect(await page.getByRole("heading", { name: "Why, rule by rule" }).isVisible()).toBe(true);
      expect(await page.getByRole("heading", { name: "What the rule asks for" }).count()).toBe(
        verdict === "Yes" ? 1 : 0,
      );
    }),
  );

  test("says of every rule whether it matches person, role and account, and what became of it", () =>
    stage.at("dan", `?view=who&group=contractors&group=engineering&${shop}&role=DatabaseAdmin`, async ({ page }) => {
      await page.getByRole("heading", { name: "Why, rule by rule" }).waitFor();
      expect(await idsOn(page)).toHaveLength(8);
      expect(await ticks(page, "contractors-out")).toEqual(["matches", "matches", "matches"]);
      expect(await textOf(ruleOn(page, "contractors-out"))).toContain("Decides");
      expect(await ticks(page, "prod-database")).toEqual(["matches", "matches", "matches"]);
      expect(await textOf(ruleOn(page, "prod-database"))).toContain("Matches too, but contractors-out decides");
      expect(await ticks(page, "network")).toEqual(["does not match", "does not match", "does not match"]);
      expect(await textOf(ruleOn(page, "network"))).toContain("Person: platform-admins or alice@example.com");
      expect(await ticks(page, "break-glass")).toEqual(["matches", "does not match", "matches"]);
    }));

  test("of very many rules names those that come near, and all when asked for", () =>
    stage.at("dan", "?view=who", async ({ page }) => {
      await page.route("**/api/policy/explain", async (route) => {
        const response = await route.fetch();
        const answer = await response.json();
        const far = { deny: false, who: false, role: false, account: true, decides: false };
        const others = Array.from({ length: 30 }, (_, i) => ({ ...far, id: `far-${i + 1}` }));
        await route.fulfill({ response, json: { ...answer, rules: [...answer.rules, ...others] } });
      });
      await page.goto(`${stage.stint.origin}/policy?view=who&group=dba&${shop}&role=DatabaseAdmin`);
      await page.getByRole("button", { name: "Show all 38 rules" }).waitFor();
      expect(await idsOn(page)).toEqual(["contractors-out", "prod-database"]);
      await page.getByRole("button", { name: "Show all 38 rules" }).click();
      await ruleOn(page, "far-30").waitFor();
      expect(await idsOn(page)).toHaveLength(38);
    }));

  test("says what the rule asks for, and which rules can be named instead", () =>
    stage.at("dan", `?view=who&group=engineering&${shop}&role=ClusterAdmin`, async ({ page }) => {
      await page.getByRole("heading", { name: "Rules that can be named instead" }).waitFor();
      await page.getByText("For at most 4 h, when Platform (1 of platform-admins) approves within 24 h.").waitFor();
      expect(await page.getByText("For at most 1 h, when Anybody on duty").isVisible()).toBe(true);
      expect(await textOf(ruleOn(page, "clusters-incident"))).toContain("Can be named instead");
    }));

  test("lets an auditor pick or type, by keyboard alone, and an answer be linked", () =>
    stage.at("dan", "?view=who", async ({ page, context }) => {
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
    stage.at("dan", `?view=who&group=dba&account=1111&role=Database%20Admin&email=frank`, async ({ page }) => {
      for (const wrong of [/an id of twelve digits/, /letters, digits, _ and - only/, /not an e-mail address/])
        await page.getByText(wrong).first().waitFor();
      await page.getByText(/^Pick an account and a role/).waitFor();
    }));

  test("answers others about themselves only, from their own catalog, and offers to ask", () =>
    stage.at("alice", "", async ({ page }) => {
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
    stage.at("frank", `?view=who&${shop}&role=DatabaseAdmin`, async ({ page }) => {
      await page.getByText("No: a deny rule matches", { exact: true }).waitFor();
      await page.getByText("Rule contractors-out denies DatabaseAdmin in 111122223333 to you.").waitFor();
      expect(await page.getByRole("link", { name: "Request it" }).count()).toBe(0);
    }));

  test("refuses others a link that asks about somebody else, and offers to ask about themselves", () =>
    stage.at("alice", `?view=who&group=dba&email=bob%40example.com&${shop}&role=DatabaseAdmin`, async ({ page }) => {
      await page.getByText(/^Only auditors and administrators ask about others\./).waitFor();
      await page.getByRole("button", { name: "Ask about yourself" }).click();
      await page.getByText(/^Rule prod-database lets you ask/).waitFor();
      expect(new URL(page.url()).searchParams.has("group")).toBe(false);
    }));

  const views = [
    ["dan", `?view=who&group=engineering&${shop}&role=ClusterAdmin`],
    ["alice", "?view=who&account=343434343434&role=DatabaseAdmin"],
  ] as const;

  test.each(views.flatMap((view) => looks.map((look) => [...view, look] as const)))(
    "fits the screen, without a violation that axe finds: %s at %s, %s",
    (person, query, look) =>
      stage.at(
        person,
        query,
        async ({ page }) => {
          await page.getByRole("heading", { level: 3 }).first().waitFor();
          expect(await overflows(page)).toBe(false);
          expect(await violations(page)).toEqual([]);
        },
        optionsOf(look),
      ),
  );
});

function ticks(page: Page, id: string): Promise<(string | null)[]> {
  const signs = ruleOn(page, id).getByRole("img", { name: /match/ });
  return signs.evaluateAll((all) => all.map((sign) => sign.getAttribute("aria-label")));
}
