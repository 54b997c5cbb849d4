import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Stint, startStint } from "../system/stint.ts";
import { type Life, liveSomeDays } from "./audit-life.ts";
import { launch, overflows, screens, type Visit, violations, visit } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the audit page", () => {
  let stint: Stint;
  let browser: Browser;
  let life: Life;
  const visits: Visit[] = [];
  beforeAll(async () => {
    [stint, browser] = await Promise.all([startStint({ dashboard: true }), launch()]);
    life = await liveSomeDays(stint);
  }, 120_000);
  afterEach(async () => {
    for (const { context, complaints } of visits.splice(0)) {
      await context.close();
      expect(complaints).toEqual([]);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await stint?.close();
  });

  const open = async (person: string, place = "/audit", options = {}): Promise<Page> => {
    const opened = await visit(browser, stint, person, place, options);
    visits.push(opened);
    return opened.page;
  };
  /** In the page, not in the region that says it to those who listen. */
  const said = (page: Page, words: string) => page.locator("#content").getByText(words);
  const table = (page: Page) => page.getByRole("table", { name: "Requests of this filter" });
  /** Waits until the list is complete and these are on show, by what became of them. */
  const expectShown = async (page: Page, names: readonly string[]): Promise<void> => {
    const words = names.length === 0 ? /^No request of this filter$/ : new RegExp(`^All ${names.length} request`);
    const headers = table(page).getByRole("rowheader").getByRole("link");
    const look = async () => {
      const complete = (await page.getByText(words).count()) > 0;
      const places = await headers.evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      return { complete, ids: places.map((place) => place?.split("/").at(-1)).sort() };
    };
    const ids = Object.entries(life).flatMap(([name, id]) => (names.includes(name) ? [id] : []));
    await expect.poll(look, { timeout: 15_000 }).toEqual({ complete: true, ids: ids.sort() });
  };
  const all = () => Object.keys(life).sort();
  const show = (page: Page) => page.getByRole("button", { name: "Show requests" }).click();
  const addressOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);
  const dayIn = (zone: string, at = stint.clock.now()) => new Date(at).toLocaleDateString("sv-SE", { timeZone: zone });
  const daysAgo = (days: number) => dayIn("Europe/Berlin", stint.clock.now() - days * 86_400_000);

  test("shows the last thirty days to an auditor, rejected and lapsed ones included", async () => {
    const page = await open("dan");
    await expectShown(page, all());
    expect(await page.title()).toBe("Audit · Stint");
    await said(page, "All 10 requests of this filter").waitFor();
    await expect(page.getByLabel("Asked from", { exact: true }).inputValue()).resolves.toBe(daysAgo(29));
    await expect(page.getByLabel("Asked until", { exact: true }).inputValue()).resolves.toBe(daysAgo(0));
    const row = table(page).getByRole("row").filter({ hasText: "Lapsed: nobody decided in time" });
    await row.getByText("payments-staging").waitFor();
    await row.getByText("read-workloads").waitFor();
    const used = table(page)
      .getByRole("row")
      .filter({ has: page.locator(`a[href="/requests/${life.used}"]`) });
    expect(await used.innerText()).toMatch(/Alice Almeida[\s\S]*Expired\s+2h, 1 session[\s\S]*Nobody had to/);
    const twice = table(page)
      .getByRole("row")
      .filter({ has: page.locator(`a[href="/requests/${life.revoked}"]`) });
    await twice.getByText("Bob Brandt; Carol Chen").waitFor();
  });

  test("shows it to an administrator, and leads to a request and back to the same filter", async () => {
    const page = await open("erin", "/audit?role=ReadOnly&phase=lapsed");
    await expectShown(page, ["lapsed"]);
    await table(page).getByRole("rowheader").getByRole("link").click();
    await page.waitForURL(`**/requests/${life.lapsed}`);
    await page.goBack();
    await expectShown(page, ["lapsed"]);
    expect(addressOf(page)).toEqual({ role: "ReadOnly", phase: "lapsed" });
  });

  test.each(["alice", "bob"])("tells %s, who is neither, whom it is for, and leads back", async (person) => {
    const page = await open(person);
    await page.getByText("Auditors and administrators see all requests.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Go to My access" }).click();
    await page.getByRole("heading", { level: 1, name: "My access" }).waitFor();
  });

  test("filters by an account that is picked by its name, and keeps the filter in the address", async () => {
    const page = await open("dan");
    await page.getByRole("combobox", { name: "Account" }).fill("sandbox bl");
    await page.getByRole("option", { name: /sandbox-blue/ }).click();
    await show(page);
    await expectShown(page, ["active", "ended", "used"]);
    expect(addressOf(page)).toEqual({ account: "666677778888", from: daysAgo(29), to: daysAgo(0) });
    await page.reload();
    await expectShown(page, ["active", "ended", "used"]);
    await expect(page.getByRole("combobox", { name: "Account" }).inputValue()).resolves.toBe("666677778888");
    await page.goBack();
    await expectShown(page, all());
    await expect(page.getByRole("combobox", { name: "Account" }).inputValue()).resolves.toBe("");
  });

  test("filters by person, role, rule and phase", async () => {
    const page = await open("dan");
    await said(page, "All 10 requests").waitFor();
    await page.getByRole("combobox", { name: "Person" }).fill("ali");
    await page.getByRole("option", { name: /alice@example.com/ }).click();
    await page.getByRole("combobox", { name: "Role" }).fill("Read");
    await page.getByRole("option", { name: /ReadOnly/ }).click();
    await page.getByRole("combobox", { name: "Rule" }).fill("read-work");
    await page.getByRole("option", { name: /read-workloads/ }).click();
    await page.getByRole("button", { name: "Phase Any phase" }).click();
    await page.getByRole("option", { name: "Rejected" }).click();
    await show(page);
    await expectShown(page, ["rejected"]);
    expect(addressOf(page)).toMatchObject({
      requester: "alice@example.com",
      role: "ReadOnly",
      rule: "read-workloads",
      phase: "rejected",
    });
    await page.getByRole("button", { name: "Reset filter" }).click();
    await expectShown(page, all());
    expect(addressOf(page)).toEqual({});
  });

  test("takes what no suggestion offers, and says when nothing matches", async () => {
    const page = await open("dan");
    await page.getByRole("combobox", { name: "Person" }).fill("nobody@example.com");
    await page.getByRole("combobox", { name: "Role" }).fill("GoneFromTheCatalog");
    await show(page);
    await expectShown(page, []);
    await page.getByText("No request matches this filter").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("finds a person by the id too, and open requests by one word", async () => {
    const { id } = (await stint.get("alice", "/me")).body;
    const page = await open("dan", `/audit?requester=${id}&phase=open`);
    await expectShown(page, ["active", "pending"]);
  });

  test("sets the days by a preset, at once", async () => {
    const page = await open("dan");
    await page.getByRole("button", { name: /^Days/ }).click();
    await page.getByRole("option", { name: "The last 7 days" }).click();
    await page.waitForURL(`**/audit?from=${daysAgo(6)}&to=${daysAgo(0)}`);
    await page.getByRole("button", { name: /^Days/ }).click();
    await page.getByRole("option", { name: "This year" }).click();
    await page.waitForURL(`**/audit?from=${daysAgo(0).slice(0, 4)}-01-01&to=${daysAgo(0)}`);
    await page.getByLabel("Asked from", { exact: true }).fill(daysAgo(0));
    await show(page);
    await expectShown(page, ["active", "pending"]);
  });

  test.each(["Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles"])(
    "takes the days for those of the person's zone: %s",
    async (timezoneId) => {
      const requests = await Promise.all(
        Object.entries(life).map(async ([name, id]) => [name, await ask(id)] as const),
      );
      const days = [...new Set(requests.map(([, at]) => dayIn(timezoneId, at)))].sort();
      const page = await open("dan", `/audit?from=${days[0]}&to=${days[0]}`, { timezoneId });
      const expected = requests.filter(([, at]) => dayIn(timezoneId, at) === days[0]).map(([name]) => name);
      await expectShown(page, expected);
      await page.getByText(`Whole days in ${timezoneId}`).waitFor();
    },
  );
  const ask = async (id: string) => Date.parse((await stint.get("dan", `/requests/${id}`)).body.askedAt);

  test("refuses addresses that make no sense in words, and shows nothing for them", async () => {
    const page = await open("dan");
    for (const [query, words] of [
      ["account=shop-prod", "“shop-prod” is not an account id of twelve digits."],
      ["from=yesterday", "“yesterday” is not a day like 2026-11-22."],
      ["acount=111122223333", "“acount” is not part of a filter."],
      ["phase=approved", "“approved” is not a phase."],
      ["from=2026-02-02&to=2026-02-01", "The first day is after the last: 2026-02-02 – 2026-02-01."],
      ["show=everything", "There is no view “everything”"],
    ] as const) {
      await page.goto(`${stint.origin}/audit?${query}`);
      await page.getByText(words).waitFor();
      expect(await table(page).count()).toBe(0);
    }
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Reset filter" }).click();
    await expectShown(page, all());
  });

  test("refuses what is typed at the field where it stands", async () => {
    const page = await open("dan");
    await page.getByRole("combobox", { name: "Account" }).fill("shop");
    await page.getByRole("combobox", { name: "Role" }).fill("Read Only");
    await page.getByLabel("Asked until", { exact: true }).fill("2020-01-01");
    await show(page);
    await page.getByText("Choose an account from the list").waitFor();
    await page.getByText("“Read Only” is not a role's name").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(addressOf(page)).toEqual({});
    await page.getByRole("combobox", { name: "Account" }).fill("");
    await page.getByRole("combobox", { name: "Role" }).fill("");
    await show(page);
    await page.getByText("The first day is after the last").waitFor();
  });

  test("sorts, and keeps chosen columns in this browser", async () => {
    const page = await open("dan");
    await expectShown(page, all());
    await page
      .getByRole("columnheader", { name: /^Account/ })
      .getByRole("button")
      .click();
    const accounts = await table(page).getByRole("row").locator("td:nth-child(4)").allInnerTexts();
    expect(accounts).toEqual(accounts.toSorted((a, b) => a.localeCompare(b)));
    expect(accounts).toHaveLength(10);
    await page.getByRole("button", { name: "Columns and pages" }).click();
    const dialog = page.getByRole("dialog");
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("checkbox", { name: "Justification" }).click();
    await dialog.getByRole("checkbox", { name: "Phase, use" }).click();
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await page.reload();
    await expectShown(page, all());
    await page.getByRole("columnheader", { name: /^Justification/ }).waitFor();
    expect(await page.getByRole("columnheader", { name: /^Phase/ }).count()).toBe(0);
  });

  test("does its work by keyboard alone", async () => {
    const page = await open("dan");
    await expectShown(page, all());
    await page.getByRole("combobox", { name: "Role" }).focus();
    await page.keyboard.type("PowerUser");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/audit?role=PowerUser*");
    await expectShown(page, ["active", "ended", "used"]);
    await page.getByRole("tab", { name: "Requests" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Requests by outcome" }).waitFor();
    expect(addressOf(page)).toMatchObject({ show: "figures", role: "PowerUser" });
    await page.getByRole("tab", { name: "Over time" }).focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Verify histories" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("The histories of all 3 requests are whole").waitFor();
  });

  test.each([
    ["desktop", "light"],
    ["desktop", "dark"],
    ["phone", "light"],
    ["phone", "dark"],
  ] as const)("is right for everybody and no wider than the screen: %s, %s", async (screen, colorScheme) => {
    const page = await open("dan", "/audit", { viewport: screens[screen], colorScheme });
    await said(page, "All 10 requests of this filter").waitFor();
    expect(await table(page).count()).toBe(screen === "phone" ? 0 : 1);
    if (screen === "phone") await page.getByRole("button", { name: /^Filter/ }).click();
    await page.getByRole("combobox", { name: "Person" }).waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
  });

  test("says when the list cannot be read, and reads it when asked again", async () => {
    const opened = await visit(browser, stint, "dan", "/policy");
    visits.push(opened);
    const { page } = opened;
    await page.route(/\/api\/requests\?view=all/, (route) =>
      route.fulfill({ status: 500, json: { error: { code: "internal", message: "Something went wrong in Stint." } } }),
    );
    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByText("Something went wrong in Stint.").waitFor();
    await said(page, "Not all could be read: 0 read so far").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute(/\/api\/requests\?view=all/);
    await page.getByRole("button", { name: "Try again" }).click();
    await expectShown(page, all());
  });

  test("waits while it is offline, and goes on by itself", async () => {
    const opened = await visit(browser, stint, "dan", "/policy");
    visits.push(opened);
    const { page, context } = opened;
    await page.getByRole("link", { name: "Audit" }).click();
    await expectShown(page, all());
    await context.setOffline(true);
    await page.getByRole("button", { name: "Read again" }).click();
    await said(page, "You are offline: 0 read so far").waitFor();
    await context.setOffline(false);
    await expectShown(page, all());
  });
});
