import { expect, test } from "vitest";
import { apiCalls, setApprovalsScene } from "./approvals-scene.ts";
import { signIn } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("a decision that is refused", () => {
  const scene = setApprovalsScene();

  test("names who was faster and what they decided, and the page shows the new state", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("bob", `/requests/${id}`);
    await page.getByRole("button", { name: "Approve" }).click();
    await stint.post("beth", `/requests/${id}/reject`, { comment: "Not tonight" });
    const dialog = page.getByRole("dialog", { name: "Approve this request?" });
    await dialog.getByRole("button", { name: "Approve" }).click();
    await dialog
      .getByText(/This request was rejected by Beth Baker at \w+, \d+ \w+ \d{4}, \d\d:\d\d CES?T\./)
      .waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.locator("main").getByText("Rejected", { exact: true }).waitFor();
    await page.getByText("Not tonight").first().waitFor();
    expect(await page.getByRole("button", { name: /^(Approve|Reject)$/ }).count()).toBe(0);
  });

  test("names the colleague who decided the same stage, though the request still waits", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("bob", "/approvals");
    await page.getByRole("button", { name: "Reject" }).click();
    await stint.post("beth", `/requests/${id}/approve`, {});
    const dialog = page.getByRole("dialog", { name: "Reject this request?" });
    await dialog.getByRole("button", { name: "Reject" }).click();
    await dialog
      .getByText(/Already approved by Beth Baker at .* It is not your turn: "Security" is decided by/)
      .waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.getByText("This does not wait for you any more").waitFor();
    await page.getByText("Pending approval").waitFor();
  });

  test("leaves the keys in the dialog, so that Escape closes it", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("bob", `/approvals?request=${id}`);
    await page.getByRole("button", { name: "Approve" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Comment").fill("fine");
    await stint.post("beth", `/requests/${id}/reject`, {});
    await page.keyboard.press("Control+Enter");
    await dialog.getByText("This request was rejected by Beth Baker").waitFor();
    await dialog.locator("button:focus", { hasText: "Close" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    for (const justification of ["the first of two", "the second of two"]) await stint.ask("alice", { justification });
    await page.getByRole("checkbox", { name: "Select all 2" }).check();
    await page.getByRole("button", { name: "Reject 2" }).click();
    await dialog.getByLabel("Why not").fill("not now");
    const [first] = (await stint.get("alice", "/requests?view=mine")).body.items;
    await stint.post("alice", `/requests/${first.id}/withdraw`, {});
    await page.keyboard.press("Control+Enter");
    await dialog.getByText("This request was withdrawn by Alice Almeida").waitFor();
    await dialog.locator("button:focus", { hasText: "Close" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  test("for a sign-in that is too old leads to a new one, and back to the dialog with its comment", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    for (const place of ["/approvals", `/requests/${id}`]) {
      const page = await scene.open("bob", place);
      await page.getByText("You decide as Database lead").waitFor();
      stint.clock.advance(16 * 60_000);
      await page.getByRole("button", { name: "Approve" }).click();
      const dialog = page.getByRole("dialog", { name: "Approve this request?" });
      await dialog.getByLabel("Comment").fill("Seen the ticket\nand the plan");
      await dialog.getByRole("button", { name: "Approve" }).click();
      await dialog.getByText("This asks for a sign-in within the last 15m.").waitFor();
      await dialog.getByRole("button", { name: "Sign in again" }).click();
      await signIn(page, "bob");
      expect(new URL(page.url()).pathname).toBe(place);
      expect(await dialog.getByLabel("Comment").inputValue()).toBe("Seen the ticket\nand the plan");
      // Closed, it is still there.
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await page.reload();
      await page.getByText("You decide as Database lead").waitFor();
      expect(await page.getByRole("dialog").count()).toBe(0);
      await page.getByRole("button", { name: "Approve" }).click();
      expect(await dialog.getByLabel("Comment").inputValue()).toBe("Seen the ticket\nand the plan");
      if (place === "/approvals") continue;
      await dialog.getByRole("button", { name: "Approve" }).click();
      await page.getByText("You approved the request.").waitFor();
    }
    expect((await stint.get("alice", `/requests/${id}`)).body.stages[0].decisions).toMatchObject([
      { verdict: "approved", comment: "Seen the ticket\nand the plan" },
    ]);
  });

  test("for several at once keeps the comment over the new sign-in, for those that are left", async () => {
    const { stint } = scene;
    await stint.ask("alice", { justification: "the first of two" });
    const staging = { account: "444455556666", role: "ReadOnly", asks: {} };
    await stint.ask("alice", { ...staging, justification: "the second of two" });
    const page = await scene.open("bob", "/approvals");
    await page.getByRole("checkbox", { name: "Select all 2" }).check();
    stint.clock.advance(16 * 60_000);
    await page.getByRole("button", { name: "Approve 2" }).click();
    await page.getByRole("dialog").getByLabel("Comment").fill("Both are fine");
    await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign in again" }).click();
    await signIn(page, "bob");
    const left = page.getByRole("dialog", { name: "Approve this request?" });
    expect(await left.getByLabel("Comment").inputValue()).toBe("Both are fine");
    await left.getByText("DatabaseAdmin").waitFor();
    await left.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Nothing waits for you").waitFor();
  });

  test("when Stint cannot be reached is tried again, and is made once", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("bob", `/requests/${id}`);
    await page.getByRole("button", { name: "Approve" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Comment").fill("fine");
    await page.route("**/approve", (route) => route.abort());
    await dialog.getByRole("button", { name: "Approve" }).click();
    await dialog.getByText("Stint cannot be reached.").waitFor();
    await page.unroute("**/approve");
    const calls = apiCalls(page);
    await dialog.getByRole("button", { name: "Approve" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(calls.filter((call) => call.method() === "POST")).toHaveLength(1);
    expect((await stint.get("alice", `/requests/${id}`)).body.stages[0].decisions).toMatchObject([{ comment: "fine" }]);
  });

  test("for a comment that is too long comes before anything is sent", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("bob", `/requests/${id}`);
    await page.getByRole("button", { name: "Approve" }).click();
    const calls = apiCalls(page);
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Comment").fill("x".repeat(1001));
    await dialog.getByText("1001 characters; at most 1000 are taken.").waitFor();
    await dialog.getByRole("button", { name: "Approve" }).click();
    await dialog.getByLabel("Comment").fill("x".repeat(1000));
    expect(calls.filter((call) => call.method() === "POST")).toEqual([]);
    await dialog.getByRole("button", { name: "Approve" }).click();
    await dialog.waitFor({ state: "detached" });
  });
});
