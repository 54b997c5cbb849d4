import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Where .ci/run counts the results from. */
const { TEST_REPORT } = process.env;

export default defineConfig({
  test: {
    reporters: ["default", ...(TEST_REPORT ? [["json", { outputFile: TEST_REPORT }] as const] : [])],
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    // Half of what tests in a browser take is waiting, so there are more of them at a time than cores.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
