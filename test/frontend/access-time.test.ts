import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stint, sandboxAsk, startStint } from "../system/stint.ts";
import { launch, visit } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

const minutes = 60_000;
const hours = 60 * minutes;

withBrowser("time on My access", () => {
  let stint: Stint;
  let browser: Browser;
  beforeAll(async () => {
    [stint, browser] = await Promise.all([startStint({ dashboard: true }), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stint?.close();
  });

  const entry = (page: Page, justification: string) => page.getByRole("listitem").filter({ hasText: justification });
  const sandbox = (justification: string, duration = "1h") =>
    stint.ask("alice", { ...sandboxAsk, asks: {}, justification, duration });
  /** Sets the device's clock this much ahead of the server's. */
  const setDevice = (context: BrowserContext, ahead: number) => context.clock.setSystemTime(stint.clock.now() + ahead);
  /** What a browser does when the tab is looked at again. */
  const comeBack = (page: Page) => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

  test.each([
    ["right", 0],
    ["three days slow", -72 * hours],
    ["five hours fast", 5 * hours],
  ])("is the server's on a device whose clock is %s, also after it slept", async (clock, ahead) => {
    const { id } = await sandbox(`Watch the ${clock} clock`);
    const { page, context, complaints } = await visit(browser, stint, "alice");
    await setDevice(context, ahead);
    await page.reload();
    const timer = entry(page, `Watch the ${clock} clock`).getByRole("timer");
    await timer.filter({ hasText: /^(59:\d\d|1 h 00 min) left$/ }).waitFor();
    stint.clock.advance(20 * minutes);
    await setDevice(context, ahead);
    await comeBack(page);
    await timer.filter({ hasText: /^(39:\d\d|40:00) left$/ }).waitFor();
    await stint.post("alice", `/requests/${id}/end`);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("takes access off the list the moment that it ends, even while nothing can be reached", async () => {
    await sandbox("Until the last second", "15m");
    const { page, context, complaints } = await visit(browser, stint, "alice");
    const card = entry(page, "Until the last second");
    await card.getByRole("button", { name: "End now" }).waitFor();
    await context.setOffline(true);
    await page.getByText("You are offline").waitFor();
    stint.clock.advance(14.9 * minutes);
    await context.clock.setSystemTime(Date.now() + 14.9 * minutes);
    await card
      .getByRole("timer")
      .filter({ hasText: /^00:0\d left$/ })
      .waitFor();
    await card.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "You have no access right now" }).waitFor();
    await context.setOffline(false);
    await card.getByText("Expired").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("moves what was revoked, and what lapsed, to the history by itself", async () => {
    const revoked = await sandbox("Until somebody objects");
    const ask = {
      account: "111122223333",
      role: "ClusterAdmin",
      rule: "clusters-incident",
      asks: { incident: "INC-7" },
    };
    await stint.ask("alice", { ...ask, justification: "Nobody looks at this" });
    const { page, context, complaints } = await visit(browser, stint, "alice");
    await entry(page, "Until somebody objects").getByRole("button", { name: "End now" }).waitFor();
    await stint.post("erin", `/requests/${revoked.id}/revoke`, { comment: "no" });
    await entry(page, "Until somebody objects").getByText("Revoked").waitFor();
    await entry(page, "Nobody looks at this").getByRole("button", { name: "Withdraw" }).waitFor();
    stint.clock.advance(31 * minutes);
    await entry(page, "Nobody looks at this").getByText("Lapsed: nobody decided in time").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});
