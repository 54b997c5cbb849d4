import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { apiCalls, onPhone, setApprovalsScene } from "./approvals-scene.ts";
import { overflows, screens, violations } from "./browser.ts";
import { withBrowser } from "./with-browser.ts";

/** The end of a text, which everything before it would push out of sight. */
const end = "AND THIS IS THE END";
const emptyLines = `First line${"\n".repeat(1900)}${end}`;
const shortLines = `${"x\n".repeat(980)}${end}`;
const separators = `First line${"\u2028x".repeat(900)}\u2028${end}`;
const marks = `${`a${"\u0301".repeat(8)}`.repeat(215)} ${end}`;
const oneWord = `${"W".repeat(1979)} ${end}`;

/** As much as the API takes of each. */
const breakGlass = { role: "BreakGlass", asks: { incident: "INC-1", impact: `The shop${"\n".repeat(220)}is down` } };

withBrowser("whatever somebody types, their approver sees what they approve", () => {
  const scene = setApprovalsScene();

  const screenSizes = [
    ["a desktop", { viewport: screens.desktop }],
    ["a phone", onPhone],
  ] as const;

  /** Whether all of it is on the screen as it stands, with nothing in front of it. */
  const inSight = (found: Locator) =>
    found.evaluate((element) => {
      const { top, bottom, left, right } = element.getBoundingClientRect();
      const atMiddle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth && element.contains(atMiddle);
    });

  const bottomOf = (found: Locator) => found.evaluate((element) => element.getBoundingClientRect().bottom + scrollY);

  const warning = (page: Page) => page.getByText("Can give itself lasting access");
  const quote = (page: Page) => page.locator(".request-quote.large .clipped");
  /** Whether the last words of a text stand within the box that it is cut to. */
  const showsEnd = (box: Locator) =>
    box.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const last = [...range.getClientRects()].at(-1);
      return last !== undefined && last.bottom <= element.getBoundingClientRect().bottom + 1;
    });

  test.each(screenSizes)("no text hides the warning or moves the facts away on %s", async (_, options) => {
    const { stint } = scene;
    for (const justification of [emptyLines, shortLines, separators, marks, oneWord]) {
      const { id } = await stint.ask("alice", { ...breakGlass, justification });
      const page = await scene.open("bob", `/requests/${id}`, options);
      await warning(page).waitFor();
      expect.soft(await inSight(warning(page))).toBe(true);
      expect.soft(await inSight(page.getByRole("button", { name: "Approve", exact: true }))).toBe(true);
      expect.soft(await overflows(page)).toBe(false);
      expect.soft(await bottomOf(page.getByText("INC-1").first())).toBeLessThan(1000);
      await page.context().close();
    }
  });

  test.each(screenSizes)("a text is shown whole by its button, and cut again, on %s", async (_, options) => {
    const { stint } = scene;
    const { id } = await stint.ask("alice", { ...breakGlass, justification: shortLines });
    const page = await scene.open("bob", `/requests/${id}`, options);
    const all = page.getByRole("button", { name: "Show all 981 lines" });
    await all.waitFor();
    expect(await showsEnd(quote(page))).toBe(false);
    expect(await quote(page).innerText()).toContain(end);
    await all.focus();
    await page.keyboard.press("Enter");
    const less = page.getByRole("button", { name: "Show less" });
    await less.waitFor();
    expect(await showsEnd(quote(page))).toBe(true);
    expect(await less.getAttribute("aria-expanded")).toBe("true");
    await less.click();
    await all.waitFor();
    await expect.poll(() => inSight(warning(page).or(quote(page)).last())).toBe(true);
    expect(await overflows(page)).toBe(false);
    expect(await violations(page)).toEqual([]);
  });

  test("a run of empty lines is a mark that counts them, and a short text has no button", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice", { justification: emptyLines });
    const page = await scene.open("bob", `/requests/${id}`);
    await quote(page).getByText("1899 empty lines").waitFor();
    expect(await showsEnd(quote(page))).toBe(true);
    expect(await page.getByRole("button", { name: /^Show/ }).count()).toBe(0);
  });

  test("searching the page for what is cut off shows it", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice", { justification: shortLines });
    const page = await scene.open("bob", `/requests/${id}`);
    await page.getByRole("button", { name: /^Show all/ }).waitFor();
    // As the browser does on finding something.
    await quote(page).evaluate((box) => box.scrollTo(0, 5000));
    await page.getByRole("button", { name: "Show less" }).waitFor();
    expect(await showsEnd(quote(page))).toBe(true);
  });

  test("comments are cut on the request's page, in the stages and in the history", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const comment = "x\n".repeat(490) + end;
    expect((await stint.post("bob", `/requests/${id}/approve`, { comment })).status).toBe(200);
    const page = await scene.open("carol", `/requests/${id}`, onPhone);
    await page.getByRole("button", { name: "Show all 491 lines" }).nth(1).waitFor();
    expect(await page.getByRole("button", { name: "Show all 491 lines" }).count()).toBe(2);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(4000);
  });

  test.each(screenSizes)(
    "a later start, the ticket and the stage are in the list and the dialog on %s",
    async (_, options) => {
      const { stint } = scene;
      const startsAt = new Date(stint.clock.now() + 24 * 3600_000).toISOString();
      await stint.ask("alice", { startsAt, justification: `Repair${"\n".repeat(300)}the orders` });
      await stint.ask("alice", { ...breakGlass, justification: oneWord });
      const page = await scene.open("bob", "/approvals", options);
      const list = page.getByRole("list", { name: "Waiting for you" });
      const told = [
        /1h, starts \w{3}, \d+ \w{3} \d{4}/,
        /Incident or change: INC-42/,
        /Repair the orders/,
        /Database lead decides \(stage 1 of 2\)/,
      ];
      const entry = list.getByRole("listitem").filter({ hasText: "DatabaseAdmin" });
      for (const words of told) expect.soft(await entry.innerText()).toMatch(words);
      expect
        .soft(await list.getByRole("listitem").filter({ hasText: "BreakGlass" }).innerText())
        .not.toContain("starts");
      await page.getByRole("checkbox", { name: "Select all 2" }).check();
      await page.getByRole("button", { name: "Approve 2" }).click();
      const dialog = page.getByRole("dialog");
      const subject = dialog.getByRole("listitem").filter({ hasText: "DatabaseAdmin" });
      for (const words of told) expect.soft(await subject.innerText()).toMatch(words);
      expect.soft(await dialog.getByRole("listitem").last().innerText()).toContain("The shop is down");
      expect.soft(await inSight(dialog.getByRole("button", { name: "Approve", exact: true }))).toBe(true);
      expect.soft(await overflows(page)).toBe(false);
      expect.soft(await violations(page)).toEqual([]);
    },
  );

  test("a name that runs from right to left stands in an element of its own", async () => {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    const page = await scene.open("bob", `/approvals?request=${id}`);
    const heading = page.getByRole("heading", { name: "Alice Almeida wants DatabaseAdmin" });
    expect(await heading.locator("bdi").innerText()).toBe("Alice Almeida");
    await stint.post("beth", `/requests/${id}/approve`, {});
    const gone = page.getByText("Already approved by Beth Baker as Database lead.");
    expect(await gone.locator("bdi").innerText()).toBe("Beth Baker");
    await page.goto(`${stint.origin}/requests/${id}`);
    expect(await page.getByRole("heading", { level: 1 }).locator("bdi").innerText()).toBe("Alice Almeida");
  });

  test("a link with dots for an id leads to no other part of the API", async () => {
    const page = await scene.open("bob", "/policy");
    const calls = apiCalls(page);
    await page.goto(`${scene.stint.origin}/approvals?request=..`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByText("There is no such request").first().waitFor();
    const known = /^\/api\/(config|me|policy|requests)$/;
    expect(calls.map((call) => new URL(call.url()).pathname).filter((path) => !known.test(path))).toEqual([]);
  });
});
