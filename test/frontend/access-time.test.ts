import type { Page } from "playwright-core";
import { test } from "vitest";
import { sandboxAsk } from "../system/stint.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

const minutes = 60_000;
const hours = 60 * minutes;

withBrowser("time on My access", () => {
  const scene = setScene();

  const entry = (page: Page, justification: string) => page.getByRole("listitem").filter({ hasText: justification });
  const sandbox = (justification: string, duration = "1h") =>
    scene.stint.ask("alice", { ...sandboxAsk, asks: {}, justification, duration });
  /** Sets the device's clock this much ahead of the server's. */
  const setDevice = (page: Page, ahead: number) => page.context().clock.setSystemTime(scene.stint.clock.now() + ahead);
  /** What a browser does when the tab is looked at again. */
  const comeBack = (page: Page) => page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");

  test.each([
    ["right", 0],
    ["three days slow", -72 * hours],
    ["five hours fast", 5 * hours],
  ])("is the server's on a device whose clock is %s, also after it slept", async (clock, ahead) => {
    const { id } = await sandbox(`Watch the ${clock} clock`);
    const page = await scene.open("alice");
    await setDevice(page, ahead);
    await page.reload();
    const timer = entry(page, `Watch the ${clock} clock`).getByRole("timer");
    await timer.filter({ hasText: /^(59:\d\d|1 h 00 min) left$/ }).waitFor();
    scene.stint.clock.advance(20 * minutes);
    await setDevice(page, ahead);
    await comeBack(page);
    await timer.filter({ hasText: /^(39:\d\d|40:00) left$/ }).waitFor();
    await scene.stint.post("alice", `/requests/${id}/end`);
  });

  test("takes access off the list the moment that it ends, even while nothing can be reached", async () => {
    await sandbox("Until the last second", "15m");
    const page = await scene.open("alice");
    const card = entry(page, "Until the last second");
    await card.getByRole("button", { name: "End now" }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline").waitFor();
    scene.stint.clock.advance(14.9 * minutes);
    await page.context().clock.setSystemTime(Date.now() + 14.9 * minutes);
    await card
      .getByRole("timer")
      .filter({ hasText: /^00:0\d left$/ })
      .waitFor();
    await card.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "You have no access right now" }).waitFor();
    await page.context().setOffline(false);
    await card.getByText("Expired").waitFor();
  });

  test("moves what was revoked, and what lapsed, to the history by itself", async () => {
    const revoked = await sandbox("Until somebody objects");
    const ask = {
      account: "111122223333",
      role: "ClusterAdmin",
      rule: "clusters-incident",
      asks: { incident: "INC-7" },
    };
    await scene.stint.ask("alice", { ...ask, justification: "Nobody looks at this" });
    const page = await scene.open("alice");
    await entry(page, "Until somebody objects").getByRole("button", { name: "End now" }).waitFor();
    await scene.stint.post("erin", `/requests/${revoked.id}/revoke`, { comment: "no" });
    await entry(page, "Until somebody objects").getByText("Revoked").waitFor();
    await entry(page, "Nobody looks at this").getByRole("button", { name: "Withdraw" }).waitFor();
    scene.stint.clock.advance(31 * minutes);
    await entry(page, "Nobody looks at this").getByText("Lapsed: nobody decided in time").waitFor();
  });
});
