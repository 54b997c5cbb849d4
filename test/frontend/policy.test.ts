import { afterAll, beforeAll, expect, test } from "vitest";
import { overflows, violations, visit } from "./browser.ts";
import { idsOn, looks, optionsOf, type PolicyStage, ruleOn, startPolicyStage, textOf } from "./policy-stage.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the policy page", () => {
  let stage: PolicyStage;
  beforeAll(async () => {
    stage = await startPolicyStage();
  });
  afterAll(() => stage?.close());

  test("tells somebody the rules that are about them, in words and in their order", () =>
    stage.at("alice", "", async ({ page }) => {
      await page.getByRole("heading", { name: "Rules that let people ask" }).waitFor();
      expect(await idsOn(page)).toEqual([
        "prod-database",
        "sandbox",
        "read-workloads",
        "clusters",
        "clusters-incident",
        "network",
        "break-glass",
      ]);
      expect(await textOf(ruleOn(page, "prod-database"))).toBe(
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
    stage.at(
      "alice",
      "",
      async ({ page }) => {
        expect(await page.getByRole("heading", { level: 2 }).first().innerText()).toBe("How the policy decides");
        await page.getByText("A deny rule that matches person, role and account wins, wherever it stands.").waitFor();
        const { hash } = (await stage.stint.get("alice", "/policy")).body;
        expect(await page.getByText(hash.slice(0, 12)).count()).toBe(1);
        await page.getByRole("button", { name: "Copy the policy's hash" }).click();
        await page.getByText("Copied").first().waitFor();
        expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(hash);
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    ));

  test("tells an auditor every rule, those that deny by themselves, and who administers, audits and is blocked", () =>
    stage.at("dan", "", async ({ page }) => {
      await page.getByRole("heading", { name: "Rules that deny (1)" }).waitFor();
      expect((await idsOn(page))[0]).toBe("contractors-out");
      expect(await textOf(ruleOn(page, "contractors-out"))).toContain(
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
    stage.at("bob", "", async ({ page }) => {
      await page.getByRole("heading", { name: "Rules that let people ask" }).waitFor();
      expect(await idsOn(page)).toEqual(["prod-database", "read-workloads", "clusters-incident", "break-glass"]);
      expect(await page.getByText("You can approve", { exact: true }).count()).toBe(4);
      expect(await page.getByText("About you", { exact: true }).count()).toBe(0);
    }));

  test("finds rules by words, and leaves them their numbers", () =>
    stage.at("dan", "", async ({ page }) => {
      await page.getByRole("searchbox", { name: "Find rules" }).fill("ClusterAdmin duty");
      await page.getByText("1 rule", { exact: true }).first().waitFor();
      expect(await idsOn(page)).toEqual(["clusters-incident"]);
      expect(await textOf(ruleOn(page, "clusters-incident"))).toMatch(/^5\n/);
      await page.getByRole("searchbox", { name: "Find rules" }).fill("nothing of the kind");
      await page.getByText("No rule has all of these words.").waitFor();
    }));

  test("draws the beginning of a long policy, more of it when asked for, and finds in all of it", async () => {
    const { context, page } = await visit(stage.browser, stage.stint, "dan", "/nowhere");
    await page.route("**/api/policy", async (route) => {
      const response = await route.fetch();
      const policy = await response.json();
      const rules = Array.from({ length: 150 }, (_, i) => ({ ...policy.rules.at(-1), id: `rule-${i + 1}` }));
      await route.fulfill({ response, json: { ...policy, rules } });
    });
    await page.getByRole("link", { name: "Policy" }).click();
    await page.getByRole("heading", { name: "Rules that let people ask (150)" }).waitFor();
    expect(await idsOn(page)).toHaveLength(100);
    await page.getByRole("button", { name: "Show 50 more of 150" }).click();
    await ruleOn(page, "rule-150").waitFor();
    await page.getByRole("searchbox", { name: "Find rules" }).fill("rule-149");
    await page.getByText("1 rule", { exact: true }).first().waitFor();
    expect(await idsOn(page)).toEqual(["rule-149"]);
    await context.close();
  });

  test("says so where no rule concerns somebody", async () => {
    const { context, page } = await visit(stage.browser, stage.stint, "alice", "/nowhere");
    await page.route("**/api/policy", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), rules: [] } });
    });
    await page.getByRole("link", { name: "Policy" }).click();
    await page.getByText(/^No rule lets you ask for anything/).waitFor();
    await context.close();
  });

  test("says what went wrong, and loads it when asked again", async () => {
    const { context, page } = await visit(stage.browser, stage.stint, "alice", "/nowhere");
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

  const views = [
    ["dan", ""],
    ["dan", "?view=roles"],
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
