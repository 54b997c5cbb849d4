import type { Locator, Page } from "playwright-core";
import { beforeEach } from "vitest";
import { type Stint, sandboxAsk } from "../system/stint.ts";
import type { Scene } from "./scene.ts";

const hour = 3_600_000;

/** The access that each test finds: Alice's, and nobody else's. */
export interface Running {
  /** In staging, approved by Bob. */
  read: string;
  /** In search from tomorrow on, approved by Bob. */
  scheduled: string;
  /** In a sandbox, approved by nobody. */
  sandbox: string;
}

/** Takes back what a test left behind, and grants anew. */
export function grantBeforeEach(scene: Scene): Running {
  const running: Running = { read: "", scheduled: "", sandbox: "" };
  beforeEach(async () => {
    const { stint } = scene;
    for (const { id } of (await stint.get("erin", "/requests?view=running")).body.items)
      await stint.post("erin", `/requests/${id}/revoke`);
    running.read = await approved(stint, { account: "444455556666", duration: "3h" });
    running.scheduled = await approved(stint, {
      account: "333344445555",
      duration: "2h",
      startsAt: new Date(stint.clock.now() + 26 * hour).toISOString(),
    });
    running.sandbox = (await stint.ask("alice", { ...sandboxAsk, asks: {}, duration: "8h" })).id;
  });
  return running;
}

async function approved(stint: Stint, about: object): Promise<string> {
  const { id } = await stint.ask("alice", {
    role: "ReadOnly",
    asks: {},
    justification: "Look for the slow query",
    ...about,
  });
  await stint.post("bob", `/requests/${id}/approve`);
  return id;
}

export function runningTable(page: Page): Locator {
  return page.getByRole("table", { name: "Active and scheduled access" });
}

export function rowOf(page: Page, id: string): Locator {
  return runningTable(page)
    .getByRole("row")
    .filter({ has: page.locator(`th a[href="/requests/${id}"]`) });
}

/** Where it stands once it was revoked on this visit. */
export function takenOf(page: Page, id: string): Locator {
  return page.getByRole("listitem").filter({ has: page.locator(`a[href="/requests/${id}"]`) });
}

/** To where the bar that sticks covers nothing: of a button that it half covers, axe says that it is too small. */
export function toEnd(page: Page): Promise<void> {
  return page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
}

export function confirmRevoking(page: Page): Promise<void> {
  return page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
}
