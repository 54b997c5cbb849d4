import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { sandboxAsk } from "../system/stint.ts";
import { overflows, screens, violations } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the pages that ask fit the screen and leave axe nothing to say", () => {
  const scene = setScene(async (stint) => {
    await stint.ask("alice", { ...sandboxAsk, asks: {} });
  });

  const screenOf: Readonly<Record<string, BrowserContextOptions>> = {
    "wide and light": { viewport: screens.desktop, colorScheme: "light" },
    "narrow and dark": { viewport: screens.phone, colorScheme: "dark", hasTouch: true },
  };
  const isFine = async (page: Page) => expect([await overflows(page), await violations(page)]).toEqual([false, []]);

  describe.each(Object.entries(screenOf))("%s", (_, options) => {
    test("the search, with favourites and without a result", async () => {
      const page = await scene.open("alice", "/ask", options);
      await page.getByRole("list", { name: "Everything that you may ask for" }).waitFor();
      await page.getByRole("button", { name: "Favourite: ReadOnly in payments-prod" }).click();
      await isFine(page);
      await page.getByRole("searchbox").fill("nowhere");
      await page.getByText("Nothing was found").waitFor();
      await isFine(page);
    });

    test("the form, as it opens and with every field wrong", async () => {
      const page = await scene.open("alice", "/ask/111122223333/ClusterAdmin", options);
      await page.getByText("Still to do", { exact: true }).waitFor();
      await isFine(page);
      await page.getByText("Later", { exact: true }).click();
      await page.getByLabel("Time", { exact: true }).fill("");
      await page.getByRole("textbox", { name: "For how long" }).fill("x".repeat(80));
      await page.getByRole("textbox", { name: "Change" }).fill("y".repeat(200));
      await page.getByRole("button", { name: "Request access" }).click();
      await page.locator(".ask-columns [aria-invalid=true]").nth(4).waitFor();
      await isFine(page);
    });

    test("what may not be asked for, and what asks for a new sign-in", async () => {
      const place = "/ask/111122223333/NetworkAdmin";
      const page = await scene.open("alice", place, options);
      await page.getByText("This may not be asked for").waitFor();
      await isFine(page);
      await page.goto(`${scene.stint.origin}/ask/111122223333/BreakGlass`);
      await page.getByText("Still to do", { exact: true }).waitFor();
      scene.stint.clock.advance(16 * 60_000);
      await page.getByRole("textbox", { name: "Justification" }).fill("Get the account back");
      await page.getByRole("button", { name: "Sign in again" }).waitFor();
      await isFine(page);
    });
  });
});
