import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { onPhone, setApprovalsScene } from "./approvals-scene.ts";
import { overflows, screens, violations } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

/** Markup, a word without end, an emoji of several parts, and letters that run the other way. */
const hostile = `<img src=x onerror="document.title='owned'"> <script>document.title='owned'</script> ${"long".repeat(80)} 👩‍👩‍👧 שלום עולם`;

withBrowser("approvals and requests fit every screen, in light and dark, for everybody", () => {
  const scene = setApprovalsScene();

  async function holds(page: Page, what: string): Promise<void> {
    expect.soft(await violations(page), what).toEqual([]);
    expect.soft(await overflows(page), `${what} is wider than the screen`).toBe(false);
    expect.soft(await page.title(), what).not.toContain("owned");
  }

  /** Whether the button is wholly on the screen as it stands. */
  const inSight = (page: Page, name: string) =>
    page.getByRole("button", { name, exact: true }).evaluate((button) => {
      const { top, bottom, left, right } = button.getBoundingClientRect();
      const atMiddle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth && button.contains(atMiddle);
    });

  // Each state once in light and once in dark, once narrow and once wide.
  const looks = [
    ["a phone in dark", { ...onPhone, colorScheme: "dark" }],
    ["a desktop in light", { viewport: screens.desktop, colorScheme: "light" }],
  ] as const;

  test.each(looks)("the queue and its dialogs on %s", async (name, options) => {
    const { stint } = scene;
    const { id } = await stint.ask("alice", { justification: hostile });
    const asks = { incident: "INC-1", impact: "The shop is down".repeat(12) };
    await stint.ask("alice", { role: "BreakGlass", asks, justification: "Nobody can sign in" });
    const page = await scene.open("bob", "/approvals", options);
    await page.getByRole("checkbox", { name: "Select all 2" }).check();
    await holds(page, "the queue with all selected");
    if (name.includes("phone")) expect(await inSight(page, "Approve 2")).toBe(true);
    await page.getByRole("button", { name: "Reject 2" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await holds(page, "the dialog about several");
    await stint.post("beth", `/requests/${id}/reject`, { comment: hostile });
    await dialog.getByRole("button", { name: "Reject" }).click();
    await dialog.getByRole("button", { name: "Reject" }).waitFor({ state: "detached" });
    await dialog.getByText("rejected by Beth Baker").waitFor();
    await holds(page, "the dialog with what became of them");
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.goto(`${stint.origin}/approvals`);
    await page.getByText("Nothing waits for you").waitFor();
    await holds(page, "the empty queue");
  });

  test.each(looks)("judging on %s", async (_, options) => {
    const { stint } = scene;
    const { id } = await stint.ask("alice", { justification: hostile });
    const page = await scene.open("bob", `/requests/${id}`, options);
    for (const place of [`/requests/${id}`, `/approvals?request=${id}`]) {
      await page.goto(stint.origin + place);
      await page.getByText("You decide as Database lead").waitFor();
      await holds(page, place);
      for (const button of ["Approve", "Reject"])
        expect(await inSight(page, button), `${button} at ${place}`).toBe(true);
    }
    expect(await page.locator(".typed img, .typed script").count()).toBe(0);
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("dialog").getByLabel("Comment").fill(hostile);
    await holds(page, "the dialog about one");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await stint.post("beth", `/requests/${id}/approve`, { comment: hostile });
    await page.getByText("This does not wait for you any more").waitFor();
    await holds(page, "a request that somebody else decided");
  });

  test.each(looks)("access that runs, and that is over, on %s", async (_, options) => {
    const { stint } = scene;
    const { id } = await stint.ask("alice", { justification: hostile });
    await stint.post("bob", `/requests/${id}/approve`, { comment: hostile });
    await stint.post("carol", `/requests/${id}/approve`, {});
    await stint.post("alice", `/requests/${id}/credentials`);
    const page = await scene.open("alice", `/requests/${id}`, options);
    await page.getByRole("heading", { name: "Sessions (1)" }).waitFor();
    await holds(page, "active");
    expect(await inSight(page, "End now")).toBe(true);
    await page.getByRole("button", { name: "End now" }).click();
    await page.getByRole("dialog").waitFor();
    await holds(page, "the dialog that ends it");
    await page.getByRole("dialog").getByRole("button", { name: "End now" }).click();
    await page.getByText("The sessions are being cut off").waitFor();
    await page.getByText("closed it: everybody has been told").waitFor();
    await page.getByRole("button", { name: "The whole hash of event 1" }).click();
    await page.getByText("SHA-256 over this event").waitFor();
    await holds(page, "ended, with a hash");
  });

  test.each(looks)("what is missing or broken on %s", async (_, options) => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("alice", "/requests/none", options);
    await page.getByRole("heading", { name: "No such request" }).waitFor();
    await holds(page, "no such request");
    await page.route(`**/api/requests/${id}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), justification: "Something else" } });
    });
    await page.goto(`${stint.origin}/requests/${id}`);
    await page.getByText("Broken at event 1").waitFor();
    await holds(page, "a broken history");
  });

  test.each(["light", "dark"] as const)("the keys in %s", async (colorScheme) => {
    const page = await scene.open("bob", "/approvals", { colorScheme });
    await page.getByText("Nothing waits for you").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await holds(page, "the keys");
  });
});
