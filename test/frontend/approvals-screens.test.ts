import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { onPhone, setApprovalsScene } from "./approvals-scene.ts";
import { overflows } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the queue on small screens", () => {
  const scene = setApprovalsScene();
  const entries = (page: Page) => page.getByRole("list", { name: "Waiting for you" }).getByRole("listitem");

  /** Whether its corners and its middle are on the screen, with nothing in front of them. */
  const uncovered = (found: Locator) =>
    found.evaluate((element) => {
      const { top, bottom, left, right } = element.getBoundingClientRect();
      const points = [
        [left + 2, top + 2],
        [left + 2, bottom - 2],
        [(left + right) / 2, (top + bottom) / 2],
      ] as const;
      const inside = ([x, y]: readonly [number, number]) => {
        const at = document.elementFromPoint(x, y);
        return at !== null && (element.contains(at) || at.contains(element));
      };
      return points.every(inside);
    });

  async function askFour(): Promise<void> {
    for (const justification of ["the first of four", "the second of four", "the third of four", "the fourth of four"])
      await scene.stint.ask("alice", { justification });
  }

  test.each([
    ["a phone on its side", { ...onPhone, viewport: { width: 740, height: 360 } }],
    ["a window at 200 %", { viewport: { width: 640, height: 400 } }],
    ["a wide and low window", { viewport: { width: 1280, height: 400 } }],
  ])("opening one on %s shows who wants what, and no bar covers anything", async (_, options) => {
    await askFour();
    const page = await scene.open("bob", "/approvals", options);
    await entries(page).last().getByRole("link").click();
    const heading = page.getByRole("heading", { name: /wants DatabaseAdmin/ });
    await page.getByText("You decide as Database lead").waitFor();
    await page.locator("section:focus").waitFor();
    expect(await uncovered(heading)).toBe(true);
    // Read on, neither bar comes along.
    await page.evaluate(() => scrollTo(0, 200));
    expect(await page.getByRole("banner").evaluate((bar) => bar.getBoundingClientRect().bottom)).toBeLessThan(0);
    const buttons = page.getByRole("region", { name: "What you can do" });
    expect(await buttons.evaluate((bar) => bar.getBoundingClientRect().top > innerHeight)).toBe(true);
    const approve = page.getByRole("button", { name: "Approve" });
    await approve.focus();
    expect(await uncovered(approve)).toBe(true);
    expect(await overflows(page)).toBe(false);
  });

  test("on a phone held upright the buttons stay at the thumb, and the top bar on top", async () => {
    await askFour();
    const page = await scene.open("bob", "/approvals", onPhone);
    await entries(page).last().getByRole("link").tap();
    await page.getByText("You decide as Database lead").waitFor();
    expect(await uncovered(page.getByRole("heading", { level: 1 }))).toBe(true);
    expect(await uncovered(page.getByRole("button", { name: "Approve" }))).toBe(true);
  });

  test("the way back closes the dialog, and what was typed is kept for the next time", async () => {
    await askFour();
    const page = await scene.open("bob", "/approvals", onPhone);
    await entries(page).first().getByRole("link").tap();
    await page.getByRole("button", { name: "Approve" }).tap();
    await page.getByRole("dialog").getByLabel("Comment").fill("Only tonight");
    await page.goBack();
    await entries(page).nth(3).waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.goForward();
    await page.getByRole("heading", { level: 1, name: /wants DatabaseAdmin/ }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("button", { name: "Approve" }).tap();
    expect(await page.getByRole("dialog").getByLabel("Comment").inputValue()).toBe("Only tonight");
  });

  test("whoever goes back while a decision is sent stays there, and is told what became of it", async () => {
    const { id } = await scene.stint.ask("alice");
    await askFour();
    const page = await scene.open("bob", "/approvals", onPhone);
    const sent = Promise.withResolvers<void>();
    await page.route("**/approve", async (route) => {
      await sent.promise;
      await route.continue();
    });
    const send = async () => {
      await entries(page).first().getByRole("link").tap();
      await page.getByRole("button", { name: "Approve" }).tap();
      await page.getByRole("dialog").getByRole("button", { name: "Approve" }).tap();
      await page.goBack();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await entries(page).nth(3).waitFor();
    };
    await send();
    await scene.stint.post("beth", `/requests/${id}/reject`, {});
    sent.resolve();
    await page.getByText("1 of 1 did not happen").waitFor();
    await page
      .getByText(/Alice Almeida: DatabaseAdmin in shop-prod\. This request was rejected by Beth Baker/)
      .waitFor();
    await entries(page).nth(4).waitFor({ state: "detached" });
    await send();
    await page.getByText("You approved the request.").waitFor();
    await entries(page).nth(3).waitFor({ state: "detached" });
    expect(new URL(page.url()).search).toBe("");
  });
});
