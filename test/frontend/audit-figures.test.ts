import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Life, liveSomeDays } from "./audit-life.ts";
import { dayBefore } from "./audit-scene.ts";
import { overflows, screens, violations } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

const zone = "Europe/Berlin";

withBrowser("the pictures of the audit", () => {
  let life: Life;
  const scene = setScene(async (stint) => {
    life = await liveSomeDays(stint);
  });
  const open = async (query = "", options = {}): Promise<Page> => {
    const page = await scene.open("dan", `/audit?show=figures${query}`, options);
    await page.getByText("A request counts on the day on which it was asked for.").waitFor();
    return page;
  };
  /** Every cell of a table that stands behind a picture, row by row. */
  const cells = async (page: Page, picture: string, label = picture): Promise<string[][]> => {
    const section = page.locator("#content").getByRole("button", { name: "The numbers as a table" });
    const all = await section.all();
    for (const button of all) if ((await button.getAttribute("aria-expanded")) === "false") await button.click();
    const table = page.getByRole("table", { name: label, exact: true });
    const rows: Locator[] = await table.getByRole("row").all();
    return Promise.all(rows.map((row) => row.locator("th, td").allInnerTexts()));
  };
  const day = (at: number | string) => new Date(at).toLocaleDateString("sv-SE", { timeZone: zone });
  const before = (days: number) => dayBefore(scene.stint, days);
  /** As the tables write a day. */
  const written = (date: string) =>
    new Date(date).toLocaleDateString("en-GB", { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" });
  const askedOn = async (name: keyof Life) =>
    day((await scene.stint.get("dan", `/requests/${life[name]}`)).body.askedAt);

  test("count what became of the requests, each on its day", async () => {
    const page = await open();
    await page
      .getByRole("paragraph")
      .getByText("10 requests: 1 active, 2 expired, 1 ended, 1 pending, 1 withdrawn, 1 lapsed, 1 rejected, 2 revoked.")
      .waitFor();
    const [head = [], ...rows] = await cells(page, "Requests by outcome");
    expect(head).toEqual(
      ["Day", "active", "expired", "ended", "pending", "withdrawn", "lapsed", "rejected", "revoked", "Total"].map(
        String,
      ),
    );
    expect(rows).toHaveLength(30);
    const names = {
      used: "expired",
      unused: "expired",
      ended: "ended",
      rejected: "rejected",
      withdrawn: "withdrawn",
      lapsed: "lapsed",
      revoked: "revoked",
      unbegun: "revoked",
      active: "active",
      pending: "pending",
    } as const satisfies Record<keyof Life, string>;
    const expected = new Map<string, number>();
    for (const [name, phase] of Object.entries(names)) {
      const key = `${written(await askedOn(name as keyof Life))} ${phase}`;
      expected.set(key, (expected.get(key) ?? 0) + 1);
    }
    const found = new Map<string, number>();
    for (const [date, ...numbers] of rows)
      for (const [i, number] of numbers.slice(0, -1).entries())
        if (number !== "0") found.set(`${date} ${head[i + 1]}`, Number(number));
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    expect(rows.map((row) => Number(row.at(-1))).reduce((sum, value) => sum + value, 0)).toBe(10);
  });

  test("tell the time to approve: the middle of 0, 20 and 50 minutes, and what 95% kept to", async () => {
    const page = await open();
    await page
      .getByRole("paragraph")
      .getByText("3 requests approved: half of them within 20 min, 95% within 50 min.")
      .waitFor();
    const rows = await cells(page, "Time to approve");
    const on = (date: string) => rows.find(([first]) => first === written(date))?.slice(1);
    expect(on(await askedOn("unused"))).toEqual(["1", "20 min", "20 min"]);
    // Two of one day: at once, and after 50 minutes.
    expect(on(await askedOn("revoked"))).toEqual(["2", "25 min", "50 min"]);
    expect(on(await askedOn("lapsed"))).toEqual(["0", "–", "–"]);
  });

  test("add up the hours by account and by role", async () => {
    // Without today's, which is being held while this is read.
    const page = await open(`&to=${before(1)}`);
    const hours = (rows: string[][]) => rows.slice(1).map(([name, requests, time]) => [name, requests, time]);
    await page.getByRole("paragraph").getByText("4.9 h of access under 4 requests.").waitFor();
    // Two hours until they ran out, and 40 minutes until they were given back.
    expect(hours(await cells(page, "Hours in all"))).toEqual([
      ["sandbox-blue (666677778888)", "2", "2.7 h"],
      ["shop-staging (444455556666)", "1", "2 h"],
      ["payments-prod (222233334444)", "1", "0.3 h"],
    ]);
    const [head = [], ...rows] = await cells(page, "Hours over time");
    expect(head.slice(1, -1)).toEqual([
      "sandbox-blue (666677778888)",
      "shop-staging (444455556666)",
      "payments-prod (222233334444)",
    ]);
    const on = (date: string) => rows.find(([first]) => first === written(date))?.slice(1);
    expect(on(await askedOn("used"))).toEqual(["2 h", "2 h", "0 h", "4 h"]);
    expect(on(await askedOn("revoked"))).toEqual(["0.7 h", "0 h", "0.3 h", "0.9 h"]);
    await page.getByRole("button", { name: "By role" }).click();
    expect(hours(await cells(page, "Hours in all"))).toEqual([
      ["PowerUser", "2", "2.7 h"],
      ["ReadOnly", "1", "2 h"],
      ["DatabaseAdmin", "1", "0.3 h"],
    ]);
  });

  test("mark their axes so that no two marks read the same", async () => {
    // One request, for which access was held for 15 minutes.
    const page = await open("&account=222233334444");
    for (const picture of ["Requests by outcome", "Time to approve", "Access hours"]) {
      const chart = page.getByRole("application", { name: picture });
      const marks = await chart
        .locator("xpath=ancestor-or-self::*[.//*[local-name()='text']][1]//*[local-name()='text']")
        .allTextContents();
      const read = marks.filter((mark) => mark !== "");
      if (picture === "Access hours") expect(read).toContain("15 min");
      expect(read.length).toBeGreaterThan(3);
      expect(new Set(read).size, read.join(", ")).toBe(read.length);
    }
  });

  test("list who was never used, with its share", async () => {
    const page = await open();
    await page.getByText("1 of 4 (25%) were never used.").waitFor();
    const rows = await cells(page, "Access that was never used");
    expect(rows).toHaveLength(2);
    expect(rows[1]?.join(" ")).toMatch(/Alice Almeida\s+alice@example.com ReadOnly shop-staging\s+444455556666 1 of 1/);
    await page.getByRole("table", { name: "Access that was never used" }).getByRole("link").click();
    await page.waitForURL(`**/requests/${life.unused}`);
  });

  test("go by weeks and months over longer times", async () => {
    const page = await open(`&from=${before(89)}&to=${before(0)}`);
    await page.getByText("Per week, from Monday on.").first().waitFor();
    const weeks = await cells(page, "Requests by outcome");
    expect(weeks.slice(1).reduce((sum, row) => sum + Number(row.at(-1)), 0)).toBe(10);
    await page.goto(`${scene.stint.origin}/audit?show=figures&from=${before(364)}&to=${before(0)}`);
    await page.getByText("Per month.").first().waitFor();
    const months = await cells(page, "Requests by outcome");
    expect([13, 14]).toContain(months.length);
    expect(months.slice(1).reduce((sum, row) => sum + Number(row.at(-1)), 0)).toBe(10);
  });

  test("say so where there is nothing to draw", async () => {
    const page = await open("&role=NetworkAdmin");
    await page.getByText("No request was asked for on these days").first().waitFor();
    for (const words of [
      "No request.",
      "No request of these was approved by anybody.",
      "Nobody held any access.",
      "No granted access is over yet.",
    ])
      await page.getByText(words, { exact: true }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test.each(["desktop", "phone"] as const)(
    "are right for everybody and no wider than the screen: %s",
    async (screen) => {
      const page = await open("", { viewport: screens[screen] });
      await page.getByRole("button", { name: "The numbers as a table" }).first().click();
      await page.getByRole("table", { name: "Requests by outcome" }).waitFor();
      expect(await overflows(page)).toBe(false);
      expect(await violations(page)).toEqual([]);
    },
  );

  test("are read by keyboard, bar by bar", async () => {
    const page = await open();
    await page.getByRole("application", { name: "Requests by outcome" }).focus();
    const bar = page.getByRole("button", { name: /expired 2/ });
    for (let i = 0; i < 30 && (await bar.count()) === 0; i++) await page.keyboard.press("ArrowRight");
    expect(await bar.getAttribute("aria-label")).toMatch(
      new RegExp(`^${written(await askedOn("used")).slice(0, -" 2026".length)}, active 0, expired 2`),
    );
    await page.getByRole("tooltip").getByText("expired").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
