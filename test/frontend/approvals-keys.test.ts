import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { setApprovalsScene } from "./approvals-scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("the queue by keyboard", () => {
  const scene = setApprovalsScene();
  const narrow = { viewport: { width: 900, height: 800 } };
  const open = (page: Page) => page.getByRole("heading", { level: 2 }).first().innerText();

  const inField = (page: Page) => page.locator("textarea:focus").waitFor();
  /** The list's own links are those that lead to a request of the queue. */
  const inList = (page: Page) => page.locator("a[href^='/approvals?']:focus").waitFor();

  async function askThree(): Promise<void> {
    const { stint } = scene;
    const roles = ["DatabaseAdmin", "ReadOnly", "BreakGlass"];
    await stint.ask("alice", { justification: "the first of three" });
    await stint.ask("alice", {
      account: "444455556666",
      role: roles[1],
      justification: "the second of three",
      asks: {},
    });
    await stint.ask("alice", {
      role: roles[2],
      justification: "the third of three",
      asks: { incident: "INC-1", impact: "all" },
    });
  }

  test("j and k, or the arrows, go through it, x chooses, a and r decide, Ctrl+Enter sends", async () => {
    await askThree();
    const page = await scene.open("bob", "/approvals");
    await page.getByText("You decide as Database lead").waitFor();
    await page.keyboard.press("j");
    await page.getByRole("heading", { name: /wants ReadOnly/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: /wants BreakGlass/ }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.getByRole("heading", { name: /wants ReadOnly/ }).waitFor();
    await page.keyboard.press("ArrowUp");
    await page.getByRole("heading", { name: /wants DatabaseAdmin/ }).waitFor();

    await page.keyboard.press("r");
    await page.getByRole("dialog", { name: "Reject this request?" }).getByText("DatabaseAdmin").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await inList(page);

    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("button", { name: "Approve 2" }).waitFor();
    await page.keyboard.press("a");
    await page.getByRole("dialog", { name: "Approve these 2 requests?" }).waitFor();
    await inField(page);
    await page.keyboard.type("ja, xk");
    await page.keyboard.press("Control+Enter");
    await page.getByText("You approved 2 requests.").waitFor();
    await page.getByRole("heading", { name: /wants BreakGlass/ }).waitFor();
    await inList(page);
    const { body } = await scene.stint.get("alice", "/requests?view=mine");
    const comments = body.items.flatMap(({ stages }: { stages: { decisions: { comment: string }[] }[] }) =>
      stages.flatMap(({ decisions }) => decisions.map(({ comment }) => comment)),
    );
    expect(comments).toEqual(["ja, xk", "ja, xk"]);
    await page.keyboard.press("a");
    await page.getByRole("dialog", { name: "Approve this request?" }).getByText("BreakGlass").waitFor();
  });

  test("? shows the keys, and there they can be switched off for good", async () => {
    await askThree();
    const page = await scene.open("bob", "/approvals");
    await page.getByText("You decide as Database lead").waitFor();
    await page.keyboard.press("?");
    const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await keys.getByText("Go to the next request").waitFor();
    await keys.getByRole("switch", { name: "Use these keys" }).or(keys.getByLabel("Use these keys")).first().uncheck();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByText("You decide as Database lead").waitFor();
    for (const key of ["j", "a", "x", "?"]) await page.keyboard.press(key);
    expect(await open(page)).toMatch(/wants DatabaseAdmin/);
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await keys.getByLabel("Use these keys").check();
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.getByRole("heading", { name: /wants ReadOnly/ }).waitFor();
  });

  test("in a narrow window the keys go through the list, Enter opens, and then they go on from one to the next", async () => {
    await askThree();
    const page = await scene.open("bob", "/approvals", narrow);
    await page.getByRole("checkbox", { name: "Select all 3" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /wants ReadOnly/ }).waitFor();
    await page.keyboard.press("j");
    await page.getByRole("heading", { level: 1, name: /wants BreakGlass/ }).waitFor();
    await page.keyboard.press("a");
    await page.getByRole("dialog").getByText("BreakGlass").waitFor();
    await inField(page);
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { level: 1, name: /wants DatabaseAdmin/ }).waitFor();
    await page.locator("section:focus").waitFor();
    expect(await page.locator("section:focus").getAttribute("aria-label")).toMatch(/wants DatabaseAdmin/);
  });

  test("Tab, Space and Enter alone are enough", async () => {
    await askThree();
    const page = await scene.open("bob", "/approvals");
    await page.getByText("You decide as Database lead").waitFor();
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          return element?.getAttribute("aria-label") || element?.textContent || "";
        });
        if (name.test(at)) return;
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await tabTo(/^Select the request of Alice Almeida for ReadOnly in shop-staging$/);
    await page.keyboard.press("Space");
    await tabTo(/^Alice Almeida: ReadOnly in shop-staging$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /wants ReadOnly/ }).waitFor();
    await tabTo(/^Approve$/);
    await page.keyboard.press("Enter");
    await inField(page);
    await page.keyboard.type("by keyboard");
    await tabTo(/^Approve$/);
    await page.keyboard.press("Enter");
    await page.getByText("You approved the request.").waitFor();
    await page.getByRole("heading", { name: /wants BreakGlass/ }).waitFor();
  });
});
