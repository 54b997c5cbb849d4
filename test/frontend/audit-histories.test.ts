import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { sandboxAsk } from "../system/stint.ts";
import { chained, steal } from "../system/tampering.ts";
import { type Life, liveSomeDays } from "./audit-life.ts";
import { requestTable, said } from "./audit-scene.ts";
import { violations } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

const wholes = /\/api\/requests\/\w+$/;

withBrowser("verifying histories", () => {
  let life: Life;
  const scene = setScene(async (stint) => {
    life = await liveSomeDays(stint);
  });
  const open = async (): Promise<Page> => {
    const page = await scene.open("dan", "/audit");
    await said(page, "All 10 requests that match").waitFor();
    return page;
  };
  const verify = (page: Page) => page.getByRole("button", { name: "Verify all histories" }).click();
  const rowOf = (page: Page, id: string) =>
    requestTable(page)
      .getByRole("row")
      .filter({
        has: page.locator(`th a[href="/requests/${id}"]`),
      });

  const verified = (page: Page) => page.getByText("Verified", { exact: true });
  const allVerified = (page: Page) => expect.poll(() => verified(page).count(), { timeout: 20_000 }).toBe(10);

  test("says by itself of each on show that it is whole, and of all when it is asked to", async () => {
    const page = await open();
    await allVerified(page);
    await verify(page);
    await page.getByText("The histories of all 10 requests are whole").waitFor();
    expect(await verified(page).count()).toBe(10);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByText("The histories of all").waitFor({ state: "detached" });
    expect(await verified(page).count()).toBe(10);
    const again = page.waitForResponse(wholes);
    await page.getByRole("button", { name: "Reload" }).click();
    await again;
    await allVerified(page);
  });

  test("is stopped, and goes on with those that are left", async () => {
    const page = await open();
    await allVerified(page);
    const later = Promise.withResolvers<void>();
    const read: string[] = [];
    await page.route(wholes, async (route) => {
      read.push(route.request().url());
      if (read.length > 5) await later.promise;
      await route.continue().catch(() => {});
    });
    await verify(page);
    await page.getByRole("progressbar", { name: "Verifying histories" }).waitFor();
    await expect.poll(() => read.length, { timeout: 30_000 }).toBe(8);
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText("Verifying histories was stopped").waitFor();
    expect(await verified(page).count()).toBe(5);
    later.resolve();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("The histories of all 10 requests are whole").waitFor();
    const before = read.slice(0, 5);
    expect(read.slice(5).filter((url) => before.includes(url))).toEqual([]);
  });

  test("says which could not be read, and reads those again", async () => {
    const page = await open();
    await allVerified(page);
    let fails = true;
    await page.route(wholes, (route) =>
      fails && route.request().url().endsWith(life.rejected)
        ? route.fulfill({ status: 500, json: { error: { code: "internal", message: "It went wrong." } } })
        : route.continue(),
    );
    await verify(page);
    await page.getByText("1 of 10 requests could not be read").waitFor();
    await rowOf(page, life.rejected).getByText("Could not be read").waitFor();
    expect(await verified(page).count()).toBe(9);
    fails = false;
    await page.getByRole("button", { name: "Try this one again" }).click();
    await page.getByText("The histories of all 10 requests are whole").waitFor();
  });

  test("shows a chain that was broken on its way, at the event, with a link", async () => {
    const page = await scene.open("dan", "/policy");
    await page.route(wholes, async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      if (json.id === life.revoked) json.history[1].comment = "I never said that";
      await route.fulfill({ response, json });
    });
    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByText("One history cannot be trusted").waitFor();
    await page.getByText("9 histories verified.").waitFor();
    await rowOf(page, life.revoked).getByRole("link", { name: "Broken at event 2" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await rowOf(page, life.revoked).getByRole("link", { name: "Broken at event 2" }).click();
    await page.waitForURL(`**/requests/${life.revoked}`);
  });

  test("finds what somebody did to the table itself", async () => {
    const stolen = steal(scene.stint);
    const [first, second, ...rest] = await stolen.historyOf(life.rejected);
    if (first?.type !== "asked" || second?.type !== "rejected") throw new Error("expected an ask and its rejection");
    await stolen.put(life.rejected, [first, { ...second, comment: "Of course not" }, ...rest]);

    // Without the revocation, and with the rest chained anew, as if it had run its time.
    const revoked = await stolen.historyOf(life.unbegun);
    const cut = revoked.findIndex(({ type }) => type === "revoked");
    await stolen.put(life.unbegun, chained(revoked.slice(0, cut)));

    const page = await open();
    await page.getByText("2 histories cannot be trusted").waitFor();
    await page.getByText("8 histories verified.").waitFor();
    await rowOf(page, life.rejected).getByRole("link", { name: "Broken at event 2" }).waitFor();
    await rowOf(page, life.unbegun)
      .getByRole("link", { name: `Broken at event ${cut + 1}` })
      .waitFor();

    // The list says what it was told to say, but the history does not.
    await stolen.put(life.withdrawn, await stolen.historyOf(life.withdrawn), {
      summary: { ...((await summaryOf(life.withdrawn)) as object), justification: "Nothing to see here" },
    });
    await page.getByRole("button", { name: "Reload" }).click();
    await rowOf(page, life.withdrawn).getByRole("link", { name: "Differs from the list" }).waitFor();
    await page.getByText("3 histories cannot be trusted").waitFor();
  });

  test("reads of itself those that come on show, and no others", async () => {
    for (const justification of ["One more queue", "And another one"])
      await scene.stint.ask("alice", { ...sandboxAsk, asks: {}, justification });
    const page = await scene.open("dan", "/policy");
    const read = new Set<string>();
    page.on("request", (request) => {
      if (wholes.test(request.url())) read.add(request.url());
    });
    const liked = { pageSize: 10, wrapLines: true, contentDisplay: [] };
    await page.evaluate((text) => localStorage.setItem("stint.audit.table", text), JSON.stringify(liked));
    await page.getByRole("link", { name: "Audit" }).click();
    await said(page, "All 12 requests that match").waitFor();
    await expect.poll(() => page.getByText("Not verified", { exact: true }).count(), { timeout: 20_000 }).toBe(0);
    expect(read.size).toBe(10);
    await page.getByRole("button", { name: "Page 2" }).click();
    await expect.poll(() => verified(page).count()).toBe(2);
    expect(read.size).toBe(12);
  });

  const summaryOf = async (id: string) => {
    for (const row of await steal(scene.stint).dump()) {
      const { pk, sk, summary } = JSON.parse(row);
      if (pk?.S === id && sk?.S === "request") return plain(summary);
    }
    throw new Error(`there is no request ${id}`);
  };
  /** An attribute of DynamoDB as a value. */
  const plain = (attribute: Record<string, unknown>): unknown => {
    const [[kind = "", value] = []] = Object.entries(attribute);
    if (kind === "M")
      return Object.fromEntries(Object.entries(value as object).map(([key, member]) => [key, plain(member)]));
    if (kind === "L") return (value as Record<string, unknown>[]).map(plain);
    return kind === "N" ? Number(value) : value;
  };
});
