import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Life, liveSomeDays } from "./audit-life.ts";
import { addressOf, dayBefore, expectShown, requestTable, said } from "./audit-scene.ts";
import { screens, violations } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the filter of the audit", () => {
  let life: Life;
  const scene = setScene(async (stint) => {
    life = await liveSomeDays(stint);
  });
  const all = () => Object.keys(life);
  const show = (page: Page) => page.getByRole("button", { name: "Show requests" }).click();
  const askedAt = async (id: string) => Date.parse((await scene.stint.get("dan", `/requests/${id}`)).body.askedAt);
  const dayAt = (at: number, timeZone: string) => new Date(at).toLocaleDateString("sv-SE", { timeZone });

  test("filters by an account that is picked by its name, and keeps the filter in the address", async () => {
    const page = await scene.open("dan", "/audit");
    await page.getByRole("combobox", { name: "Account" }).fill("sandbox bl");
    await page.getByRole("option", { name: /sandbox-blue/ }).click();
    await show(page);
    await expectShown(page, life, ["active", "ended", "used"]);
    expect(addressOf(page)).toEqual({
      account: "666677778888",
      from: dayBefore(scene.stint, 29),
      to: dayBefore(scene.stint, 0),
    });
    await page.reload();
    await expectShown(page, life, ["active", "ended", "used"]);
    await expect(page.getByRole("combobox", { name: "Account" }).inputValue()).resolves.toBe("666677778888");
    await page.goBack();
    await expectShown(page, life, all());
    await expect(page.getByRole("combobox", { name: "Account" }).inputValue()).resolves.toBe("");
  });

  test("filters by person, role, rule and phase", async () => {
    const page = await scene.open("dan", "/audit");
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
    await expectShown(page, life, ["rejected"]);
    expect(addressOf(page)).toMatchObject({
      requester: "alice@example.com",
      role: "ReadOnly",
      rule: "read-workloads",
      phase: "rejected",
    });
    await page.getByRole("button", { name: "Reset filter" }).click();
    await expectShown(page, life, all());
    expect(addressOf(page)).toEqual({});
  });

  test("takes what no suggestion offers, and says when nothing matches", async () => {
    const page = await scene.open("dan", "/audit");
    await page.getByRole("combobox", { name: "Person" }).fill("nobody@example.com");
    await page.getByRole("combobox", { name: "Role" }).fill("GoneFromTheCatalog");
    await show(page);
    await expectShown(page, life, []);
    await page.getByText("No request matches this filter").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("finds a person by the id too, and open requests by one word", async () => {
    const { id } = (await scene.stint.get("alice", "/me")).body;
    const page = await scene.open("dan", `/audit?requester=${id}&phase=open`);
    await expectShown(page, life, ["active", "pending"]);
  });

  test("sets the days by a preset, at once", async () => {
    const page = await scene.open("dan", "/audit");
    await page.getByRole("button", { name: /^Days/ }).click();
    await page.getByRole("option", { name: "The last 7 days" }).click();
    await page.waitForURL(`**/audit?from=${dayBefore(scene.stint, 6)}&to=${dayBefore(scene.stint, 0)}`);
    await page.getByRole("button", { name: /^Days/ }).click();
    await page.getByRole("option", { name: "This year" }).click();
    await page.waitForURL(
      `**/audit?from=${dayBefore(scene.stint, 0).slice(0, 4)}-01-01&to=${dayBefore(scene.stint, 0)}`,
    );
    await page.getByRole("button", { name: /^Asked from: choose a day/ }).click();
    await page
      .getByRole("dialog")
      .getByRole("heading", { name: /^January/ })
      .waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByLabel("Asked from", { exact: true }).fill(dayBefore(scene.stint, 0));
    await show(page);
    await expectShown(page, life, ["active", "pending"]);
  });

  test.each(["Pacific/Kiritimati", "Europe/Berlin", "America/Los_Angeles"])(
    "takes the days for those of the person's zone: %s",
    async (timezoneId) => {
      const requests = await Promise.all(
        Object.entries(life).map(async ([name, id]) => [name, await askedAt(id)] as const),
      );
      const days = [...new Set(requests.map(([, at]) => dayAt(at, timezoneId)))].sort();
      const page = await scene.open("dan", `/audit?from=${days[0]}&to=${days[0]}`, { timezoneId });
      const expected = requests.filter(([, at]) => dayAt(at, timezoneId) === days[0]).map(([name]) => name);
      await expectShown(page, life, expected);
      await page.getByText(`Whole days in ${timezoneId}`).waitFor();
    },
  );

  test("refuses addresses that make no sense in words, and shows nothing for them", async () => {
    const page = await scene.open("dan", "/audit");
    for (const [query, words] of [
      ["account=shop-prod", "“shop-prod” is not an account id of twelve digits."],
      ["from=yesterday", "“yesterday” is not a day like 2026-11-22."],
      ["acount=111122223333", "“acount” is not part of a filter."],
      ["phase=approved", "“approved” is not a phase."],
      ["from=2026-02-02&to=2026-02-01", "The first day is after the last: 2026-02-02 – 2026-02-01."],
      ["show=everything", "There is no view “everything”"],
    ] as const) {
      await page.goto(`${scene.stint.origin}/audit?${query}`);
      await page.getByText(words).waitFor();
      expect(await requestTable(page).count()).toBe(0);
    }
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Reset filter" }).click();
    await expectShown(page, life, all());
  });

  test("refuses what is typed at the field where it stands, until that changes", async () => {
    const page = await scene.open("dan", "/audit");
    await page.getByRole("combobox", { name: "Account" }).fill("shop");
    await page.getByRole("combobox", { name: "Role" }).fill("Read Only");
    await page.getByLabel("Asked until", { exact: true }).fill("2020-01-01");
    await show(page);
    await said(page, "Choose an account from the list").waitFor();
    await said(page, "“Read Only” is not a role's name").waitFor();
    expect(await violations(page)).toEqual([]);
    expect(addressOf(page)).toEqual({});
    await page.getByRole("combobox", { name: "Account" }).fill("");
    await said(page, "Choose an account from the list").waitFor({ state: "detached" });
    await said(page, "“Read Only” is not a role's name").waitFor();
    await page.getByRole("combobox", { name: "Role" }).fill("Read");
    await said(page, "is not a role's name").waitFor({ state: "detached" });
    await page.getByRole("combobox", { name: "Role" }).fill("");
    await show(page);
    await said(page, "The first day is after the last").waitFor();
    await page.getByLabel("Asked until", { exact: true }).fill(dayBefore(scene.stint, 0));
    await said(page, "The first day is after the last").waitFor({ state: "detached" });
  });

  test("finds a person, an account and a role by their names, whatever their case", async () => {
    const page = await scene.open("dan", "/audit");
    await expectShown(page, life, all());
    await page.getByRole("combobox", { name: "Person" }).fill("alice ALMEIDA");
    await page.getByRole("combobox", { name: "Account" }).fill("payments-PROD");
    await page.getByRole("combobox", { name: "Role" }).fill("databaseadmin");
    await show(page);
    await expectShown(page, life, ["revoked"]);
    const meant = { requester: "alice@example.com", account: "222233334444", role: "DatabaseAdmin" };
    expect(addressOf(page)).toMatchObject(meant);
    for (const [name, value] of [
      ["Person", meant.requester],
      ["Account", meant.account],
      ["Role", meant.role],
    ] as const)
      await expect(page.getByRole("combobox", { name }).inputValue()).resolves.toBe(value);
  });

  test("still knows the names of those whom another filter hid", async () => {
    const page = await scene.open("dan", "/audit");
    await expectShown(page, life, all());
    await page.getByRole("combobox", { name: "Person" }).fill("nobody@example.com");
    await show(page);
    await expectShown(page, life, []);
    await page.getByRole("combobox", { name: "Person" }).fill("Alice Almeida");
    await show(page);
    await expectShown(page, life, all());
  });

  test("refuses a part of a name, lest it read as if that person had never asked", async () => {
    const page = await scene.open("dan", "/audit");
    await expectShown(page, life, all());
    await page.getByRole("combobox", { name: "Person" }).fill("alice");
    await show(page);
    await said(page, "“alice” is neither an e-mail address nor an id.").waitFor();
    expect(addressOf(page)).toEqual({});
    await expectShown(page, life, all());
    await page.goto(`${scene.stint.origin}/audit?requester=alice`);
    await said(page, "“alice” is neither an e-mail address nor an id.").waitFor();
    expect(await requestTable(page).count()).toBe(0);
  });

  test("is emptied by a reset, errors too, even where nothing was applied", async () => {
    const page = await scene.open("dan", "/audit");
    await expectShown(page, life, all());
    await page.getByRole("combobox", { name: "Account" }).fill("shop");
    await page.getByLabel("Asked from", { exact: true }).fill("2020-01-01");
    await show(page);
    await said(page, "Choose an account from the list").waitFor();
    await page.getByRole("button", { name: "Reset filter" }).click();
    await said(page, "Choose an account from the list").waitFor({ state: "detached" });
    await expect(page.getByRole("combobox", { name: "Account" }).inputValue()).resolves.toBe("");
    await expect(page.getByLabel("Asked from", { exact: true }).inputValue()).resolves.toBe(dayBefore(scene.stint, 29));
    await show(page);
    await expectShown(page, life, all());
  });

  test.each(["desktop", "phone"] as const)(
    "says that what is typed is not applied yet, and moves nothing by it: %s",
    async (screen) => {
      const page = await scene.open("dan", "/audit", { viewport: screens[screen] });
      await said(page, "All 10 requests that match").waitFor();
      if (screen === "phone") await page.getByRole("button", { name: /^Filter/ }).click();
      const unapplied = said(page, "Changed, but not applied yet.");
      const height = () => page.evaluate("document.querySelector('form').getBoundingClientRect().height");
      const [role, before] = [page.getByRole("combobox", { name: "Role" }), await height()];
      await role.fill("PowerUser");
      await page.keyboard.press("Escape");
      await unapplied.waitFor();
      expect(await height()).toBe(before);
      expect(await violations(page)).toEqual([]);
      await role.fill("");
      await unapplied.waitFor({ state: "detached" });
      await role.fill("PowerUser");
      await show(page);
      await said(page, "All 3 requests that match").waitFor();
      expect(await unapplied.count()).toBe(0);
    },
  );
});
