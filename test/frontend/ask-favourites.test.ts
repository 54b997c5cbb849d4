import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { sandboxAsk } from "../system/stint.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("favourites and recent ones", () => {
  const scene = setScene();

  const named = (page: Page, list: string) =>
    page
      .getByRole("list", { name: list, exact: true })
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => link.getAttribute("aria-label")));
  const star = (page: Page, name: string) => page.getByRole("button", { name: `Favourite: ${name}` });
  const loaded = (page: Page) => page.getByRole("list", { name: "Everything that you may ask for" }).waitFor();

  test("stand on top: what was starred, newest first, then what was asked for, each once", async () => {
    await scene.stint.ask("alice", { ...sandboxAsk, asks: {} });
    await scene.stint.ask("alice");
    await scene.stint.ask("alice", { ...sandboxAsk, asks: {}, justification: "Try another service" });
    const page = await scene.open("alice", "/ask");
    await loaded(page);
    expect(await named(page, "Recent")).toEqual(["PowerUser in sandbox-blue", "DatabaseAdmin in shop-prod"]);
    await star(page, "ReadOnly in search-prod").click();
    await star(page, "DatabaseAdmin in shop-prod").last().click();
    await expect
      .poll(() => named(page, "Favourites"))
      .toEqual(["DatabaseAdmin in shop-prod", "ReadOnly in search-prod"]);
    expect(await named(page, "Recent")).toEqual(["PowerUser in sandbox-blue"]);
    await page.reload();
    await loaded(page);
    expect(await named(page, "Favourites")).toEqual(["DatabaseAdmin in shop-prod", "ReadOnly in search-prod"]);
    const favourites = page.getByRole("list", { name: "Favourites" }).getByRole("listitem");
    await favourites.first().getByText("approved by Database lead, then Security").waitFor();

    await page.getByRole("searchbox").fill("sandbox");
    await page.getByRole("list", { name: "Results" }).waitFor();
    expect(await page.getByRole("list", { name: "Favourites" }).count()).toBe(0);
    await page.getByRole("searchbox").fill("");
    await favourites.first().waitFor();
    await star(page, "ReadOnly in search-prod").first().click();
    await star(page, "DatabaseAdmin in shop-prod").first().click();
    await expect.poll(() => page.getByRole("list", { name: "Favourites" }).count()).toBe(0);
  });

  test("hold ids and names only, and only what looks like them when read back", async () => {
    const page = await scene.open("alice", "/ask");
    await loaded(page);
    await star(page, "ReadOnly in shop-prod").click();
    const { id } = (await scene.stint.get("alice", "/me")).body;
    const key = `stint.favourites.${id}`;
    const good = { account: { id: "111122223333", name: "shop-prod" }, role: "ReadOnly" };
    await expect.poll(() => page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? ""), key)).toEqual([good]);

    const bad = [
      null,
      7,
      { ...good, role: "../../policy" },
      { account: { id: "1/2", name: "x" }, role: "ReadOnly" },
      { account: { id: "444455556666" }, role: "ReadOnly" },
      { account: { id: "444455556666", name: "" }, role: "ReadOnly" },
    ];
    const hostile = { account: { id: "444455556666", name: "<img src=x>" }, role: "ReadOnly" };
    for (const [kept, expected] of [
      [JSON.stringify([...bad, good]), ["ReadOnly in shop-prod"]],
      [JSON.stringify([hostile]), ["ReadOnly in <img src=x>"]],
      ["{not json", []],
      ["{}", []],
    ] as const) {
      await page.evaluate(([key, kept]) => localStorage.setItem(key, kept), [key, kept] as const);
      await page.reload();
      await loaded(page);
      expect(await named(page, "Favourites")).toEqual(expected);
    }
  });

  test("say of what is not offered any more that it is not, and the form says why", async () => {
    const page = await scene.open("frank", "/ask");
    await loaded(page);
    const { id } = (await scene.stint.get("frank", "/me")).body;
    const gone = { account: { id: "111122223333", name: "shop-prod" }, role: "ReadOnly" };
    await page.evaluate(([key, kept]) => localStorage.setItem(key, kept), [
      `stint.favourites.${id}`,
      JSON.stringify([gone]),
    ] as const);
    await page.reload();
    const favourite = page.getByRole("list", { name: "Favourites" }).getByRole("listitem");
    await favourite.getByText("You may not ask for this any more.").waitFor();
    await favourite.getByRole("link").click();
    await page.getByText("Rule contractors-out denies ReadOnly in 111122223333 to you.").waitFor();
  });

  test("leave the catalog usable when what was asked for last cannot be had", async () => {
    const page = await scene.open("alice", "/policy");
    await page.route("**/api/requests?*", (route) =>
      route.fulfill({ status: 500, json: { error: { code: "internal", message: "Something went wrong." } } }),
    );
    await page.getByRole("link", { name: "Request access" }).click();
    await loaded(page);
    await page.getByText("Your recent requests could not be loaded").waitFor();
    await page.unroute("**/api/requests?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("list", { name: "Recent" }).waitFor();
  });

  test("are each person's own", async () => {
    const page = await scene.open("carol", "/ask");
    await loaded(page);
    await page.evaluate(() =>
      localStorage.setItem(
        "stint.favourites.somebody",
        JSON.stringify([{ account: { id: "111122223333", name: "shop-prod" }, role: "ReadOnly" }]),
      ),
    );
    await page.reload();
    await loaded(page);
    expect(await page.getByRole("list", { name: "Favourites" }).count()).toBe(0);
  });
});
