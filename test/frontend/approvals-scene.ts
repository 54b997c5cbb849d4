import type { BrowserContextOptions, Page, Request } from "playwright-core";
import { people } from "../../local/people.ts";
import { screens } from "./browser.ts";
import { type Scene, setScene } from "./scene.ts";

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

/** A system of each test's own, with Beth in it. */
export function setApprovalsScene(): Scene {
  return setScene(undefined, { system: { people: [...people, beth] }, anew: true });
}

/** What the page asks the API for from now on. */
export function apiCalls(page: Page): Request[] {
  const calls: Request[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/api/")) calls.push(request);
  });
  return calls;
}
