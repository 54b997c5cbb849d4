import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Stint } from "../system/stint.ts";
import type { Life } from "./audit-life.ts";

/** A text of the page itself: the region that says it to those who listen has it too. */
export function said(page: Page, words: string | RegExp): Locator {
  return page.locator("#content").getByText(words);
}

export function requestTable(page: Page): Locator {
  return page.getByRole("table", { name: "Requests of this filter" });
}

/** Waits until the list is complete and just these are on show, by what became of them. */
export async function expectShown(page: Page, life: Life, names: readonly string[]): Promise<void> {
  const words = names.length === 0 ? /^No request of this filter$/ : new RegExp(`^All ${names.length} request`);
  const links = requestTable(page).getByRole("rowheader").getByRole("link");
  const look = async () => {
    const complete = (await said(page, words).count()) > 0;
    const places = await links.evaluateAll((found) => found.map((link) => link.getAttribute("href")));
    return { complete, ids: places.map((place) => place?.split("/").at(-1)).sort() };
  };
  const ids = Object.entries(life).flatMap(([name, id]) => (names.includes(name) ? [id] : []));
  await expect.poll(look, { timeout: 30_000 }).toEqual({ complete: true, ids: ids.sort() });
}

/** The filter as the address has it. */
export function addressOf(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams);
}

/** A day of a time zone, so many days before the system's today. */
export function dayBefore({ clock }: Stint, days: number, timeZone = "Europe/Berlin"): string {
  return new Date(clock.now() - days * 86_400_000).toLocaleDateString("sv-SE", { timeZone });
}
