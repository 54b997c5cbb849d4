import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { Policy } from "../../core/policy.ts";
import { type Stint, startStint } from "../system/stint.ts";
import { launch, screens, type Visit, visit } from "./browser.ts";

/** A system under the shipped policy, but that Mallory is blocked, and a browser. */
export interface PolicyStage {
  readonly stint: Stint;
  readonly browser: Browser;
  /** Opens the policy page as a person; in the end it may have complained of nothing. */
  at(
    person: string,
    query: string,
    look: (visit: Visit) => Promise<void>,
    options?: BrowserContextOptions,
  ): Promise<void>;
  close(): Promise<void>;
}

export async function startPolicyStage(): Promise<PolicyStage> {
  const assembly = mkdtempSync(join(tmpdir(), "stint-assembly-"));
  cpSync(inject("assembly"), assembly, { recursive: true });
  for (const asset of readdirSync(assembly)) blockMallory(join(assembly, asset, "policy.json"));
  const [stint, browser] = await Promise.all([startStint({ dashboard: true, assembly }), launch()]);
  return {
    stint,
    browser,
    async at(person, query, look, options = {}) {
      const visited = await visit(browser, stint, person, `/policy${query}`, options);
      await visited.page.getByRole("tab", { name: "Rules" }).waitFor();
      await look(visited);
      expect(visited.complaints).toEqual([]);
      await visited.context.close();
    },
    async close() {
      await browser.close();
      await stint.close();
      rmSync(assembly, { recursive: true });
    },
  };
}

function blockMallory(file: string): void {
  if (!existsSync(file)) return;
  const policy = JSON.parse(readFileSync(file, "utf8")) as Policy;
  writeFileSync(file, JSON.stringify({ ...policy, blocked: ["mallory@example.com"] }));
}

/** Light on a desktop and dark on a phone. */
export const looks = [
  ["light", "desktop"],
  ["dark", "phone"],
] as const;

export function optionsOf([colorScheme, screen]: (typeof looks)[number]): BrowserContextOptions {
  return { colorScheme, viewport: screens[screen] };
}

/** Ids of the rules on show, from top to bottom. */
export function idsOn(page: Page): Promise<string[]> {
  return page.getByRole("listitem").getByRole("heading", { level: 3 }).allInnerTexts();
}

export function ruleOn(page: Page, id: string): Locator {
  return page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3, name: id, exact: true }) });
}

/** What is read, with plain spaces. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.innerText()).replaceAll("\u00a0", " ");
}
