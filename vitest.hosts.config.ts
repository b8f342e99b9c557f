import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { target: "es2023" },
  test: {
    include: ["test/hosts/**/*.test.ts"],
    globalSetup: ["test/hosts/install.ts"],
    // A gateway takes seconds to start, and a machine that is busy takes longer.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    pool: "forks",
    fileParallelism: false,
    reporters: ["default", "./test/summary-reporter.ts"],
  },
});
