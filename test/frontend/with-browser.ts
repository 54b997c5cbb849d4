import { describe, vi } from "vitest";
import { chromiumPath } from "./browser.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Tests in a browser: skipped where there is none, which test/global-setup.ts says, or refuses where STINT_BROWSER is set. */
export const withBrowser = describe.skipIf(chromiumPath === undefined);
