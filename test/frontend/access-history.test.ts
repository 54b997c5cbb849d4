import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type Shown, sandboxAsk } from "../system/stint.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

const day = 24 * 3600_000;

withBrowser("the history on My access", () => {
  /** Oldest first: one each for another account, role and phase, days before the 28 others. */
  const past: Shown[] = [];
  const scene = setScene(async (stint) => {
    const over = async (move: "end" | "withdraw", changes: object) => {
      const asked = await stint.ask("alice", { ...sandboxAsk, asks: {}, ...changes });
      await stint.post("alice", `/requests/${asked.id}/${move}`);
      past.push(asked);
    };
    await over("end", { account: "777788889999", justification: "Past work in green" });
    await over("withdraw", { account: "333344445555", role: "ReadOnly", justification: "Past look at search" });
    stint.clock.advance(3 * day);
    for (let at = 1; at <= 28; at++) await over("end", { justification: `Past work number ${at}.` });
    await stint.ask("alice", { ...sandboxAsk, asks: {}, justification: "Work of today" });
  });

  const entries = (page: Page) => page.getByRole("listitem").filter({ hasText: /Past / });
  const only = (page: Page, justification: string) =>
    page.waitForFunction((text) => {
      const shown = [...document.querySelectorAll("main li")].filter(({ textContent }) => /Past /.test(textContent));
      return shown.length === 1 && shown[0]?.textContent.includes(text);
    }, justification);
  const heading = (page: Page, count: string) => page.getByRole("heading", { name: `History (${count})`, exact: true });
  async function filter(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
    const opener = page.getByRole("button", { name: /^Filter/ });
    if ((await opener.getAttribute("aria-expanded")) === "false") await opener.click();
    for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByRole("button", { name: "Apply" }).click();
  }

  test("comes page by page until it is complete, and says how much there is", async () => {
    const page = await scene.open("alice");
    await heading(page, "latest 24").waitFor();
    expect(await entries(page).count()).toBe(24);
    await page.getByRole("button", { name: "Load more" }).click();
    await heading(page, "30").waitFor();
    const links = await entries(page)
      .getByRole("link", { name: / in / })
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    const opened = links.filter((href) => href?.startsWith("/requests/"));
    expect(opened).toEqual(past.map(({ id }) => `/requests/${id}`).toReversed());
    expect(await page.getByRole("button", { name: "Load more" }).count()).toBe(0);
  });

  test("leads to the request, and to asking for the same again", async () => {
    const page = await scene.open("alice");
    const [asked] = past.slice(-1);
    const newest = entries(page).first();
    await newest.getByRole("link", { name: "Same again: PowerUser in sandbox-blue" }).click();
    await page.waitForURL(`**/ask/666677778888/PowerUser?again=${asked.id}`);
    await page.goBack();
    await newest.getByRole("link", { name: "PowerUser in sandbox-blue", exact: true }).click();
    await page.waitForURL(`**/requests/${asked.id}`);
  });

  test("is narrowed by account, by its name or its id, though it was pages ago", async () => {
    const page = await scene.open("alice");
    await filter(page, { Account: "777788889999" });
    await only(page, "Past work in green");
    await heading(page, "1").waitFor();
    await filter(page, { Account: "sandbox-green" });
    await only(page, "Past work in green");
    expect(new URL(page.url()).search).toBe("?account=777788889999");
  });

  test("is narrowed by role and by phase, and stays so over a reload", async () => {
    const page = await scene.open("alice");
    await filter(page, { Role: "ReadOnly" });
    await only(page, "Past look at search");
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await heading(page, "latest 24").waitFor();
    await page.getByRole("button", { name: /^Phase/ }).click();
    await page.getByRole("option", { name: "Withdrawn" }).click();
    await page.getByRole("button", { name: "Apply" }).click();
    await only(page, "Past look at search");
    await page.reload();
    await only(page, "Past look at search");
    await page.getByRole("button", { name: "Filter (1 in use)" }).waitFor();
  });

  test.each(["Pacific/Kiritimati", "Pacific/Pago_Pago"])(
    "is narrowed by the days of the person, in %s",
    async (timezoneId) => {
      const page = await scene.open("alice", "/", { timezoneId });
      const format = new Intl.DateTimeFormat("sv-SE", { timeZone: timezoneId });
      const first = format.format(Date.parse(past[0].askedAt));
      const before = format.format(Date.parse(past[0].askedAt) - day);
      const after = format.format(Date.parse(past[0].askedAt) + day);
      await filter(page, { "Asked from": first, "Asked until": first });
      await heading(page, "2").waitFor();
      await filter(page, { "Asked from": "", "Asked until": before });
      await page.getByText("Nothing matches this filter.").waitFor();
      await filter(page, { "Asked from": after, "Asked until": "" });
      await heading(page, "latest 24").waitFor();
      await page.getByRole("button", { name: "Load more" }).click();
      await heading(page, "28").waitFor();
    },
  );

  test("says what is wrong with a filter, and takes no wrong one from an address", async () => {
    const page = await scene.open("alice", "/?phase=active&account=12&from=2026-02-31");
    await heading(page, "latest 24").waitFor();
    await filter(page, {
      Account: "nowhere",
      Role: "not a role",
      "Asked from": "2026-11-22",
      "Asked until": "2026-11-21",
    });
    await page.getByText("type an account id of twelve digits").waitFor();
    await page.getByText("A role's name has at most 64 letters").waitFor();
    await filter(page, { Account: "", Role: "" });
    await page.getByText("The last day is before the first.").waitFor();
    await heading(page, "latest 24").waitFor();
  });

  test("offers to clear a filter that nothing matches", async () => {
    const page = await scene.open("alice", "/?role=Nobody");
    await page.getByText("Nothing matches this filter.").waitFor();
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await heading(page, "latest 24").waitFor();
    expect(await page.getByLabel("Role", { exact: true }).inputValue()).toBe("");
  });
});
