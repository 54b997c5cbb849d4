import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { sandboxAsk } from "../system/stint.ts";
import { overflows, screens, violations } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the frame around every page", () => {
  let id: string;
  const scene = setScene(async (stint) => {
    ({ id } = await stint.ask("alice", { ...sandboxAsk, asks: {} }));
  });

  const places = (page: Page) => page.getByRole("navigation").getByRole("link").allInnerTexts();

  test("shows each person the places where they have something to do", async () => {
    const shown: Record<string, string[]> = {};
    for (const person of ["frank", "bob", "dan", "erin"]) {
      const page = await scene.open(person);
      await page.getByRole("link", { name: "Policy" }).waitFor();
      await page
        .getByRole("button", { name: /\w+ \w+/ })
        .first()
        .waitFor();
      await page.waitForFunction(() => document.querySelector("footer")?.textContent?.includes("@"));
      shown[person] = (await places(page)).map((text) => text.split("\n")[0]?.trim() ?? "");
    }
    const everybody = ["My access", "Request access", "Policy"];
    expect(shown.frank).toEqual(everybody);
    expect(shown.bob).toEqual(["My access", "Request access", "Approvals", "Active access", "Policy"]);
    expect(shown.dan).toEqual(["My access", "Request access", "Active access", "Audit", "Policy"]);
    expect(shown.erin).toEqual(["My access", "Request access", "Approvals", "Active access", "Audit", "Policy"]);
  });

  test("counts by itself what waits for an approver", async () => {
    const page = await scene.open("bob", "/policy");
    const approvals = page.getByRole("navigation").getByRole("link", { name: /^Approvals/ });
    await approvals.waitFor();
    const { id } = await scene.stint.ask("alice");
    await page.getByRole("link", { name: "Approvals 1 waiting for you" }).waitFor();
    await scene.stint.post("bob", `/requests/${id}/reject`, { comment: "no" });
    await page.getByRole("link", { name: "Approvals", exact: true }).waitFor();
  });

  const whose = (place: string) => (/^\/(ask.*)?$/.test(place) ? "alice" : "erin");

  test.each([
    ["/", "Active"],
    ["/ask", "DatabaseAdmin"],
    ["/ask/111122223333/DatabaseAdmin", "Database lead"],
    ["/requests/:id", "Try a new service"],
    ["/approvals", "Nothing"],
    ["/running", "PowerUser in sandbox-blue"],
    ["/audit", "alice@example.com"],
    ["/policy", "break-glass"],
  ])(
    "says on %s that there is no network, keeps what is on show, and goes on by itself when it is back",
    async (place, text) => {
      const page = await scene.open(whose(place), place.replace(":id", id));
      const shown = page.locator("main").getByText(text).first();
      await shown.waitFor();
      await page.context().setOffline(true);
      await page.getByText("You are offline").waitFor();
      expect(await shown.isVisible()).toBe(true);
      expect(await violations(page)).toEqual([]);
      await page.context().setOffline(false);
      await page.getByText("You are offline").waitFor({ state: "detached" });
    },
  );

  test("is dark where the device is, or where the person chose it, and stays so", async () => {
    const page = await scene.open("alice", "/", { colorScheme: "dark" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await page.getByRole("button", { name: "Alice Almeida" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Light" }).click();
    const light = await background();
    expect(light).not.toBe(dark);
    await page.reload();
    await page.locator("#stint h1").waitFor();
    expect(await background()).toBe(light);
  });

  test("has a page for addresses that lead nowhere", async () => {
    const page = await scene.open("alice", "/nowhere/at/all");
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    await page.getByRole("link", { name: "Go to My access" }).click();
    await page.getByRole("heading", { level: 1, name: "My access" }).waitFor();
  });

  test("leads keys past the places, and to the top of a new page", async () => {
    const page = await scene.open("alice", "/policy");
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    await page.getByRole("link", { name: "Request access" }).press("Enter");
    await page.getByRole("heading", { level: 1, name: "Request access" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
  });

  test("fits a phone with every place in reach, without a violation that axe finds in light or dark", async () => {
    const page = await scene.open("erin", "/nowhere", { viewport: screens.phone });
    await page.getByRole("link", { name: "Audit" }).waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
    const box = await page.getByRole("link", { name: "Audit" }).boundingBox();
    expect(box?.y).toBeGreaterThan(screens.phone.height - 80);
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  });

  test("loads itself anew when an upgrade took away a part that it was made of, and does not do so for ever", async () => {
    const page = await scene.open("alice");
    let refusals = 0;
    await page.route("**/assets/policy-page-*.js", (route) =>
      refusals++ < 1 ? route.fulfill({ status: 403, body: "" }) : route.continue(),
    );
    await page.getByRole("link", { name: "Policy" }).click();
    await page.getByRole("heading", { level: 1, name: "Policy" }).waitFor();
    expect(refusals).toBe(2);

    await page.route("**/assets/catalog-page-*.js", (route) => route.fulfill({ status: 403, body: "" }));
    await page.getByRole("link", { name: "Request access" }).click();
    await page.getByText("This page failed").waitFor();
    expect(await violations(page)).toEqual([]);
    for (const complaint of scene.complaints()) expect(complaint).toContain("catalog-page-");
  });

  test("refuses scripts that did not come with it", async () => {
    const page = await scene.open("alice");
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      return "ran" in window;
    });
    expect(ran).toBe(false);
    expect(scene.complaints()).toEqual([expect.stringContaining("script-src 'self'")]);
  });
});
