import { expect, test } from "vitest";
import { type Life, liveSomeDays } from "./audit-life.ts";
import { addressOf, dayBefore, expectShown, requestTable, said } from "./audit-scene.ts";
import { overflows, screens, violations } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the audit page", () => {
  let life: Life;
  const scene = setScene(async (stint) => {
    life = await liveSomeDays(stint);
  });
  const all = () => Object.keys(life);

  test("shows the last thirty days to an auditor, rejected and lapsed ones included", async () => {
    const page = await scene.open("dan", "/audit");
    await expectShown(page, life, all());
    expect(await page.title()).toBe("Audit · Stint");
    await said(page, "All 10 requests that match").waitFor();
    await expect(page.getByLabel("Asked from", { exact: true }).inputValue()).resolves.toBe(dayBefore(scene.stint, 29));
    await expect(page.getByLabel("Asked until", { exact: true }).inputValue()).resolves.toBe(dayBefore(scene.stint, 0));
    const row = requestTable(page).getByRole("row").filter({ hasText: "Lapsed: nobody decided in time" });
    await row.getByText("payments-staging").waitFor();
    await row.getByText("read-workloads").waitFor();
    const used = requestTable(page)
      .getByRole("row")
      .filter({ has: page.locator(`a[href="/requests/${life.used}"]`) });
    expect(await used.innerText()).toMatch(/Alice Almeida[\s\S]*Expired\s+2h, 1 session[\s\S]*Nobody had to/);
    const twice = requestTable(page)
      .getByRole("row")
      .filter({ has: page.locator(`a[href="/requests/${life.revoked}"]`) });
    await twice.getByText("Bob Brandt; Carol Chen").waitFor();
  });

  test("shows it to an administrator, and leads to a request and back to the same filter", async () => {
    const page = await scene.open("erin", "/audit?role=ReadOnly&phase=lapsed");
    await expectShown(page, life, ["lapsed"]);
    await requestTable(page).getByRole("rowheader").getByRole("link").click();
    await page.waitForURL(`**/requests/${life.lapsed}`);
    await page.goBack();
    await expectShown(page, life, ["lapsed"]);
    expect(addressOf(page)).toEqual({ role: "ReadOnly", phase: "lapsed" });
  });

  test.each(["alice", "bob"])("tells %s, who is neither, whom it is for, and leads back", async (person) => {
    const page = await scene.open(person, "/audit");
    await page.getByText("Auditors and administrators see all requests.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Go to My access" }).click();
    await page.getByRole("heading", { level: 1, name: "My access" }).waitFor();
  });

  test("sorts, and keeps chosen columns in this browser", async () => {
    const page = await scene.open("dan", "/audit");
    await expectShown(page, life, all());
    await page
      .getByRole("columnheader", { name: /^Account/ })
      .getByRole("button")
      .click();
    const accounts = await requestTable(page).getByRole("row").locator("td:nth-child(4)").allInnerTexts();
    expect(accounts).toEqual(accounts.toSorted((a, b) => a.localeCompare(b)));
    expect(accounts).toHaveLength(10);
    await page.getByRole("button", { name: "Columns and pages" }).click();
    const dialog = page.getByRole("dialog");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("checkbox", { name: "Justification" }).click();
    await dialog.getByRole("checkbox", { name: "Phase, use" }).click();
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await page.reload();
    await expectShown(page, life, all());
    await page.getByRole("columnheader", { name: /^Justification/ }).waitFor();
    expect(await page.getByRole("columnheader", { name: /^Phase/ }).count()).toBe(0);
  });

  test("keeps the order on the way to a request and back, and to the pictures", async () => {
    const page = await scene.open("dan", "/audit?role=ReadOnly");
    const accounts = () => requestTable(page).getByRole("row").locator("td:nth-child(4)").allInnerTexts();
    const header = page.getByRole("columnheader", { name: /^Account/ });
    await expect.poll(async () => (await accounts()).length).toBe(6);
    await header.getByRole("button").click();
    await header.getByRole("button").click();
    await page.waitForURL("**/audit?role=ReadOnly&sort=-account");
    const sorted = await accounts();
    expect(sorted).toEqual(sorted.toSorted((a, b) => b.localeCompare(a)));
    await requestTable(page).getByRole("rowheader").getByRole("link").first().click();
    await page.waitForURL("**/requests/*");
    await page.goBack();
    await expect.poll(accounts).toEqual(sorted);
    expect(await header.getAttribute("aria-sort")).toBe("descending");
    await page.getByRole("tab", { name: "Over time" }).click();
    await page.getByRole("tab", { name: "Requests" }).click();
    await expect.poll(accounts).toEqual(sorted);
    await page
      .getByRole("columnheader", { name: /^Asked at/ })
      .getByRole("button")
      .click();
    await page.waitForURL("**/audit?role=ReadOnly&sort=askedAt");
    await page.goto(`${scene.stint.origin}/audit?role=ReadOnly&sort=-nothing`);
    await expect.poll(async () => (await accounts()).length).toBe(6);
  });

  test("does its work by keyboard alone", async () => {
    const page = await scene.open("dan", "/audit");
    await expectShown(page, life, all());
    await page.getByRole("combobox", { name: "Role" }).focus();
    await page.keyboard.type("PowerUser");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/audit?role=PowerUser*");
    await expectShown(page, life, ["active", "ended", "used"]);
    await page.getByRole("tab", { name: "Requests" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Requests by outcome" }).waitFor();
    expect(addressOf(page)).toMatchObject({ show: "figures", role: "PowerUser" });
    await page.getByRole("tab", { name: "Over time" }).focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Verify all histories" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("The histories of all 3 requests are whole").waitFor();
  });

  test.each(["desktop", "phone"] as const)(
    "is right for everybody and no wider than the screen: %s",
    async (screen) => {
      const page = await scene.open("dan", "/audit", { viewport: screens[screen] });
      await said(page, "All 10 requests that match").waitFor();
      expect(await requestTable(page).count()).toBe(screen === "phone" ? 0 : 1);
      if (screen === "phone") await page.getByRole("button", { name: /^Filter/ }).click();
      await page.getByRole("combobox", { name: "Person" }).waitFor();
      expect(await overflows(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
    },
  );

  test("keeps the names on a phone's cards in one piece", async () => {
    const page = await scene.open("dan", "/audit?role=DatabaseAdmin", { viewport: screens.phone });
    const names = page.locator("#content").getByText(/^(DatabaseAdmin|alice@example.com|payments-prod)$/);
    await expect.poll(() => names.count()).toBe(3);
    for (const name of await names.all()) expect(await name.evaluate((text) => text.getClientRects().length)).toBe(1);
  });

  test("says when the list cannot be read, and reads it when asked again", async () => {
    const page = await scene.open("dan", "/policy");
    await page.route(/\/api\/requests\?view=all/, (route) =>
      route.fulfill({ status: 500, json: { error: { code: "internal", message: "Something went wrong in Stint." } } }),
    );
    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByText("Something went wrong in Stint.").waitFor();
    await said(page, "Not all could be read: 0 read so far").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute(/\/api\/requests\?view=all/);
    await page.getByRole("button", { name: "Try again" }).click();
    await expectShown(page, life, all());
  });

  test("waits while it is offline, and goes on by itself", async () => {
    const page = await scene.open("dan", "/policy");
    await page.getByRole("link", { name: "Audit" }).click();
    await expectShown(page, life, all());
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Reload" }).click();
    await said(page, "You are offline: 0 read so far").waitFor();
    await page.context().setOffline(false);
    await expectShown(page, life, all());
  });
});
