import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { sandboxAsk } from "../system/stint.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("without a network, or without Stint", () => {
  let id: string;
  const scene = setScene(async (stint) => {
    ({ id } = await stint.ask("alice", { ...sandboxAsk, asks: {} }));
    await stint.ask("alice");
  });

  const files = (page: Page) =>
    page.evaluate(() => performance.getEntriesByType("resource").map(({ name, startTime }) => ({ name, startTime })));
  const failed = (page: Page) => page.getByText("This page failed").isVisible();

  /** Opens My access where this part's scripts and styles cannot be had; answers what lets them come. */
  async function without(part: string) {
    const page = await scene.open("alice");
    const pattern = new RegExp(`/assets/${part}-`);
    await page.route(pattern, (route) => route.abort("internetdisconnected"));
    await page.getByRole("heading", { name: /^Active/ }).waitFor();
    return { page, letCome: () => page.unroute(pattern) };
  }

  test("waits for a page that is not loaded yet until the network is back", async () => {
    const { page, letCome } = await without("policy-page");
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Policy" }).click();
    await page.getByText("You are offline").waitFor();
    await page.locator("main").getByText("Loading").waitFor();
    expect(await failed(page)).toBe(false);
    await letCome();
    await page.context().setOffline(false);
    await page.getByRole("heading", { level: 1, name: "Policy" }).waitFor();
    expect(await files(page)).toContainEqual(
      expect.objectContaining({ name: expect.stringMatching(/policy-page-.*css/) }),
    );
  });

  test("waits for a dialog that is not loaded yet, and keeps the page", async () => {
    const { page, letCome } = await without("move-dialog");
    await page.context().setOffline(true);
    await page.getByText("You are offline").waitFor();
    await page.getByRole("button", { name: /^End now/ }).click();
    expect(await failed(page)).toBe(false);
    await page.getByRole("heading", { name: /^Active/ }).waitFor();
    await letCome();
    await page.context().setOffline(false);
    await page.getByRole("dialog").waitFor();
  });

  test("tries again, scripts and styles, where the browser does not know that there is no network", async () => {
    const { page } = await without("policy-page");
    const address = page.url();
    let tries = 0;
    await page.route(/policy-page-.*css/, (route) => (tries++ < 2 ? route.abort() : route.continue()));
    await page.route(/policy-page-.*js/, (route) => (tries++ < 5 ? route.abort() : route.continue()));
    let probes = 0;
    await page.route(address, (route) =>
      route.request().method() === "HEAD" && probes++ >= 0 ? route.abort() : route.continue(),
    );
    await page.evaluate(() => Object.assign(window, { isSame: true }));
    await page.getByRole("link", { name: "Policy" }).click();
    await page.getByRole("heading", { level: 1, name: "Policy" }).waitFor();
    expect(probes).toBeGreaterThan(0);
    expect(await page.evaluate(() => "isSame" in window)).toBe(true);
    const sheets = await page.evaluate(() =>
      [...document.styleSheets]
        .filter(({ href }) => href?.includes("policy-page-"))
        .map(({ cssRules }) => cssRules.length),
    );
    expect(sheets).toEqual([expect.any(Number)]);
    expect(sheets[0]).toBeGreaterThan(0);
  });

  test.each([
    ["/", "alice", "in sandbox-blue"],
    ["/running", "erin", "in sandbox-blue"],
    ["/approvals", "bob", "Alice Almeida"],
    ["/requests/:id", "alice", "Try a new service"],
  ])("says soon on %s that Stint fails, and goes on saying so until it is back", async (place, person, text) => {
    const page = await scene.open(person, "/nowhere");
    await page.route("**/api/requests**", (route) => route.fulfill({ status: 503, body: "" }));
    await page.goto(scene.stint.origin + place.replace(":id", id));
    const again = page.locator("main").getByRole("button", { name: "Try again" });
    await again.waitFor({ timeout: 5000 });
    const button = await again.elementHandle();
    // My access looks again after half a minute only, the others after five seconds at most.
    if (place === "/") await again.click();
    else await page.waitForTimeout(6000);
    expect(await page.locator("main").getByText("Loading").isVisible()).toBe(false);
    expect(await button?.evaluate(({ isConnected }) => isConnected)).toBe(true);
    await page.unroute("**/api/requests**");
    await again.click();
    await page.locator("main").getByText(text).first().waitFor();
    await again.waitFor({ state: "detached" });
  });
});
