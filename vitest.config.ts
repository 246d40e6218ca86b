import { defineConfig } from "vitest/config"

export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    // For what hangs; a browser takes half a minute on a machine that others use as well.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Suites mostly wait for servers, and one core less would be left for these.
    maxWorkers: "100%",
    // The numbers for the closing line of .ci/run.
    reporters: process.env.CI ? ["default", ["json", { outputFile: "test-results/vitest.json" }]] : ["default"],
  },
})
