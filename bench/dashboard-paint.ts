import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { buildDashboard } from "../frontend/build.ts";
import { people } from "../local/people.ts";
import { visit } from "../test/frontend/browser.ts";
import type { InBrowser } from "./dashboard.ts";
import { shippedConfig, startHub } from "./hub.ts";
import { row } from "./measure.ts";

const n = 15;
const inPage = fileURLToPath(new URL("in-page.js", import.meta.url));

/** Stands on My access as soon as there is something to do there: the access that Alice has now. */
const useful = "sandbox-blue";

/** A file or a call of the API that the page had asked for when it was first of use. */
interface Asked {
  readonly url: string;
  readonly there: boolean;
}

/** How much and how long it takes until somebody who is signed in sees their access, with nothing in the browser's cache. */
export function firstPaint(assembly: () => Promise<string>): InBrowser {
  return async (browser, progress) => {
    const hub = await startHub(await assembly(), shippedConfig, people, await buildDashboard());
    try {
      await hub.send("alice", "POST", "/requests", {
        account: "666677778888",
        role: "PowerUser",
        duration: "1h",
        justification: "Try a new service",
      });
      const { page, context } = await visit(browser, hub, "alice");
      await context.addInitScript({ path: inPage });
      const devTools = await context.newCDPSession(page);
      await devTools.send("Network.enable");
      await devTools.send("Network.setCacheDisabled", { cacheDisabled: true });

      progress(`${n} loads of the home page`);
      const paints: number[] = [];
      const floor: number[] = [];
      let asked: readonly Asked[] = [];
      for (let i = -1; i < n; i++) {
        await page.goto(`${hub.origin}/`);
        const at = await shown(page, useful);
        asked = (await page.evaluate(`bench.asked(${at})`)) as Asked[];
        const bare = await bareLoad(page, asked);
        if (i < 0) continue;
        paints.push(at);
        floor.push(bare);
      }
      const size = async (extension: string) => [await gzipped(asked, extension)];
      return [
        row("JavaScript before the first useful paint, gz", await size(".js"), {
          unit: "kB",
          goal: { of: "p50", most: 350 },
        }),
        row("style sheets before it, gz", await size(".css"), { unit: "kB" }),
        row("first useful paint, nothing cached", paints, { floor }),
      ];
    } finally {
      await hub.close();
    }
  };
}

async function shown(page: Page, text: string): Promise<number> {
  return (await page.evaluate(`bench.shown(${JSON.stringify(text)})`)) as number;
}

/** The document and the scripts, styles and answers that were there at the first useful paint, fetched again and not used. */
async function bareLoad(page: Page, asked: readonly Asked[]): Promise<number> {
  const isApi = (url: string) => new URL(url).pathname.startsWith("/api/");
  const there = asked.filter(({ there }) => there).map(({ url }) => url);
  const lists = [[page.url()], there.filter((url) => !isApi(url)), there.filter(isApi)];
  return (await page.evaluate(`bench.load(${JSON.stringify(lists)})`)) as number;
}

/** kB of those files that had been asked for, each compressed by itself. */
async function gzipped(asked: readonly Asked[], extension: string): Promise<number> {
  const urls = asked.map(({ url }) => url).filter((url) => url.endsWith(extension));
  const bodies = await Promise.all(urls.map(async (url) => (await fetch(url)).arrayBuffer()));
  return bodies.reduce((sum, body) => sum + gzipSync(new Uint8Array(body)).length, 0) / 1000;
}
