import type { Browser } from "playwright-core";
import { chromiumPath, launch } from "../test/frontend/browser.ts";
import { firstPaint } from "./dashboard-paint.ts";
import { decisionSeen } from "./dashboard-seen.ts";
import { typing } from "./dashboard-typing.ts";
import type { Question, Row } from "./measure.ts";

/** A part of the question: its rows, measured in a browser. */
export type InBrowser = (browser: Browser, progress: (what: string) => void) => Promise<readonly Row[]>;

/** What people wait for at the dashboard. Without a Chromium nothing is measured, and that is said. */
export function dashboard(assembly: () => Promise<string>): Question {
  return {
    name: "dashboard",
    about: "JavaScript and first useful paint of the home page, a decision seen elsewhere, typing in the role search",
    async run(progress) {
      if (chromiumPath === undefined) {
        progress("skipped, as there is no Chromium on this machine; CHROMIUM can point to one");
        return [];
      }
      const rows: Row[] = [];
      for (const part of [firstPaint(assembly), decisionSeen(assembly), typing]) {
        const browser = await launch();
        try {
          rows.push(...(await part(browser, progress)));
        } finally {
          await browser.close();
        }
      }
      return rows;
    },
  };
}
