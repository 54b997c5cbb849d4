import type { Browser, BrowserContextOptions, Page, Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { people } from "../../local/people.ts";
import { type Stint, startStint } from "../system/stint.ts";
import { arrive, launch, screens, visit } from "./browser.ts";

/** A second database lead, so that somebody can be faster than Bob. */
const beth = {
  username: "beth",
  name: "Beth Baker",
  email: "beth@example.com",
  emailVerified: true,
  groups: ["db-leads"],
};

/** As on a phone in the hand. */
export const onPhone: BrowserContextOptions = { viewport: screens.phone, isMobile: true, hasTouch: true };

/** What the tests of a file act on: a system of each test's own, and one browser. */
export interface Scene {
  stint: Stint;
  /** Opens a place as a person. Whatever the page complains of fails the test. */
  as(person: string, place: string, options?: BrowserContextOptions): Promise<Page>;
  /** The same for somebody who has to sign in first. */
  arriving(person: string, place: string, options?: BrowserContextOptions): Promise<Page>;
}

/** Sets the scene for each test of the file, and clears it away. */
export function setScene(): Scene {
  let browser: Browser;
  const complaints: (readonly string[])[] = [];
  const by =
    (way: typeof visit): Scene["as"] =>
    async (person, place, options) => {
      const visited = await way(browser, scene.stint, person, place, options);
      complaints.push(visited.complaints);
      return visited.page;
    };
  const scene: Scene = {
    stint: undefined as unknown as Stint,
    as: by(visit),
    arriving: by(arrive),
  };
  beforeAll(async () => {
    browser = await launch();
  });
  beforeEach(async () => {
    scene.stint = await startStint({ dashboard: true, people: [...people, beth] });
  });
  afterEach(async () => {
    const said = complaints.splice(0).flat();
    await Promise.all(browser.contexts().map((context) => context.close()));
    await scene.stint.close();
    expect(said).toEqual([]);
  });
  afterAll(() => browser?.close());
  return scene;
}

/** What the page asks the API for from now on. */
export function apiCalls(page: Page): Request[] {
  const calls: Request[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/api/")) calls.push(request);
  });
  return calls;
}
