import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { people, writeOrganization } from "../../bench/organization.ts";
import { synthesize } from "../../local/synth.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the search over 10,000 accounts", () => {
  // One rule for planned work, and another that wants no ticket, for those who are in a hurry.
  const about = { who: { people: [people.member.email] }, roles: ["Role50"], accounts: "all", maxDuration: "4h" };
  const asks = { ticket: { label: "Ticket", required: true, tag: false } };
  const rules = [
    { id: "planned", description: "Planned work", ...about, approval: "none", asks, alternatives: ["hurry"] },
    { id: "hurry", description: "In a hurry", ...about, approval: "none" },
  ];

  const folders: string[] = [];
  const scene = setScene(undefined, {
    system: async () => {
      const config = writeOrganization({ accounts: 10_000, roles: 50, rules: 1000 });
      appendFileSync(join(config, "policy.yaml"), rules.map((rule) => `  - ${JSON.stringify(rule)}\n`).join(""));
      const assembly = await synthesize(config);
      folders.push(config, assembly);
      return { config, assembly, people: Object.values(people) };
    },
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const field = (page: Page) => page.getByRole("searchbox", { name: "Find an account or a role" });
  const results = (page: Page) => page.getByRole("list", { name: "Results" }).getByRole("link");
  const everything = (page: Page) => page.getByRole("list", { name: "Everything that you may ask for" });

  test("finds by any part of name, id, OU, tag and role, in any order", async () => {
    const page = await scene.open("everybody", "/ask");
    await everything(page).waitFor();
    for (const [query, first] of [
      ["role08 team-1-production-0", "Role08 in team-1-production-0"],
      ["200000000000 ROLE01", "Role01 in team-1-production-0"],
      ["division-3/team-3/ data=internal role", " in team-3-"],
      ["stage=staging team=team-2 job 2", "staging"],
    ] as const) {
      await field(page).fill(query);
      await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBe(query);
      await expect.poll(() => results(page).first().getAttribute("aria-label")).toContain(first);
      for (const word of query.toLowerCase().split(" "))
        expect(
          (await page.getByRole("list", { name: "Results" }).getByRole("listitem").first().innerText()).toLowerCase(),
        ).toContain(word);
    }
  });

  test("shows a page of fifty, and more on request", async () => {
    const page = await scene.open("everybody", "/ask");
    await expect.poll(() => everything(page).getByRole("listitem").count()).toBe(50);
    await page.getByRole("button", { name: "Load more" }).click();
    await expect.poll(() => everything(page).getByRole("listitem").count()).toBe(100);
  });

  test("answers what was typed last, whichever answer comes last", async () => {
    const page = await scene.open("everybody", "/ask");
    await everything(page).waitFor();
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route(/catalog\?query=team-9-/, async (route) => {
      await held;
      await route.fallback().catch(() => {});
    });
    await field(page).fill("team-9-");
    await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBe("team-9-");
    await field(page).fill("team-8-production");
    await expect.poll(() => results(page).first().getAttribute("aria-label")).toContain("team-8-production");
    release();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /in team-8-production/ }).waitFor();
  });

  test("opens the first result by Enter at once, and goes back to what was searched for", async () => {
    const page = await scene.open("member", "/ask");
    await everything(page).waitFor();
    await page.keyboard.type("team-1-production-0");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /in team-1-production-0$/ }).waitFor();
    await page.goBack();
    await expect.poll(() => field(page).inputValue()).toBe("team-1-production-0");
    await results(page).first().waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Request access" }).click();
    await expect.poll(() => field(page).inputValue()).toBe("");
  });

  test("is walked through by arrow keys", async () => {
    const page = await scene.open("member", "/ask?q=production");
    await results(page).first().waitFor();
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.tagName);
    const labels = await results(page).evaluateAll((links) => links.map((link) => link.getAttribute("aria-label")));
    await field(page).focus();
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe(labels[0]);
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe(labels[1]);
    await page.keyboard.press("Tab");
    expect(await focused()).toBe(`Favourite: ${labels[1]}`);
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe(labels[2]);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: labels[1] ?? "" }).waitFor();
    await page.goBack();
    await results(page).first().focus();
    await page.keyboard.press("Escape");
    expect(await field(page).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("says what nothing was found for, and when nothing may be asked for at all", async () => {
    const page = await scene.open("member", "/ask");
    await everything(page).waitFor();
    await field(page).fill("<b>nowhere</b>");
    await page.getByText("Nothing was found for “<b>nowhere</b>”").waitFor();
    await page.getByRole("link", { name: "Show everything" }).click();
    await everything(page).waitFor();

    const stranger = await scene.open("stranger", "/ask");
    await stranger.getByText("There is nothing that you may ask for").waitFor();
    await stranger.getByRole("link", { name: "See the rules" }).waitFor();
  });

  test("says that the catalog could not be had, and tries again", async () => {
    const page = await scene.open("member", "/ask");
    await everything(page).waitFor();
    await page.route("**/api/catalog?*", (route) =>
      route.fulfill({ status: 500, json: { error: { code: "internal", message: "Something went wrong." } } }),
    );
    await field(page).fill("staging");
    await page.getByText("Something went wrong.").waitFor();
    await page.unroute("**/api/catalog?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await results(page).first().waitFor();
  });

  test("leads to a form that offers the rule which the ask would meet", async () => {
    const page = await scene.open("member", "/ask/200000000000/Role50");
    await page.getByRole("textbox", { name: "Justification" }).fill("It is burning, no time for tickets");
    await page.getByText("Ticket is missing.").first().waitFor();
    await page.getByRole("button", { name: "Ask under “In a hurry”" }).click();
    await page.getByText("You can request this.", { exact: true }).filter({ visible: true }).first().waitFor();
    await page.getByRole("button", { name: "Request access" }).click();
    await page.waitForURL(/\/requests\/[^/]+$/);
    expect((await scene.stint.get("member", "/requests?view=mine")).body.items[0].rule.id).toBe("hurry");
  });
});
