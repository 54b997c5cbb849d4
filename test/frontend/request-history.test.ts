import type { Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import type { ShownWhole } from "../../core/api.ts";
import { setApprovalsScene } from "./approvals-scene.ts";
import { withBrowser } from "./with-browser.ts";

withBrowser("what a request's page tells an auditor", () => {
  const scene = setApprovalsScene();

  /** A request that was used twice and revoked, with its sessions cut off. */
  async function revoked(): Promise<string> {
    const { stint } = scene;
    const { id } = await stint.ask("alice");
    await stint.post("bob", `/requests/${id}/approve`, { comment: "go ahead" });
    await stint.post("carol", `/requests/${id}/approve`, {});
    await stint.post("alice", `/requests/${id}/credentials`);
    await stint.post("alice", `/requests/${id}/console`);
    await stint.post("carol", `/requests/${id}/revoke`, { comment: "Enough now" });
    await stint.until(
      () => stint.get("dan", `/requests/${id}`),
      ({ body }) => body.history.at(-1).type === "closed",
    );
    return id;
  }

  /** Has the server's answers about the request changed on their way. */
  async function tamper(page: Page, id: string, change: (request: ShownWhole) => unknown): Promise<void> {
    await page.route(`**/api/requests/${id}`, async (route: Route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: change((await response.json()) as ShownWhole) });
    });
  }

  const events = (page: Page) => page.getByRole("list", { name: "History" }).getByRole("listitem");

  test("is every event in words, with who and when, and its hash", async () => {
    const id = await revoked();
    const page = await scene.open("dan", `/requests/${id}`);
    await page.getByText("all 10 events are as they were recorded").waitFor();
    const { history } = (await scene.stint.get("dan", `/requests/${id}`)).body;
    const lines = (await events(page).allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
    const said = [
      "Alice Almeida asked for DatabaseAdmin in shop-prod for 1h under rule prod-database, as a member of engineering",
      "Bob Brandt approved as Database lead go ahead",
      "Carol Chen approved as Security",
      "Alice Almeida began session 1 for credentials",
      `Alice Almeida was given session 1: ${history[4].accessKeyId}, good until`,
      "Alice Almeida began session 2 for the console",
      `Alice Almeida was given session 2: ${history[6].accessKeyId}, good until`,
      "Carol Chen revoked the access Enough now",
      "Stint cut off the sessions; denied everywhere by",
      "Stint closed it: everybody has been told",
    ];
    expect(lines).toHaveLength(said.length);
    for (const [at, words] of said.entries()) {
      expect.soft(lines[at]).toMatch(new RegExp(`^${words}`));
      expect
        .soft(lines[at])
        .toMatch(new RegExp(`\\w+, \\d+ \\w+ \\d{4}, \\d\\d:\\d\\d CES?T.* · #${history[at].hash.slice(0, 8)}$`));
    }
    await page.getByRole("button", { name: "The whole hash of event 2" }).click();
    await page.getByText(history[1].hash, { exact: true }).waitFor();
    await page.getByText("sealed by a key").waitFor();
  });

  test("is each session with its access key and what became of it, and how far cutting off is", async () => {
    const { stint } = scene;
    const id = await revoked();
    const { history } = (await stint.get("dan", `/requests/${id}`)).body;
    const page = await scene.open("dan", `/requests/${id}`);
    await page.getByRole("heading", { name: "Sessions (2)" }).waitFor();
    await page.getByText("The sessions are being cut off").waitFor();
    expect(await page.getByText("Being cut off", { exact: true }).count()).toBe(2);
    for (const text of [
      history[4].accessKeyId,
      history[6].accessKeyId,
      "Session 1 · credentials",
      "Session 2 · console",
    ])
      expect.soft(await page.getByText(text).count(), text).toBeGreaterThan(0);
    stint.clock.advance(6 * 60_000);
    await page.reload();
    await page.getByText("AWS denies them everything, everywhere since").waitFor();
    await page.getByText("The last one would have ended by itself by").waitFor();
    expect(await page.getByText("Cut off", { exact: true }).count()).toBe(2);
    stint.clock.advance(3600_000);
    await page.reload();
    await page.getByText("The last one has ended by itself by").waitFor();
    expect(await page.getByText("Over", { exact: true }).count()).toBe(2);
  });

  test("says when cutting off has failed, or is switched off in the account", async () => {
    const id = await revoked();
    const said = {
      pending: ["The sessions are being cut off", "Being cut off"],
      failed: ["Cutting off the sessions failed", "Alive: cutting off failed"],
      off: ["The sessions are not cut off", "Alive: not cut off"],
    } as const;
    for (const [state, [title, session]] of Object.entries(said)) {
      const page = await scene.open("dan", "/audit");
      await tamper(page, id, ({ cutOff, ...request }) => ({
        ...request,
        cutOff: { state, sessionsEnd: cutOff?.sessionsEnd },
      }));
      await page.goto(`${scene.stint.origin}/requests/${id}`);
      await page.getByText(title).waitFor();
      expect(await page.getByText(session, { exact: true }).count()).toBe(2);
      await page.context().close();
    }
  });

  test.each([
    [
      "an event that was changed",
      2,
      (history: ShownWhole["history"]) => history.map((e, i) => (i === 1 ? { ...e, comment: "no" } : e)),
    ],
    ["an event that was taken out", 3, (history: ShownWhole["history"]) => history.filter((_, i) => i !== 2)],
    ["an end that was cut away", 8, (history: ShownWhole["history"]) => history.slice(0, 7)],
  ])("is that the history is broken, by %s", async (_, at, change) => {
    const id = await revoked();
    const page = await scene.open("dan", "/audit");
    await tamper(page, id, (request) => ({ ...request, history: change(request.history) }));
    await page.goto(`${scene.stint.origin}/requests/${id}`);
    await page.getByText(`Broken at event ${at}`).waitFor();
    await page.getByText("the history was changed afterwards").waitFor();
    expect(await page.getByText("Verified", { exact: true }).count()).toBe(0);
    expect(await events(page).getByText("Does not fit the event before").count()).toBe(at === 8 ? 0 : 1);
  });

  test("is that the history is of another ask than the one that is shown", async () => {
    const id = await revoked();
    const page = await scene.open("dan", "/audit");
    await tamper(page, id, (request) => ({ ...request, justification: "A harmless look around" }));
    await page.goto(`${scene.stint.origin}/requests/${id}`);
    await page.getByText("Broken at event 1").waitFor();
  });
});
