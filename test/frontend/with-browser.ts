import { describe, vi } from "vitest";
import { chromiumPath } from "./browser.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Tests in a browser: skipped, plainly, where there is none; .ci/run sets STINT_BROWSER, and then they fail without one. */
export const withBrowser = describe.skipIf(chromiumPath === undefined && process.env.STINT_BROWSER === undefined);
