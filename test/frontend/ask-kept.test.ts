import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { databaseAsk, sandboxAsk } from "../system/stint.ts";
import { signIn } from "./browser.ts";
import { setScene } from "./scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("what was typed into an ask", () => {
  const scene = setScene();

  const database = "/ask/111122223333/DatabaseAdmin";
  const sandbox = "/ask/666677778888/PowerUser";
  const justification = (page: Page) => page.getByRole("textbox", { name: "Justification" });
  const ticket = (page: Page) => page.getByRole("textbox", { name: "Incident or change" });
  const duration = (page: Page) => page.getByRole("textbox", { name: "For how long" });
  const submit = (page: Page) => page.getByRole("button", { name: "Request access" }).click();
  const asked = (page: Page) => page.waitForURL(/\/requests\/[^/]+$/);
  const possible = (page: Page) =>
    page.getByText("You can request this.", { exact: true }).filter({ visible: true }).first().waitFor();

  const fill = async (page: Page, reason: string) => {
    await justification(page).fill(reason);
    await ticket(page).fill("INC-42");
    await page.getByRole("button", { name: "2h", exact: true }).click();
  };
  const values = async (page: Page) => [
    await justification(page).inputValue(),
    await ticket(page).inputValue(),
    await duration(page).inputValue(),
  ];

  test("is there again after signing in anew, which a rule may ask for", async () => {
    const page = await scene.open("alice", database);
    await fill(page, "Repair the invoices table");
    await possible(page);
    scene.stint.clock.advance(16 * 60_000);
    await submit(page);
    await page.getByText("This asks for a sign-in within the last 15m. Sign in again.").waitFor();
    await page.getByRole("button", { name: "Sign in again" }).click();
    await signIn(page, "alice");
    expect(new URL(page.url()).pathname).toBe(database);
    await possible(page);
    expect(await values(page)).toEqual(["Repair the invoices table", "INC-42", "2h"]);
    await submit(page);
    await asked(page);
  });

  test("outlives a reload, until it was asked for or is discarded", async () => {
    const page = await scene.open("alice", database);
    await fill(page, "Repair the payments table");
    await page.getByText("Later", { exact: true }).click();
    const date = await page.getByLabel("Date", { exact: true }).inputValue();
    await page.reload();
    expect(await values(page)).toEqual(["Repair the payments table", "INC-42", "2h"]);
    expect(await page.getByLabel("Date", { exact: true }).inputValue()).toBe(date);

    await page.getByRole("button", { name: "Discard" }).click();
    expect(await values(page)).toEqual(["", "", "1h"]);
    await page.reload();
    expect(await values(page)).toEqual(["", "", "1h"]);

    await fill(page, "Repair the stock table");
    await possible(page);
    await submit(page);
    await asked(page);
    await page.goto(scene.stint.origin + database);
    expect(await values(page)).toEqual(["", "", "1h"]);
  });

  test("is one person's, in one account, for one role", async () => {
    const page = await scene.open("alice", database);
    await justification(page).fill("Only for the shop");
    await page.goto(`${scene.stint.origin}/ask/222233334444/DatabaseAdmin`);
    expect(await justification(page).inputValue()).toBe("");
    await page.goto(scene.stint.origin + database);
    expect(await justification(page).inputValue()).toBe("Only for the shop");
  });

  test("is asked for once, though the answer got lost and the page was loaded anew", async () => {
    const page = await scene.open("alice", sandbox);
    const bodies: string[] = [];
    await page.route("**/api/requests", async (route) => {
      if (route.request().method() !== "POST") return route.fallback();
      bodies.push(route.request().headers()["idempotency-key"] ?? "");
      if (bodies.length > 2) return route.fallback();
      await route.fetch();
      await route.abort();
    });
    await justification(page).fill("Ask only once, please");
    await submit(page);
    await page.getByText("Whether your request arrived is not known").waitFor();
    expect(await justification(page).inputValue()).toBe("Ask only once, please");
    await submit(page);
    await expect.poll(() => bodies.length).toBe(2);
    await page.getByText("Whether your request arrived is not known").waitFor();
    await page.reload();
    await possible(page);
    await submit(page);
    await asked(page);
    expect(new Set(bodies).size).toBe(1);
    const { body } = await scene.stint.get("alice", "/requests?view=mine");
    expect(body.items.filter((item: { justification: string }) => /only once/.test(item.justification))).toHaveLength(
      1,
    );
  });

  test("is asked for once by two presses, and anew when it was changed", async () => {
    const page = await scene.open("alice", sandbox);
    const keys: string[] = [];
    page.on("request", (request) => {
      const key = request.headers()["idempotency-key"];
      if (key !== undefined) keys.push(key);
    });
    await page.route("**/api/requests", (route) => (keys.length === 1 ? route.abort() : route.fallback()));
    await justification(page).fill("Pressed more than once");
    await submit(page);
    await page.getByText("Whether your request arrived is not known").waitFor();
    await justification(page).fill("Pressed more than once, and changed");
    await page.getByRole("button", { name: "Request access" }).dblclick();
    await asked(page);
    expect(new Set(keys).size).toBe(2);
    const { body } = await scene.stint.get("alice", "/requests?view=mine");
    expect(
      body.items.filter((item: { justification: string }) => /more than once/.test(item.justification)),
    ).toHaveLength(1);
  });

  test("comes from an earlier request with everything but its start", async () => {
    const startsAt = new Date(scene.stint.clock.now() + 3_600_000).toISOString();
    const earlier = await scene.stint.ask("alice", {
      ...databaseAsk,
      duration: "90m",
      asks: { ticket: "CHG-9" },
      startsAt,
    });
    const page = await scene.open("alice", `${database}?again=${earlier.id}`);
    await page.getByText("Filled in from an earlier request").waitFor();
    expect(await values(page)).toEqual([databaseAsk.justification, "CHG-9", "1h30m"]);
    expect(await page.getByRole("radio", { name: "As soon as it is approved" }).isChecked()).toBe(true);
    await possible(page);
    await submit(page);
    await asked(page);
    expect(page.url()).not.toContain(earlier.id);
  });

  test("leaves the form empty and says so when the earlier request is none of this role, or none at all", async () => {
    const other = await scene.stint.ask("alice", { ...sandboxAsk, asks: {} });
    for (const id of [other.id, "00000000-0000-4000-8000-000000000000"]) {
      const page = await scene.open("alice", `${database}?again=${id}`);
      await page.getByText("What was asked for earlier could not be read, so the form is empty.").waitFor();
      expect(await values(page)).toEqual(["", "", "1h"]);
    }
  });

  test("begins anew where something else was kept in its place", async () => {
    const page = await scene.open("alice", sandbox);
    const { body: me } = await scene.stint.get("alice", "/me");
    await page.evaluate(([key, value]) => sessionStorage.setItem(key, value), [
      `stint.draft.ask/${me.id}/666677778888/PowerUser`,
      '{"justification":7,"asks":null}',
    ] as const);
    await page.reload();
    await page.getByText("Still to do", { exact: true }).waitFor();
    expect(await justification(page).inputValue()).toBe("");
  });

  test("stays while Stint cannot be reached", async () => {
    const page = await scene.open("alice", sandbox);
    await page.context().setOffline(true);
    await justification(page).fill("Typed in a tunnel");
    await submit(page);
    await page.getByText("You are offline, so nothing was sent").waitFor();
    await page.context().setOffline(false);
    await submit(page);
    await asked(page);
  });
});
