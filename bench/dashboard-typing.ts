import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { buildDashboard } from "../frontend/build.ts";
import { synthesize } from "../local/synth.ts";
import { visit } from "../test/frontend/browser.ts";
import type { InBrowser } from "./dashboard.ts";
import { startHub } from "./hub.ts";
import { type Goal, row } from "./measure.ts";
import { lastOf, people, type Size, writeOrganization } from "./organization.ts";

const inPage = fileURLToPath(new URL("in-page.js", import.meta.url));
const size: Size = { accounts: 10_000, roles: 50, rules: 1000 };
const goal: Goal = { of: "p50", most: 50 };

/** Some sixty presses. */
const phrases = ["team-42 production", "division-7 sandbox role11", "customer staging team-9"];
/** Milliseconds between two presses: those of somebody fast, who stops now and then for long enough to be answered. */
const pauses = [40, 60, 40, 200];

/** Typing into the role search over 10,000 accounts, by somebody about whom nearly every rule is; and into a bare field. */
export const typing: InBrowser = async (browser, progress) => {
  progress(`typing over ${size.accounts.toLocaleString("en")} accounts`);
  const config = writeOrganization(size);
  const assembly = await synthesize(config);
  const hub = await startHub(assembly, config, [people.everybody], await buildDashboard());
  try {
    const { page, context } = await visit(browser, hub, people.everybody.username);
    await context.addInitScript({ path: inPage });
    await page.goto(`${hub.origin}/ask`);
    const bare = await context.newPage();
    await bare.goto("data:text/html,<input type=search>");
    const [times, floor] = [await presses(page), await presses(bare)];
    await page.bringToFront();
    return [
      row("role search, 10,000 accounts: press to the next frame", times, { floor, goal: { ...goal, of: "p95" } }),
      row("the longest of them", [Math.max(...times)], { floor: [Math.max(...floor)], goal }),
      row("role search, 10,000 accounts: text to its results", await answers(page)),
    ];
  } finally {
    await hub.close();
    for (const folder of [config, assembly]) rmSync(folder, { recursive: true });
  }
};

/** Types the phrases, one after the other; milliseconds of each press. */
async function presses(page: Page): Promise<readonly number[]> {
  await page.bringToFront();
  const search = page.getByRole("searchbox").first();
  await search.click();
  await page.evaluate("bench.times = bench.presses()");
  for (const phrase of phrases) {
    await search.fill("");
    for (const [i, key] of [...phrase].entries()) {
      await page.keyboard.press(key);
      await page.waitForTimeout(pauses[i % pauses.length] ?? 0);
    }
  }
  return (await page.evaluate("bench.times")) as number[];
}

/** Accounts all over the catalog, looked for by their ids: from the id in the field to the account on the screen. */
async function answers(page: Page): Promise<readonly number[]> {
  const times: number[] = [];
  const last = Number(lastOf(size).account);
  for (let i = 0; i < 10; i++) {
    const account = String(last - i * 977);
    await page.evaluate("bench.asked = performance.now()");
    await page.getByRole("searchbox").first().fill(account);
    times.push((await page.evaluate(`bench.shown("${account}").then((at) => at - bench.asked)`)) as number);
  }
  return times;
}
