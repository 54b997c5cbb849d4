import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { onPhone, setApprovalsScene } from "./approvals-scene.ts";
import { withBrowser } from "./with-browser.ts";

const staging = { account: "444455556666", role: "ReadOnly", duration: "12h", asks: {} };

withBrowser("the queue of an approver", () => {
  const scene = setApprovalsScene();
  const entries = (page: Page) => page.getByRole("list", { name: "Waiting for you" }).getByRole("listitem");

  test("says of each request who, what, where, how long, why, since when and until when, oldest first", async () => {
    const { stint } = scene;
    await stint.ask("alice", { justification: "Repair the orders table" });
    stint.clock.advance(17 * 60_000);
    await stint.ask("alice", { ...staging, justification: "Compare staging with production" });
    const page = await scene.open("bob", "/approvals");
    await entries(page).nth(1).waitFor();
    const [first, second] = await entries(page).allInnerTexts();
    expect(first).toMatch(/^Alice Almeida\s+DatabaseAdmin in shop-prod \(111122223333\), 1h\s+Repair the orders table/);
    expect(first).toMatch(/waiting for 17 min · lapses in 7 h 4\d min$/);
    expect(second).toMatch(/ReadOnly in shop-staging \(444455556666\), 12h\s+Compare staging with production/);
    expect(second).toMatch(/asked just now · lapses in (1 d|23 h 59 min)$/);
    await page.getByRole("heading", { name: "Alice Almeida wants DatabaseAdmin in shop-prod for 1h" }).waitFor();
  });

  test("says how many only once it knows", async () => {
    await scene.stint.ask("alice");
    const page = await scene.open("bob", "/nowhere");
    const known = Promise.withResolvers<void>();
    await page.route(/\/api\/requests\?/, async (route) => {
      await known.promise;
      await route.continue().catch(() => {});
    });
    await page.goto(`${scene.stint.origin}/approvals`);
    const heading = page.getByRole("heading", { level: 1 });
    await page.locator("main").getByText("Loading").waitFor();
    expect(await heading.innerText()).toBe("Approvals");
    known.resolve();
    await page.getByRole("heading", { level: 1, name: "Approvals (1)" }).waitFor();
  });

  test("tells the links of one person's requests apart, each name beginning as it reads", async () => {
    await scene.stint.ask("alice");
    await scene.stint.ask("alice", { ...staging, justification: "Compare staging with production" });
    const page = await scene.open("bob", "/approvals");
    for (const access of ["DatabaseAdmin in shop-prod", "ReadOnly in shop-staging"]) {
      const link = page.getByRole("link", { name: `Alice Almeida: ${access}`, exact: true });
      expect(await link.innerText()).toBe("Alice Almeida");
    }
  });

  test("shows everything to judge by", async () => {
    const { stint } = scene;
    const before = await stint.ask("alice", { ...staging, justification: "Look around" });
    await stint.post("bob", `/requests/${before.id}/reject`, { comment: "no" });
    const startsAt = "2099-01-01T00:00:00.000Z";
    const asks = { incident: "INC-7", impact: "Nobody can pay" };
    const ask = { role: "BreakGlass", justification: "The only way\nback in", asks };
    expect(
      (await stint.post("alice", "/requests", { ...ask, account: "111122223333", duration: "1h", startsAt })).status,
    ).toBe(403);
    await stint.ask("alice", ask);
    const page = await scene.open("bob", "/approvals");
    const judged = page.getByRole("region", { name: "Alice Almeida wants BreakGlass" });
    await judged.getByText("Can give itself lasting access").waitFor();
    for (const text of [
      "It can create users, keys and roles that stay when the window is over.",
      "alice@example.com",
      "in engineering",
      "111122223333",
      "1h from the last approval",
      "break-glass",
      "The last resort",
      "Nobody can pay",
      "INC-7",
      "AdministratorAccess",
      "Get an account back that nothing else gets back.",
      "0 of 2 approved",
      "Approvers: bob@example.com, carol@example.com, erin@example.com",
      "You decide as Two of three, the only stage. After your yes, one more person must approve as Two of three.",
      "ReadOnly in shop-staging",
      "Rejected",
    ])
      expect.soft(await judged.getByText(text).count(), text).toBeGreaterThan(0);
    expect(await judged.getByText("The only way").innerText()).toBe("The only way\nback in");
  });

  test("grows and shrinks by itself, and the one that is being read stays in sight when somebody was faster", async () => {
    const { stint } = scene;
    const first = await stint.ask("alice");
    const page = await scene.open("bob", "/approvals");
    await page.getByText("You decide as Database lead").waitFor();
    await stint.ask("alice", { ...staging, justification: "Compare staging with production" });
    await entries(page).nth(1).waitFor();
    await page.getByRole("link", { name: /Approvals\s+2/ }).waitFor();

    await stint.post("beth", `/requests/${first.id}/approve`, {});
    await page.getByText("This does not wait for you any more").waitFor();
    await page.getByText("Already approved by Beth Baker as Database lead.").waitFor();
    await page.getByRole("heading", { name: "Alice Almeida wants DatabaseAdmin in shop-prod for 1h" }).waitFor();
    expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("heading", { name: "Alice Almeida wants ReadOnly in shop-staging for 12h" }).waitFor();
  });

  test("decides about several at once, each on its own, and says which somebody else had decided", async () => {
    const { stint } = scene;
    const asked = [];
    for (const justification of ["the first of four", "the second of four", "the third of four", "the fourth of four"])
      asked.push(await stint.ask("alice", { justification }));
    const page = await scene.open("bob", "/approvals");
    await page.getByRole("checkbox", { name: "Select all 4" }).check();
    await entries(page).nth(3).getByRole("checkbox").uncheck();
    await page.getByRole("button", { name: "Approve 3" }).click();
    const dialog = page.getByRole("dialog", { name: "Approve these 3 requests?" });
    await dialog.getByLabel("Comment").fill("For tonight");
    await stint.post("beth", `/requests/${asked[1].id}/reject`, { comment: "not that one" });
    await dialog.getByRole("button", { name: "Approve" }).click();
    await dialog.getByRole("button", { name: "Approve" }).waitFor({ state: "detached" });
    await dialog.getByText("This request was rejected by Beth Baker at").waitFor();
    expect(await dialog.getByText("Done", { exact: true }).count()).toBe(2);
    expect(await dialog.getByText(/\d{4}-\d\d-\d\dT/).count()).toBe(0);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await entries(page).nth(1).waitFor({ state: "detached" });
    await page.getByRole("heading", { level: 2, name: /wants DatabaseAdmin/ }).waitFor();
    await page.getByText("the fourth of four").first().waitFor();
    for (const at of [0, 2])
      expect((await stint.get("bob", `/requests/${asked[at].id}`)).body.stages[0].decisions).toMatchObject([
        { verdict: "approved", comment: "For tonight" },
      ]);
  });

  test("on a phone shows one after another, with the way back", async () => {
    const { stint } = scene;
    await stint.ask("alice", { justification: "the first of two" });
    await stint.ask("alice", { ...staging, justification: "the second of two" });
    const page = await scene.open("bob", "/approvals", onPhone);
    await entries(page).first().tap();
    await page.getByRole("heading", { level: 1, name: /wants DatabaseAdmin/ }).waitFor();
    expect(await entries(page).count()).toBe(0);
    await page.getByRole("button", { name: "Next" }).tap();
    await page.getByRole("heading", { level: 1, name: /wants ReadOnly/ }).waitFor();
    await page.goBack();
    await entries(page).nth(1).waitFor();

    // Beside the box is near enough.
    await entries(page)
      .nth(1)
      .tap({ position: { x: 5, y: 60 } });
    await page.getByRole("button", { name: "Reject 1" }).waitFor();
    await entries(page).nth(1).getByRole("checkbox").uncheck();
    await entries(page).nth(1).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Reject 1" }).tap();
    await page.getByRole("dialog").getByRole("button", { name: "Reject" }).tap();
    await entries(page).nth(1).waitFor({ state: "detached" });
    await entries(page).first().tap();
    await page.getByRole("button", { name: "Approve" }).tap();
    await page.getByRole("dialog").getByRole("button", { name: "Approve" }).tap();
    await page.getByText("Nothing waits for you").waitFor();
  });

  test("never offers anybody their own request", async () => {
    const { stint } = scene;
    const ask = {
      account: "888899990000",
      role: "NetworkAdmin",
      duration: "1h",
      justification: "Change a route",
      asks: {},
    };
    const { id } = await stint.ask("erin", ask);
    const page = await scene.open("erin", "/approvals");
    await page.getByText("Nothing waits for you").waitFor();
    await page.goto(`${stint.origin}/requests/${id}`);
    await page.getByRole("button", { name: "Withdraw" }).waitFor();
    expect(await page.getByRole("button", { name: /Approve|Reject/ }).count()).toBe(0);
    const carol = await scene.open("carol", "/approvals");
    await carol.getByText("Could leave access behind").waitFor();
    await carol.getByText("arn:aws:iam::888899990000:role/TransitGatewayOperator").waitFor();
  });
});
