import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { overflows, screens, violations } from "./browser.ts";
import { type AtAccess, atAccess, close, dialog, kept } from "./credentials-screen.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("Open console", () => {
  const scene = setScene();

  const press = ({ card }: AtAccess) => card.getByRole("button", { name: "Open console" }).click();
  /** Presses, and answers the tab that this opens. */
  async function pressed(at: AtAccess): Promise<Page> {
    const [tab] = await Promise.all([at.page.context().waitForEvent("page"), press(at)]);
    return tab;
  }
  /** Lets the link come only once the answered function is called. */
  async function holdLink(page: Page): Promise<() => void> {
    const gate = Promise.withResolvers<void>();
    await page.route("**/console", async (route) => {
      await gate.promise;
      await route.continue();
    });
    return gate.resolve;
  }

  test("signs in to the console in a new tab, which has no way back", async () => {
    const at = await atAccess(scene);
    const { page, asked } = at;
    const tab = await pressed(at);
    await tab.getByRole("heading", { name: "Signed in" }).waitFor();
    await tab.getByText(`assumed-role/Stint-PowerUser/${asked.id}`).waitFor();
    expect(await tab.evaluate("window.opener")).toBeNull();
    expect(page.url()).toBe(`${scene.stint.origin}/`);
    expect(await kept(page)).not.toMatch(/SigninToken|federation/i);
    const { body } = await scene.stint.get("alice", `/requests/${asked.id}`);
    expect(body.history).toContainEqual(expect.objectContaining({ type: "issuing", purpose: "console" }));
  });

  test("opens the tab within the press, and says there what it waits for", async () => {
    const at = await atAccess(scene);
    const { page } = at;
    const release = await holdLink(page);
    const tab = await pressed(at);
    await tab.getByRole("heading", { name: "Opening the AWS console: PowerUser in sandbox-blue" }).waitFor();
    expect(tab.url()).toBe("about:blank");
    expect(await violations(tab)).toEqual([]);
    release();
    await tab.getByRole("heading", { name: "Signed in" }).waitFor();
  });

  test("closes the tab and shows the server's words when the access was revoked meanwhile", async () => {
    const at = await atAccess(scene);
    const { page, asked } = at;
    // What the page shows is as of before.
    await page.route("**/api/requests?*", () => {});
    await scene.stint.post("erin", `/requests/${asked.id}/revoke`, { comment: "not now" });
    const tab = await pressed(at);
    await dialog(page)
      .getByText(/^This request was revoked by Erin Eze at/)
      .waitFor();
    if (!tab.isClosed()) await tab.waitForEvent("close");
    expect(await violations(page)).toEqual([]);
    await page.unroute("**/api/requests?*");
    await close(page);
    await at.card.getByText("Revoked").waitFor();
  });

  test("lets one try again after a failure that may pass", async () => {
    const at = await atAccess(scene);
    const { page } = at;
    const error = { error: { code: "upstream", message: "AWS did not answer. Try again." } };
    await page.route("**/console", (route) => route.fulfill({ status: 502, json: error }), { times: 1 });
    await press(at);
    await dialog(page).getByText("AWS did not answer. Try again.").waitFor();
    const [tab] = await Promise.all([
      page.context().waitForEvent("page"),
      dialog(page).getByRole("button", { name: "Try again" }).click(),
    ]);
    await tab.getByRole("heading", { name: "Signed in" }).waitFor();
    await dialog(page).waitFor({ state: "detached" });
  });

  test("gives the link in a dialog where the browser opens no tab, and keeps it no longer than that", async () => {
    const at = await atAccess(scene);
    const { page } = at;
    await page.evaluate("window.open = () => null");
    await press(at);
    const link = dialog(page).getByRole("link", { name: "Open the console as PowerUser in sandbox-blue" });
    await link.waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await link.getAttribute("rel")).toContain("noopener");
    const [tab] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
    await tab.getByRole("heading", { name: "Signed in" }).waitFor();
    await dialog(page).waitFor({ state: "detached" });
    expect(await kept(page)).not.toMatch(/SigninToken/i);
  });

  test("gives the link as well where the tab was closed before it came", async () => {
    const at = await atAccess(scene);
    const { page } = at;
    const release = await holdLink(page);
    const tab = await pressed(at);
    await tab.close();
    release();
    await dialog(page).getByRole("link", { name: "Open the console as PowerUser" }).waitFor();
  });

  test.each([
    ["desktop", "light"],
    ["phone", "dark"],
  ] as const)("says what helps when AWS does not let one in, on a %s in %s", async (screen, colorScheme) => {
    const options = { viewport: screens[screen], colorScheme };
    const { page, card } = await atAccess(scene, "1h", options);
    await card.getByRole("button", { name: "Trouble signing in?" }).click();
    await dialog(page).getByText("AWS says that you must sign out first").waitFor();
    const link = dialog(page).getByRole("link", { name: "Sign out of AWS" });
    expect(await link.getAttribute("href")).toBe("https://signin.aws.amazon.com/oauth?Action=logout");
    await dialog(page).getByText("turn on multi-session support").waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
  });

  test("leaves no tab behind when the person has to sign in to Stint first", async () => {
    const at = await atAccess(scene);
    const { page } = at;
    const refused = { error: { code: "not_signed_in", message: "Sign in again." } };
    await page.route("**/console", (route) => route.fulfill({ status: 401, json: refused }));
    const tab = await pressed(at);
    await page.getByRole("button", { name: /^alice/i }).waitFor();
    if (!tab.isClosed()) await tab.waitForEvent("close");
  });
});
