import { expect, test } from "vitest";
import { sandboxAsk } from "../system/stint.ts";
import { setApprovalsScene } from "./approvals-scene.ts";
import { signIn } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

const hour = 3600_000;
const sandbox = { ...sandboxAsk, asks: {} };

withBrowser("the page of a request", () => {
  const scene = setApprovalsScene();

  test("tells one who may not know about it that there is none, and lets them sign in as another", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice", { justification: "A secret project" });
    for (const path of [id, "0000000000000000000x"]) {
      const page = await scene.open("frank", `/requests/${path}`);
      await page.getByRole("heading", { level: 1, name: "No such request" }).waitFor();
      await page.getByText("You are signed in as Frank Fischer.").waitFor();
      expect(await page.getByText("secret project").count()).toBe(0);
      if (path !== id) continue;
      await page.getByRole("button", { name: "Sign in as another person" }).click();
      await signIn(page, "alice");
      await page.getByText("A secret project").waitFor();
      expect(new URL(page.url()).pathname).toBe(`/requests/${id}`);
    }
  });

  test("lapses while it is open, and what cannot be done any more is no longer offered", async () => {
    const { stint } = scene;
    const ask = { role: "BreakGlass", asks: { incident: "INC-1", impact: "Everything" } };
    const { id } = await stint.ask("alice", ask);
    const [alice, bob] = [await scene.open("alice", `/requests/${id}`), await scene.open("bob", `/requests/${id}`)];
    await alice.getByText(/^lapses in (59:\d\d|1 h 00 min)$/).waitFor();
    await bob.getByRole("button", { name: "Approve" }).waitFor();
    stint.clock.advance(hour);
    for (const page of [alice, bob])
      await page.locator("main").getByText("Lapsed: nobody decided in time").first().waitFor();
    await alice.getByRole("link", { name: "Same again" }).waitFor();
    expect(await bob.getByRole("region", { name: "What you can do" }).count()).toBe(0);
    await alice.getByText("let it lapse: nobody decided in time").waitFor();
    await alice.getByText("closed it: everybody has been told").waitFor();
  });

  test("starts and expires while it is open", async () => {
    const { stint } = scene;
    const startsAt = new Date(stint.clock.now() + 2 * hour).toISOString();
    const { id } = await stint.ask("alice", { ...sandbox, startsAt });
    const page = await scene.open("alice", `/requests/${id}`);
    await page.locator("main").getByText("Scheduled", { exact: true }).waitFor();
    await page.getByText(/starts in (1 h 59 min|2 h 00 min)/).waitFor();
    expect(await page.getByRole("button", { name: /^Get credentials/ }).count()).toBe(0);
    stint.clock.advance(2 * hour);
    await page.locator("main").getByText("Active", { exact: true }).waitFor();
    await page.getByRole("button", { name: /^Open console/ }).waitFor();
    await page.getByText(/^(59:\d\d|1 h 00 min) left$/).waitFor();
    stint.clock.advance(hour);
    await page.locator("main").getByText("Expired", { exact: true }).waitFor();
    await page.getByText("noted the end of the window").waitFor();
    expect(await page.getByRole("button", { name: /^(Get credentials|End now|Open console)/ }).count()).toBe(0);
  });

  test("offers each person what they may do, and nothing else", async () => {
    const { stint } = scene;
    const pending = await stint.ask("alice");
    const active = await stint.ask("alice", sandbox);
    const offered: Record<string, string[]> = {};
    for (const [person, id] of [
      ["alice", pending.id],
      ["bob", pending.id],
      ["carol", pending.id],
      ["dan", pending.id],
      ["alice", active.id],
      ["erin", active.id],
    ]) {
      const page = await scene.open(person, `/requests/${id}`);
      await page.getByRole("heading", { name: "History" }).waitFor();
      const buttons = page.getByRole("region", { name: "What you can do" }).getByRole("button");
      offered[`${person} ${id === active.id}`] = await buttons.allInnerTexts();
      await page.context().close();
    }
    expect(offered).toEqual({
      "alice false": ["Withdraw"],
      "bob false": ["Approve", "Reject"],
      "carol false": [],
      "dan false": [],
      "alice true": ["Open console", "Get credentials", "Trouble signing in?", "End now"],
      "erin true": ["Revoke"],
    });
  });

  test("shows the state of each stage, who decided and who can", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    await stint.post("bob", `/requests/${id}/approve`, { comment: "fine by me" });
    const page = await scene.open("alice", `/requests/${id}`);
    const steps = page.getByRole("list", { name: "How far the approval is" }).getByRole("listitem");
    await steps.first().waitFor();
    const lines = (await steps.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
    expect(lines).toEqual([
      expect.stringMatching(/^Asked Alice Almeida \d+ \w+, \d\d:\d\d CES?T$/),
      expect.stringMatching(
        /^Database lead 1 of 1 approved Bob Brandt approved, .* CES?T fine by me Approvers: db-leads$/,
      ),
      "Security 0 of 1 approved Approvers: security",
      "Access When everybody has approved",
    ]);
    expect(await steps.nth(1).getByRole("img", { name: "Approved" }).count()).toBe(1);
    expect(await steps.nth(2).getByRole("img", { name: "Being decided now" }).count()).toBe(1);
  });

  test("withdraws, with the comment for those who were to decide", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("alice", `/requests/${id}`);
    await page.getByRole("button", { name: "Withdraw" }).click();
    const dialog = page.getByRole("dialog", { name: "Withdraw this request?" });
    await dialog.getByLabel("Comment").fill("Found another way");
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    await page.locator("main").getByText("Withdrawn", { exact: true }).waitFor();
    await page.getByText("Found another way").first().waitFor();
    await page.getByRole("link", { name: "Same again" }).waitFor();
  });

  test("says that the role is gone from the catalog, when it is", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("bob", `/policy`);
    await page.route(`**/api/requests/${id}`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), role: { name: "DatabaseAdmin" } } });
    });
    await page.goto(`${stint.origin}/requests/${id}`);
    await page.getByText("What it can do is not known").waitFor();
    await page.getByText("This role is no longer in the catalog.").waitFor();
    expect(await page.getByRole("heading", { name: "What the role can do" }).count()).toBe(0);
  });

  test("when a look at it fails keeps what it knows, and says so", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("alice", `/requests/${id}`);
    await page.getByText("Pending approval").waitFor();
    await page.route(`**/api/requests/${id}`, (route) =>
      route.fulfill({ status: 500, json: { error: { code: "internal", message: "Something broke." } } }),
    );
    await page.getByText("This may be out of date").waitFor();
    await page.getByText("Something broke.").waitFor();
    await page.getByText("Pending approval").waitFor();
    await page.unroute(`**/api/requests/${id}`);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("This may be out of date").waitFor({ state: "detached" });
  });
});
