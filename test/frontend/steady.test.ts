import { expect, test } from "vitest";
import type { Stint } from "../system/stint.ts";
import { type Life, liveSomeDays } from "./audit-life.ts";
import { screens } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

/** Adds up how much of the page moves by itself (cumulative layout shift: https://web.dev/articles/cls), and from where to where. */
const watch = `
  window.moved = 0;
  window.moves = [];
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      window.moved += value;
      const told = sources.map(({ node, previousRect, currentRect }) => {
        const [before, after] = [previousRect, currentRect].map(({ x, y, width, height }) => [x, y, width, height].join(" "));
        return "  " + before + " -> " + after + " " + node?.textContent?.slice(0, 40);
      });
      window.moves.push([value.toFixed(3), ...told].join("\\n"));
    }
  }).observe({ type: "layout-shift", buffered: true });`;

withBrowser("while answers are on their way", () => {
  let life: Life;
  const scene = setScene(async (stint: Stint) => {
    life = await liveSomeDays(stint);
  });

  const places = [
    ["My access", "alice", () => "/", "in sandbox"],
    ["the catalog", "alice", () => "/ask", "DatabaseAdmin"],
    ["the form", "alice", () => "/ask/111122223333/DatabaseAdmin", "Database lead"],
    ["the queue", "bob", () => "/approvals", "Alice Almeida"],
    ["a request to judge", "bob", () => `/requests/${life.pending}`, "You decide as"],
    ["a request that is over", "alice", () => `/requests/${life.used}`, "Sessions ("],
    ["active access", "erin", () => "/running", "Alice Almeida"],
    ["the audit", "dan", () => "/audit", "alice@example.com"],
    ["the pictures", "dan", () => "/audit?show=figures", "never used"],
    ["the policy", "dan", () => "/policy", "break-glass"],
    ["who may do what", "dan", () => "/policy?view=who", "Groups"],
  ] as const;

  for (const [screen, viewport] of Object.entries(screens))
    test.each(places)(`%s stands still on a ${screen}`, async (_, person, place, shows) => {
      const page = await scene.open(person, "/nowhere", { viewport });
      await page.addInitScript(watch);
      await page.route("**/api/**", async (route) => {
        await new Promise((done) => setTimeout(done, 250));
        await route.continue().catch(() => {});
      });
      await page.goto(scene.stint.origin + place());
      await page.locator("main").getByText(shows).first().waitFor();
      await page.waitForLoadState("networkidle");
      const { moved, moves } = await page.evaluate<{ moved: number; moves: string[] }>("({ moved, moves })");
      // A tenth is called good; what is left here is a line more or less, and places that come when it is known who is there.
      expect(moved, moves.join("\n")).toBeLessThan(0.05);
    });
});
