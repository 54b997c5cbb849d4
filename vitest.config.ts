import { defineConfig } from "vitest/config";

/** Where .ci/run counts the results from. */
const { TEST_REPORT } = process.env;

export default defineConfig({
  test: {
    reporters: ["default", ...(TEST_REPORT ? [["json", { outputFile: TEST_REPORT }] as const] : [])],
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    // By itself vitest leaves a core idle, which on a machine of two is half of it.
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
