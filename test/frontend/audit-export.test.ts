import { readFileSync } from "node:fs";
import Papa from "papaparse";
import type { Download, Page } from "playwright-core";
import { expect, test } from "vitest";
import type { List, ShownRequest, ShownWhole } from "../../core/api.ts";
import { verify } from "../../core/history.ts";
import { type Stint, sandboxAsk } from "../system/stint.ts";
import { askMany, toNextMorning } from "./audit-life.ts";
import { dayBefore, said } from "./audit-scene.ts";
import { violations } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

const lists = /\/api\/requests\?view=all/;
const wholes = /\/api\/requests\/\w+$/;
/** What people may type, and a file has to survive. */
const typed = [
  'He said "now, or never",\nand left; then came back',
  '=HYPERLINK("http://evil.example","click me")',
  "=1+1\nover two lines, with more",
  "-2+3+cmd|' /C calc'!A0",
];
const internal = { status: 500, json: { error: { code: "internal", message: "Something went wrong in Stint." } } };

withBrowser("an export of the audit", () => {
  /** Newest first, as the API itself lists them. */
  let all: ShownRequest[];
  const scene = setScene(async (stint) => {
    toNextMorning(stint);
    for (const justification of typed) await stint.ask("alice", { ...sandboxAsk, asks: {}, justification });
    await askMany(stint, 126);
    all = await listed(stint);
  });

  const listed = async (stint: Stint): Promise<ShownRequest[]> => {
    const items: ShownRequest[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const { body }: { body: List<ShownRequest> } = await stint.get(
        "dan",
        `/requests?view=all${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      items.push(...body.items);
      cursor = body.cursor;
    }
    return items;
  };
  /** Comes from another page, so that what the audit asks for can be met from the first call on. */
  const open = () => scene.open("dan", "/policy");
  const audit = (page: Page) => page.getByRole("link", { name: "Audit" }).click();
  const complete = (page: Page) => said(page, "All 130 requests that match").waitFor();
  const choose = async (page: Page, what: RegExp) => {
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: what }).click();
  };
  const saved = async (page: Page, begin: () => Promise<unknown>): Promise<Download> => {
    const [download] = await Promise.all([page.waitForEvent("download"), begin()]);
    return download;
  };
  const textOf = async (download: Download) => readFileSync(await download.path(), "utf8");
  const rowsOf = (csv: string) => Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true }).data;
  const linesOf = (text: string): ShownWhole[] => {
    expect(text.endsWith("\n")).toBe(true);
    return text
      .slice(0, -1)
      .split("\n")
      .map((line) => JSON.parse(line));
  };
  const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);
  const day = (days: number) => dayBefore(scene.stint, days);

  test("has every request of more than one page as CSV, as it was typed and harmless", async () => {
    const page = await open();
    await audit(page);
    await complete(page);
    const download = await saved(page, () => choose(page, /CSV/));
    expect(download.suggestedFilename()).toBe(`stint-requests-${day(29)}-to-${day(0)}.csv`);
    const rows = rowsOf(await textOf(download));
    expect(rows.map(({ request }) => request)).toEqual(ids(all));
    const [quoted, ...formulas] = typed;
    const justifications = rows.map(({ justification }) => justification);
    expect(justifications).toContain(quoted);
    for (const formula of formulas) {
      expect(justifications).toContain(`'${formula}`);
      expect(justifications).not.toContain(formula);
    }
    await page.getByText(`Saved as ${download.suggestedFilename()}`).waitFor();
    await page.getByText("130 requests.").waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test("has every request with its history as JSON Lines, verified on the way", async () => {
    const page = await open();
    await audit(page);
    await complete(page);
    const download = await saved(page, () => choose(page, /JSON Lines/));
    expect(download.suggestedFilename()).toBe(`stint-requests-${day(29)}-to-${day(0)}.jsonl`);
    const lines = linesOf(await textOf(download));
    expect(ids(lines)).toEqual(ids(all));
    expect(lines.map(({ history }) => verify(history))).toEqual(lines.map(() => undefined));
    expect(lines.map(({ justification }) => justification)).toEqual(all.map(({ justification }) => justification));
    await page.getByText("130 requests. 130 histories verified.").waitFor();
    expect(await said(page, /^Verified$/).count()).toBe(20);
  });

  test("has only what is filtered", async () => {
    const page = await open();
    await page.goto(`${scene.stint.origin}/audit?phase=active&from=${day(0)}&to=${day(0)}`);
    await said(page, "All 4 requests that match").waitFor();
    const download = await saved(page, () => choose(page, /CSV/));
    expect(download.suggestedFilename()).toBe(`stint-requests-${day(0)}-to-${day(0)}.csv`);
    const active = all.filter(({ phase }) => phase === "active");
    expect(rowsOf(await textOf(download)).map(({ request }) => request)).toEqual(ids(active));
  });

  test("begins once the list is complete, and says how far it is", async () => {
    const page = await open();
    const second = Promise.withResolvers<void>();
    await page.route(lists, async (route) => {
      if (route.request().url().includes("cursor=")) await second.promise;
      await route.continue();
    });
    await audit(page);
    await said(page, "100 read so far").first().waitFor();
    await page.getByText("(100 so far)").waitFor();
    await choose(page, /CSV/);
    await page.getByText("Export as CSV: first the list, 100 read so far").waitFor();
    expect(await violations(page)).toEqual([]);
    const download = await saved(page, async () => second.resolve());
    expect(rowsOf(await textOf(download))).toHaveLength(130);
  });

  test("never follows a list that was stopped: it is read to its end first", async () => {
    const page = await open();
    const second = Promise.withResolvers<void>();
    await page.route(lists, async (route) => {
      if (route.request().url().includes("cursor=")) await second.promise;
      await route.continue().catch(() => {});
    });
    await audit(page);
    await said(page, "100 read so far").waitFor();
    await page.getByRole("button", { name: "Stop reading" }).click();
    await said(page, "Stopped: 100 read so far, and there may be more").waitFor();
    await page.getByText("(100 so far)").waitFor();
    await page.getByRole("tab", { name: "Over time" }).click();
    await page.getByText("Not all requests are read yet: these numbers are of the newest 100").waitFor();
    await page.getByRole("tab", { name: "Requests" }).click();
    second.resolve();
    const download = await saved(page, () => choose(page, /CSV/));
    expect(rowsOf(await textOf(download))).toHaveLength(130);
    await complete(page);
  });

  test("goes on reading the list where it was stopped or where it failed", async () => {
    const page = await open();
    let fails = true;
    const asked: string[] = [];
    await page.route(lists, (route) => {
      const url = route.request().url();
      asked.push(url);
      return fails && url.includes("cursor=") ? route.fulfill(internal) : route.continue();
    });
    await audit(page);
    await said(page, "Not all could be read: 100 read so far, and there may be more").waitFor();
    await page.getByText("(100 so far)").waitFor();
    fails = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await complete(page);
    await page.getByText("(130)").waitFor();
    expect(asked.filter((url) => !url.includes("cursor="))).toHaveLength(1);
  });

  test("saves nothing when some could not be read, says which, and reads those again", async () => {
    const page = await open();
    const bad = ids(all).filter((_, i) => i === 3 || i === 77);
    const read: string[] = [];
    let fails = true;
    await page.route(wholes, (route) => {
      const id = route.request().url().split("/").at(-1) ?? "";
      read.push(id);
      return fails && bad.includes(id) ? route.fulfill(internal) : route.continue();
    });
    let downloads = 0;
    page.on("download", () => downloads++);
    await audit(page);
    await complete(page);
    await choose(page, /JSON Lines/);
    await page.getByText("2 of 130 requests could not be read").waitFor();
    await page.getByText("No file was saved, because it would not be complete.").waitFor();
    for (const id of bad) await page.getByRole("listitem").filter({ hasText: id }).getByText("went wrong").waitFor();
    expect(downloads).toBe(0);
    expect(await page.getByText("Could not be read", { exact: true }).count()).toBe(1);
    expect(await violations(page)).toEqual([]);

    const incomplete = await saved(page, () => page.getByRole("button", { name: "Save without them" }).click());
    expect(incomplete.suggestedFilename()).toMatch(/-incomplete\.jsonl$/);
    expect(ids(linesOf(await textOf(incomplete)))).toEqual(ids(all).filter((id) => !bad.includes(id)));
    await page.getByText("128 requests. 2 are missing, as the file's name says.").waitFor();

    await choose(page, /JSON Lines/);
    await page.getByText("2 of 130 requests could not be read").waitFor();
    fails = false;
    read.length = 0;
    const whole = await saved(page, () => page.getByRole("button", { name: "Try these 2 again" }).click());
    expect(read.sort()).toEqual(bad.toSorted());
    expect(whole.suggestedFilename()).not.toContain("incomplete");
    expect(ids(linesOf(await textOf(whole)))).toEqual(ids(all));
  });

  test("can be stopped, saves nothing then, and goes on where it was", async () => {
    const page = await open();
    const later = Promise.withResolvers<void>();
    const read: string[] = [];
    let downloads = 0;
    page.on("download", () => downloads++);
    await audit(page);
    await complete(page);
    // What is on show is read by itself.
    await expect.poll(() => page.getByText("Verified", { exact: true }).count(), { timeout: 20_000 }).toBe(20);
    await page.route(wholes, async (route) => {
      read.push(route.request().url());
      if (read.length > 40) await later.promise;
      await route.continue().catch(() => {});
    });
    await choose(page, /JSON Lines/);
    const bar = page.getByRole("progressbar", { name: "Export as JSON Lines" });
    await bar.waitFor();
    await expect.poll(() => read.length, { timeout: 30_000 }).toBe(43);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText("Export as JSON Lines was stopped").waitFor();
    await page.getByText(/of 130 histories were read. Nothing was saved./).waitFor();
    expect(downloads).toBe(0);
    later.resolve();
    const download = await saved(page, () => page.getByRole("button", { name: "Go on" }).click());
    expect(ids(linesOf(await textOf(download)))).toEqual(ids(all));
    expect(read.length).toBeLessThan(140);
  });
});
