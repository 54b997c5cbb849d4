import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stint, startStint } from "../system/stint.ts";
import { arrive, launch, signIn, violations } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("signing in", () => {
  let stint: Stint;
  let browser: Browser;
  beforeAll(async () => {
    [stint, browser] = await Promise.all([startStint({ dashboard: true }), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stint?.close();
  });

  const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });
  /** Everything that the browser keeps for this origin. */
  const kept = (page: Page) =>
    page.evaluate(() => ({ local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage) }));

  test("leads back to the place that was opened, its query included", async () => {
    const { page, context, complaints } = await arrive(browser, stint, "dan", "/policy?role=BreakGlass");
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/policy?role=BreakGlass");
    await heading(page, "Policy").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("leaves no token in localStorage, cookies or the address, nor the one-time code in the history", async () => {
    const { page, context } = await arrive(browser, stint, "alice");
    const { local, session } = await kept(page);
    expect(session).toContain("access_token");
    expect(local).not.toMatch(/token|eyJ/);
    // The sign-in page has one against forged forms; the dashboard and the API get none.
    expect(await context.cookies([`${stint.origin}/`, `${stint.origin}/api/me`])).toEqual([]);
    expect(page.url()).toBe(`${stint.origin}/`);
    await page.goBack().catch(() => {});
    expect(page.url()).not.toContain("code=");
    await context.close();
  });

  test("survives a reload, and is renewed in silence when the access token has run out", async () => {
    const { page, context } = await arrive(browser, stint, "alice", "/policy");
    const tokenCalls: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/oauth2/token")) tokenCalls.push(request.postData() ?? "");
    });
    await page.reload();
    await heading(page, "Policy").waitFor();
    expect(tokenCalls).toEqual([]);

    stint.clock.advance(6 * 60_000);
    await page.getByRole("link", { name: "My access" }).click();
    await page.getByText("You have no access right now").waitFor();
    expect(tokenCalls).toHaveLength(1);
    expect(tokenCalls[0]).toContain("grant_type=refresh_token");
    await context.close();
  });

  test("is renewed all the same when a reload lost the answer to the renewal", async () => {
    const { page, context } = await arrive(browser, stint, "alice", "/policy");
    stint.clock.advance(6 * 60_000);
    const renewed = new Promise<void>((done) => {
      page.route("**/oauth2/token", async (route) => {
        await route.fetch();
        done();
      });
    });
    await page.getByRole("link", { name: "My access" }).click();
    await renewed;
    await page.unroute("**/oauth2/token");
    await page.reload();
    await page.getByText("You have no access right now").waitFor();
    await context.close();
  });

  test("asks again when the sign-in is over, and comes back to where one was", async () => {
    const { page, context } = await arrive(browser, stint, "alice", "/policy?role=ReadOnly");
    stint.clock.advance(9 * 3_600_000);
    await page.reload();
    await page.getByText("Choose who you are").waitFor();
    await signIn(page, "alice");
    expect(page.url()).toBe(`${stint.origin}/policy?role=ReadOnly`);
    await context.close();
  });

  test("ends with signing out: nothing is kept, the refresh token is revoked, and the next page asks who one is", async () => {
    const { page, context } = await arrive(browser, stint, "bob");
    const { session } = await kept(page);
    const refreshToken = /refresh_token\\+":\\+"([^"\\]+)/.exec(session)?.[1];
    expect(refreshToken).toBeTruthy();
    const other = await context.newPage();
    await other.goto(stint.origin);
    await signIn(other, "bob");
    const addresses: string[] = [];
    page.on("request", (request) => addresses.push(request.url()));
    await page.getByRole("button", { name: "Bob Brandt" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByText("Choose who you are").waitFor();
    expect(addresses.filter((address) => address.includes("eyJ"))).toEqual([]);
    await other.getByText("Choose who you are").waitFor();
    expect((await kept(other)).session).not.toContain("access_token");
    const after = await kept(page);
    expect(after.session).not.toContain("access_token");
    expect(after.session).not.toContain(refreshToken);
    const again = await fetch(`${stint.origin}/identity/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: "stint-dashboard",
        refresh_token: refreshToken ?? "",
      }),
    });
    expect(again.status).toBe(400);
    await context.close();
  });

  test("says so when the API takes no token at all, instead of signing in for ever", async () => {
    const { page, context } = await arrive(browser, stint, "alice");
    let signIns = 0;
    page.on("request", (request) => {
      if (request.url().includes("/oauth2/authorize")) signIns++;
    });
    await page.route("**/api/me", (route) => route.fulfill({ status: 401, json: { message: "Unauthorized" } }));
    await page.route("**/api/requests*", (route) => route.fulfill({ status: 401, json: { message: "Unauthorized" } }));
    await page.reload();
    await page.getByText("Choose who you are").waitFor();
    await signIn(page, "alice");
    await page.getByText("You are not signed in any more").first().waitFor();
    expect(signIns).toBe(1);
    await context.close();
  });

  test("signs out also while the identity provider does not answer the revocation", async () => {
    const { page, context } = await arrive(browser, stint, "bob");
    await page.route("**/oauth2/revoke", () => {});
    await page.getByRole("button", { name: "Bob Brandt" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByText("Choose who you are").waitFor();
    expect((await kept(page)).session).not.toContain("access_token");
    await context.close();
  });

  test("does not leave the page waiting when leaving it for the sign-in was stopped", async () => {
    const { page, context } = await arrive(browser, stint, "alice");
    await page.route("**/oauth2/authorize*", (route) => route.fulfill({ status: 204 }));
    await page.evaluate(() => sessionStorage.clear());
    await page.getByRole("link", { name: "Policy" }).click();
    await page.getByText("You are not signed in any more").first().waitFor();
    await page.unroute("**/oauth2/authorize*");
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.getByText("Choose who you are").waitFor();
    await context.close();
  });

  test("says what the identity provider said when nobody was signed in, and offers to try again", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(stint.origin);
    await page.getByText("Choose who you are").waitFor();
    const state = new URL(page.url()).searchParams.get("state");
    await page.goto(`${stint.origin}/?error=access_denied&error_description=No+groups+came+along&state=${state}`);
    await heading(page, "You could not be signed in").waitFor();
    await page.getByText("No groups came along").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Choose who you are").waitFor();
    await context.close();
  });

  test("gives back what was typed to whoever typed it, and to nobody else who signs in in the same tab", async () => {
    const { page, context } = await arrive(browser, stint, "alice", "/ask/666677778888/PowerUser");
    const why = page.getByRole("textbox", { name: /Justification/ });
    await why.fill("Only Alice knows why");
    const sessionOver = () =>
      page.evaluate(() => {
        for (const key of Object.keys(sessionStorage))
          if (key.startsWith("stint.session.")) sessionStorage.removeItem(key);
      });
    await sessionOver();
    await page.reload();
    await page.getByText("Choose who you are").waitFor();
    await signIn(page, "alice");
    await page.waitForFunction(() => document.querySelector("textarea")?.value === "Only Alice knows why");

    await sessionOver();
    await page.reload();
    await page.getByText("Choose who you are").waitFor();
    await signIn(page, "frank");
    await why.waitFor();
    expect(await why.inputValue()).toBe("");
    expect((await kept(page)).session).not.toContain("Only Alice");
    await context.close();
  });

  test("takes no code that this tab did not ask for", async () => {
    const { page, context } = await arrive(browser, stint, "alice");
    await page.goto(`${stint.origin}/?code=somebody-elses&state=not-mine`);
    await heading(page, "You could not be signed in").waitFor();
    await context.close();
  });

  test("a place that a sign-in brings back is one of this dashboard's own", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${stint.origin}//example.com/`);
    await page.getByText("Choose who you are").waitFor();
    await signIn(page, "alice");
    expect(new URL(page.url()).origin).toBe(stint.origin);
    await context.close();
  });
});
