import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Shown, sandboxAsk } from "../system/stint.ts";
import { overflows, screens, violations } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("My access", () => {
  const scene = setScene();

  /** The card, or the entry of the history, of the request with this justification. */
  const entry = (page: Page, justification: string) => page.getByRole("listitem").filter({ hasText: justification });
  const sandbox = (justification: string, more: object = {}) =>
    scene.stint.ask("alice", { ...sandboxAsk, asks: {}, justification, ...more });

  test("leads who has nothing to where they can ask", async () => {
    const page = await scene.open("bob");
    await page.getByRole("heading", { name: "You have no access right now" }).waitFor();
    await page.getByText("Nothing yet.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator("main").getByRole("link", { name: "Request access" }).last().click();
    await page.waitForURL("**/ask");
  });

  test("shows active access with its end, its reason, and what can be done with it", async () => {
    const { id } = await sandbox("Look at the queue");
    const page = await scene.open("alice");
    const card = entry(page, "Look at the queue");
    await card
      .getByRole("timer")
      .filter({ hasText: /^(59:\d\d|1 h 00 min) left$/ })
      .waitFor();
    expect(await card.innerText()).toMatch(/666677778888.*until \w+, \d+ \w+ \d{4}, \d\d:\d\d CET.*Rule sandbox/s);
    for (const name of ["Open console", "Get credentials", "Trouble signing in?", "End now"])
      await card.getByRole("button", { name: `${name}: PowerUser in sandbox-blue` }).waitFor();
    await card.getByRole("link", { name: "PowerUser in sandbox-blue" }).click();
    await page.waitForURL(`**/requests/${id}`);
  });

  test("ends access, which is history then", async () => {
    await sandbox("Done in a minute");
    const page = await scene.open("alice");
    await entry(page, "Done in a minute").getByRole("button", { name: "End now" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End now" }).click();
    await page.getByText("The access has ended.").waitFor();
    await entry(page, "Done in a minute").getByText("Ended early").waitFor();
    expect(await entry(page, "Done in a minute").getByRole("button").count()).toBe(0);
    expect(await page.evaluate("document.activeElement.className")).toBe("access-open");
  });

  test("says so when access has no more sessions", async () => {
    const { id } = await sandbox("Asked too often");
    const page = await scene.open("alice", "/policy");
    await page.route("**/api/requests?*phase=open*", async (route) => {
      const response = await route.fetch();
      const { items } = await response.json();
      await route.fulfill({ response, json: { items: items.map((item: Shown) => ({ ...item, may: ["end"] })) } });
    });
    await page.getByRole("navigation").getByRole("link").first().click();
    await entry(page, "Asked too often").getByText("This request has no session left.").waitFor();
    expect(await page.getByRole("button", { name: "Get credentials" }).count()).toBe(0);
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await scene.stint.post("alice", `/requests/${id}/end`);
  });

  test("says which stage decides and who is asked, and follows the decisions by itself", async () => {
    const { id } = await scene.stint.ask("alice", { justification: "Repair the index" });
    const page = await scene.open("alice");
    const card = entry(page, "Repair the index");
    await card.getByText("Database lead (stage 1 of 2)").waitFor();
    expect(await card.innerText()).toMatch(/Asked: db-leads.*Lapses in (7 h 59|8 h 00) min, .*For 1h, from the last/s);
    await scene.stint.post("bob", `/requests/${id}/approve`, {});
    await card.getByText("Security (stage 2 of 2)").waitFor();
    await scene.stint.post("carol", `/requests/${id}/approve`, {});
    await card.getByRole("button", { name: "Get credentials: DatabaseAdmin in shop-prod" }).waitFor();
    await scene.stint.post("alice", `/requests/${id}/end`);
  });

  test("counts who has approved where a stage takes several", async () => {
    const ask = { account: "343434343434", role: "BreakGlass", asks: { incident: "INC-1", impact: "Logs" } };
    const { id } = await scene.stint.ask("alice", { ...ask, justification: "Get the archive back" });
    await scene.stint.post("bob", `/requests/${id}/approve`, {});
    const page = await scene.open("alice");
    await entry(page, "Get the archive back").getByText("1 of 2 have approved").waitFor();
    await scene.stint.post("alice", `/requests/${id}/withdraw`);
  });

  test("withdraws what waits", async () => {
    await scene.stint.ask("alice", { justification: "Not needed after all" });
    const page = await scene.open("alice");
    await entry(page, "Not needed after all").getByRole("button", { name: "Withdraw" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await page.getByText("You withdrew the request.").waitFor();
    await entry(page, "Not needed after all").getByText("Withdrawn").waitFor();
  });

  test("counts down to what is scheduled, and shows it as active once it has begun", async () => {
    const startsAt = new Date(scene.stint.clock.now() + 2 * 3600_000).toISOString();
    await sandbox("Move the data tonight", { startsAt });
    const page = await scene.open("alice");
    const card = entry(page, "Move the data tonight");
    await card
      .getByRole("timer")
      .filter({ hasText: /^starts in (1 h 59|2 h 00) min$/ })
      .waitFor();
    await card.getByRole("button", { name: "Withdraw" }).waitFor();
    scene.stint.moveTo(startsAt, 1);
    await card.getByRole("button", { name: "Open console" }).waitFor();
  });

  test("tells an approver on top what waits for them", async () => {
    const first = await scene.stint.ask("alice", { justification: "Repair the views" });
    const page = await scene.open("bob", "/", { viewport: screens.phone });
    await page.getByRole("link", { name: "One request waits for your decision" }).waitFor();
    await scene.stint.ask("alice", { justification: "Repair the tables" });
    // As when the tab is looked at again.
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await page.getByRole("link", { name: "2 requests wait for your decision" }).click();
    await page.waitForURL("**/approvals");
    await scene.stint.post("alice", `/requests/${first.id}/withdraw`);
  });

  test("says what failed, and tries again when asked", async () => {
    const page = await scene.open("alice", "/policy");
    const error = { error: { code: "internal", message: "Something broke. It has been logged." } };
    await page.route("**/api/requests?*phase=open*", (route) => route.fulfill({ status: 500, json: error }));
    await page.getByRole("link", { name: "My access" }).click();
    await page.getByText("What you have could not be loaded").waitFor();
    await page.getByText("Something broke. It has been logged.").waitFor();
    await page.unroute("**/api/requests?*phase=open*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "History" }).waitFor();
  });

  test("shows typed text as text", async () => {
    const typed = '<img src=x onerror="document.title=1"> ' + "W".repeat(300);
    await sandbox(typed);
    const page = await scene.open("alice", "/", { viewport: screens.phone });
    await entry(page, typed).waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    expect(await overflows(page)).toBe(false);
  });

  test.each([
    ["desktop", "light"],
    ["phone", "dark"],
  ] as const)("fits a %s in %s, moves nothing while it loads, and is accessible", async (screen, colorScheme) => {
    const page = await scene.open("alice", "/policy", {
      viewport: screens[screen],
      colorScheme,
    });
    await page.evaluate(`
      window.moved = 0;
      new PerformanceObserver((list) => {
        for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) window.moved += value;
      }).observe({ type: "layout-shift" });`);
    await page.getByRole("navigation").getByRole("link").first().click();
    await entry(page, "Done in a minute").waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await page.evaluate("window.moved")).toBeLessThan(0.1);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("button", { name: "Apply" }).waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
  });
});
