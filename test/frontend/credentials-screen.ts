import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { type Shown, type Stint, sandboxAsk } from "../system/stint.ts";
import type { Scene } from "./scene.ts";

/** Alice at My access, where she has the sandbox for a while. */
export interface AtAccess {
  readonly page: Page;
  readonly asked: Shown;
  /** The card of that access, or its entry in the history. */
  readonly card: Locator;
}

let count = 0;

export async function atAccess(scene: Scene, duration = "1h", options?: BrowserContextOptions): Promise<AtAccess> {
  const justification = `Work in the sandbox, part ${++count}.`;
  const asked = await scene.stint.ask("alice", { ...sandboxAsk, asks: {}, justification, duration });
  const page = await scene.open("alice", "/", options);
  const card = page.getByRole("listitem").filter({ hasText: justification });
  await card.getByRole("button", { name: "Get credentials" }).waitFor();
  return { page, asked, card };
}

/** Alice before the dialog that says what Get credentials will do. */
export async function atDialog(...args: Parameters<typeof atAccess>): Promise<AtAccess> {
  const at = await atAccess(...args);
  await at.card.getByRole("button", { name: "Get credentials" }).click();
  await dialog(at.page).getByText("Each session is recorded").waitFor();
  return at;
}

export const dialog = (page: Page) => page.getByRole("dialog");

export function getThem(page: Page, name = "Get credentials"): Promise<void> {
  return dialog(page).getByRole("button", { name }).click();
}

export async function close(page: Page): Promise<void> {
  await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  await dialog(page).waitFor({ state: "detached" });
}

/** The text of the chosen format, as it stands there. */
export async function valuesOf(page: Page): Promise<string> {
  return (await dialog(page).locator("pre:visible").textContent()) ?? "";
}

/** All that this tab shows and keeps, and where it is. */
export function kept(page: Page): Promise<string> {
  return page.evaluate(`
    document.documentElement.outerHTML + JSON.stringify([{ ...sessionStorage }, { ...localStorage }, history.state])
      + location.href + document.cookie`);
}

/** Everything in the memory of the page's scripts that is not garbage. */
export async function memoryOf(page: Page): Promise<string> {
  const tools = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  tools.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await tools.send("HeapProfiler.collectGarbage");
  await tools.send("HeapProfiler.takeHeapSnapshot", {});
  await tools.detach();
  return chunks.join("");
}

/** The access key id of the last session that STS gave. */
export function lastKeyId(stint: Stint): string {
  return String(sessionsOf(stint).at(-1)?.responseElements?.credentials.accessKeyId);
}

/** What STS was asked for and gave. */
export function sessionsOf(stint: Stint) {
  return stint.trail().filter(({ eventName, errorCode }) => eventName === "AssumeRole" && errorCode === undefined);
}
