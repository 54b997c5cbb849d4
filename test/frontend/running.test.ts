import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { OnAwsCall } from "../../local/aws-calls.ts";
import { type Stint, sandboxAsk, startStint } from "../system/stint.ts";
import { launch, overflows, screens, type Visit, violations, visit } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

const hour = 3_600_000;
/** STS refuses to lend the role that cuts off. */
const refusal = {
  status: 403,
  headers: { "content-type": "text/xml" },
  body: "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No</Message></Error></ErrorResponse>",
};

withBrowser("active access", () => {
  let stint: Stint;
  let browser: Browser;
  /** Between the function that cuts off and STS. */
  let meddle: OnAwsCall | undefined;
  /** Alice's: approved by Bob in staging, tomorrow in search, and approved by nobody in a sandbox. */
  let read: string;
  let scheduled: string;
  let sandbox: string;
  const visits: Visit[] = [];
  beforeAll(async () => {
    [stint, browser] = await Promise.all([
      startStint({
        dashboard: true,
        onAwsCall: async (call, answer) =>
          meddle && call.function === "cut-off" && call.service === "sts" ? meddle(call, answer) : answer(),
      }),
      launch(),
    ]);
  });
  beforeEach(async () => {
    meddle = undefined;
    for (const { id } of (await stint.get("erin", "/requests?view=running")).body.items)
      await stint.post("erin", `/requests/${id}/revoke`);
    read = await approved({ account: "444455556666", duration: "3h" });
    scheduled = await approved({
      account: "333344445555",
      duration: "2h",
      startsAt: new Date(stint.clock.now() + 26 * hour).toISOString(),
    });
    sandbox = (await stint.ask("alice", { ...sandboxAsk, asks: {}, duration: "8h" })).id;
  });
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

  const approved = async (about: object): Promise<string> => {
    const justification = "Look for the slow query";
    const { id } = await stint.ask("alice", { role: "ReadOnly", asks: {}, justification, ...about });
    await stint.post("bob", `/requests/${id}/approve`);
    return id;
  };
  const open = async (person: string, options = {}): Promise<Page> => {
    const opened = await visit(browser, stint, person, "/running", options);
    visits.push(opened);
    return opened.page;
  };
  const table = (page: Page) => page.getByRole("table", { name: "Active and scheduled access" });
  const rowOf = (page: Page, id: string) =>
    table(page)
      .getByRole("row")
      .filter({ has: page.locator(`th a[href="/requests/${id}"]`) });
  const takenOf = (page: Page, id: string) =>
    page.getByRole("listitem").filter({ has: page.locator(`a[href="/requests/${id}"]`) });
  const phaseOf = async (id: string) => (await stint.get("erin", `/requests/${id}`)).body.phase;
  const dialog = (page: Page) => page.getByRole("dialog");
  const confirm = (page: Page) => dialog(page).getByRole("button", { name: "Revoke" }).click();
  const expectGone = (page: Page, id: string) => rowOf(page, id).waitFor({ state: "detached" });

  test("shows an administrator everything that is granted, what ends first on top, with its countdown", async () => {
    await stint.post("alice", `/requests/${read}/credentials`);
    const page = await open("erin");
    await page.getByText("(3)").waitFor();
    const places = await table(page)
      .getByRole("rowheader")
      .getByRole("link")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(places).toEqual([read, sandbox, scheduled].map((id) => `/requests/${id}`));
    const row = rowOf(page, read);
    expect(await row.innerText()).toMatch(
      /ReadOnly in shop-staging\s+444455556666[\s\S]*Alice Almeida\s+alice@example.com[\s\S]*Active[\s\S]*in [23] h \d\d min[\s\S]*1\s+Look for the slow query/,
    );
    expect(await rowOf(page, scheduled).innerText()).toMatch(/Scheduled[\s\S]*starts in 1 d [12] h/);
    expect(await violations(page)).toEqual([]);
  });

  test("shows an approver what they approve, and nobody else's", async () => {
    const page = await open("bob");
    await page.getByText("(2)").waitFor();
    await rowOf(page, read).waitFor();
    await rowOf(page, scheduled).waitFor();
    expect(await rowOf(page, sandbox).count()).toBe(0);
  });

  test("shows an auditor everything and no way to revoke, and says why", async () => {
    const page = await open("dan");
    await page.getByText("(3)").waitFor();
    await page
      .getByText("You see this as an auditor: only approvers of a request and administrators revoke it.")
      .waitFor();
    expect(await page.getByRole("button", { name: /revoke/i }).count()).toBe(0);
    expect(await page.getByRole("checkbox").count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  test("tells others whom it is for, and leads back", async () => {
    const page = await open("alice");
    await page.getByText("Approvers, auditors and administrators look after active access.").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "Go to My access" }).click();
    await page.getByRole("heading", { level: 1, name: "My access" }).waitFor();
  });

  test("finds by any words of person, role, account or reason", async () => {
    const page = await open("erin");
    await page.getByText("(3)").waitFor();
    await page.getByRole("searchbox").fill("slow ALICE staging");
    await page.getByText("(1 of 3)").waitFor();
    await rowOf(page, read).waitFor();
    await page.getByRole("searchbox").fill("nothing like it");
    await page.getByText("Nothing matches").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByText("(3)").waitFor();
  });

  test("revokes one with a comment, and shows its sessions being cut off until they are", async () => {
    await stint.post("alice", `/requests/${read}/credentials`);
    const page = await open("bob");
    await page.getByRole("button", { name: "Revoke ReadOnly in shop-staging of Alice Almeida" }).click();
    await dialog(page).getByRole("textbox").fill("Wrong account");
    expect(await violations(page)).toEqual([]);
    await confirm(page);
    await page.getByRole("heading", { name: "Taken back on this visit" }).waitFor();
    await takenOf(page, read)
      .getByText(/Its sessions are cut off, everywhere by .* CET/)
      .waitFor();
    await expectGone(page, read);
    const { body } = await stint.get("bob", `/requests/${read}`);
    expect(body).toMatchObject({ phase: "revoked", outcome: { by: { name: "Bob Brandt" }, comment: "Wrong account" } });
    expect(await violations(page)).toEqual([]);

    await page.reload();
    await takenOf(page, read)
      .getByText(/Its sessions are cut off, everywhere by/)
      .waitFor();
    stint.clock.advance(6 * 60_000);
    await takenOf(page, read)
      .getByText(/Its sessions are cut off everywhere, since/)
      .waitFor();
    await takenOf(page, read)
      .getByRole("button", { name: /^Put away/ })
      .click();
    await page.getByRole("heading", { name: "Taken back on this visit" }).waitFor({ state: "detached" });
  });

  test("says so while sessions are being cut off, when that failed, and when it was done after all", async () => {
    const held = Promise.withResolvers<void>();
    meddle = async () => {
      await held.promise;
      return refusal;
    };
    await stint.post("alice", `/requests/${read}/credentials`);
    const page = await open("bob");
    await page.getByRole("button", { name: "Revoke ReadOnly in shop-staging of Alice Almeida" }).click();
    await confirm(page);
    await takenOf(page, read).getByText("Cutting off its sessions").waitFor();
    expect(await takenOf(page, read).getByRole("button").count()).toBe(0);
    held.resolve();
    await takenOf(page, read).getByText("Cutting off failed and is tried again").waitFor();
    expect(await takenOf(page, read).getByRole("button").count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    meddle = undefined;
    stint.clock.advance(10 * 60_000);
    await stint.reconcile();
    await takenOf(page, read)
      .getByText(/Its sessions are cut off/)
      .waitFor();
  });

  test("revokes several at once, and says of each how it stands", async () => {
    const page = await open("erin");
    await page.getByRole("checkbox", { name: "Select all that you can revoke" }).check();
    await page.getByRole("button", { name: "Revoke selected (3)" }).click();
    await dialog(page).getByText("Revoke these 3 accesses?").waitFor();
    await confirm(page);
    for (const id of [read, scheduled, sandbox]) {
      await takenOf(page, id).getByText("No session was alive: nothing to cut off").waitFor();
      expect(await phaseOf(id)).toBe("revoked");
    }
    await page.getByText("No access is active or scheduled").waitFor();
  });

  test("says which of several had ended meanwhile, and revokes the others", async () => {
    const page = await open("erin");
    await page.getByRole("checkbox", { name: "ReadOnly in shop-staging of Alice Almeida" }).check();
    await page.getByRole("checkbox", { name: "PowerUser in sandbox-blue of Alice Almeida" }).check();
    await page.getByRole("button", { name: "Revoke selected (2)" }).click();
    await dialog(page).waitFor();
    await stint.post("alice", `/requests/${sandbox}/end`);
    await confirm(page);
    await dialog(page)
      .getByText(/This request was ended by Alice Almeida/)
      .waitFor();
    await expect.poll(() => phaseOf(read), { timeout: 20_000 }).toBe("revoked");
    expect(await phaseOf(sandbox)).toBe("ended");
    await dialog(page).getByRole("button", { name: "Close" }).last().click();
    await takenOf(page, read).waitFor();
    expect(await takenOf(page, sandbox).count()).toBe(0);
  });

  test("follows what others do, and forgets a selection that is over", async () => {
    const page = await open("erin");
    await page.getByRole("checkbox", { name: "PowerUser in sandbox-blue of Alice Almeida" }).check();
    await page.getByRole("button", { name: "Revoke selected (1)" }).waitFor();
    await stint.post("alice", `/requests/${sandbox}/end`);
    await expectGone(page, sandbox);
    expect(await page.getByRole("button", { name: "Revoke selected" }).isDisabled()).toBe(true);
  });

  test("works by keyboard alone", async () => {
    const page = await open("bob");
    await page.getByRole("checkbox", { name: "ReadOnly in search-prod of Alice Almeida" }).focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Revoke selected (1)" }).focus();
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("textbox").fill("Not tomorrow");
    await page.keyboard.press("Control+Enter");
    await takenOf(page, scheduled).getByText("nothing to cut off").waitFor();
    expect(await phaseOf(scheduled)).toBe("revoked");
  });

  test("says when it cannot be read, keeps what was there, and tries again", async () => {
    const page = await open("erin");
    await page.getByText("(3)").waitFor();
    const list = /\/api\/requests\?view=running/;
    await page.route(list, (route) =>
      route.fulfill({ status: 500, json: { error: { code: "internal", message: "It went wrong." } } }),
    );
    await page.getByText("This may be out of date").waitFor();
    await rowOf(page, read).waitFor();
    await page.unroute(list);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("This may be out of date").waitFor({ state: "detached" });
  });

  test.each([
    ["desktop", "light"],
    ["desktop", "dark"],
    ["phone", "light"],
    ["phone", "dark"],
  ] as const)("is right for everybody and no wider than the screen: %s, %s", async (screen, colorScheme) => {
    const page = await open("erin", { viewport: screens[screen], colorScheme });
    await page.getByText("(3)").waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
    await page.getByRole("checkbox", { name: "ReadOnly in shop-staging of Alice Almeida" }).check();
    await page.getByRole("button", { name: "Revoke selected (1)" }).click();
    await dialog(page).waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
    await confirm(page);
    await takenOf(page, read).waitFor();
    expect(await overflows(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
  });
});
