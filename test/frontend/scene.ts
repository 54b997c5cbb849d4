import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Stint, type StintOptions, startStint } from "../system/stint.ts";
import { arrive, launch, visit } from "./browser.ts";

/** What the tests of a file act on: a system, and one browser. Whatever a page complains of fails its test. */
export interface Scene {
  stint: Stint;
  /** Opens a place as somebody who is signed in, in a browser context of its own. */
  open(person: string, place?: string, options?: BrowserContextOptions): Promise<Page>;
  /** The same for somebody who has to sign in first. */
  arrive: Scene["open"];
  /** What pages have complained of so far; it does not fail the test any more. */
  complaints(): string[];
}

interface SceneOptions {
  /** What the system is started with. */
  readonly system?: StintOptions | (() => Promise<StintOptions>);
  /** A new system for each test, where what one does would be in the way of the next. */
  readonly anew?: true;
}

/** Sets the scene for the tests of the file, and clears it away; `prepare` makes what is there to be seen. */
export function setScene(
  prepare: (stint: Stint) => Promise<unknown> = async () => {},
  { system = {}, anew }: SceneOptions = {},
): Scene {
  let browser: Browser;
  const complaints: (readonly string[])[] = [];
  const by =
    (way: typeof visit): Scene["open"] =>
    async (person, place, options) => {
      const visited = await way(browser, scene.stint, person, place, options);
      complaints.push(visited.complaints);
      return visited.page;
    };
  const scene: Scene = {
    stint: undefined as unknown as Stint,
    open: by(visit),
    arrive: by(arrive),
    complaints: () => complaints.splice(0).flat(),
  };
  const start = async () => {
    scene.stint = await startStint({ dashboard: true, ...(typeof system === "function" ? await system() : system) });
    await prepare(scene.stint);
  };
  beforeAll(async () => {
    browser = await launch();
  });
  (anew ? beforeEach : beforeAll)(start, 240_000);
  afterEach(async () => {
    const said = scene.complaints();
    await Promise.all(browser.contexts().map((context) => context.close()));
    if (anew) await scene.stint.close();
    expect(said).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    if (!anew) await scene.stint?.close();
  });
  return scene;
}
